"""Runs `redline` as its user does, without settings of this environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from click.testing import CliRunner
from publisher import Publisher

from monitor.cli import main

ROOT = Path(__file__).parent.parent
RUN = [sys.executable, "-c", "from monitor.cli import main; main(prog_name='redline')"]
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("REDLINE_")}
UNSET = dict.fromkeys(os.environ.keys() - ENVIRONMENT.keys())


def redline(*words: str, data: Path, stdin: str = "", expect: int = 0) -> str:
    """What the command prints, run in this process: its start costs thirty times as much as its work."""
    done = CliRunner(env=UNSET).invoke(main, [*words, "--data", str(data)], input=stdin, catch_exceptions=False)
    assert done.exit_code == expect, done.output
    return done.stderr + done.stdout


def redline_process(*words: str, data: Path, stdin: str = "", expect: int = 0) -> str:
    """The same by a process of its own, as its user runs it."""
    done = subprocess.run(
        [*RUN, *words, "--data", str(data)],
        input=stdin,
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        cwd=ROOT,
        timeout=120,
        check=False,
    )
    assert done.returncode == expect, done.stderr + done.stdout
    return done.stderr + done.stdout


def behind(site: Publisher, folder: Path) -> tuple[str, str]:
    """Options with which every address leads to this site: it is the proxy of the settings file."""
    file = folder / "proxy.toml"
    file.write_text(f'[network]\nproxy = "{site.url}"\n', encoding="utf-8")
    return "--config", str(file)


@contextmanager
def served() -> Iterator[Publisher]:
    """A publisher's site on loopback until the block ends."""
    made = Publisher()
    thread = Thread(target=made.server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        made.server.server_close()
        thread.join()
