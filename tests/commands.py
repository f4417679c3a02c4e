"""Runs `redline` as its user does: a process of its own, without settings of this environment."""

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


def redline(*arguments: str, data: Path, stdin: str = "", expect: int = 0) -> str:
    """What the command prints: errors first."""
    done = subprocess.run(
        [*RUN, *arguments, "--data", str(data)],
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


def redline_here(*words: str, data: Path, expect: int = 0) -> str:
    """What the command says, run in this process: its start costs more than its work."""
    done = CliRunner().invoke(main, [words[0], "--data", str(data), *words[1:]])
    assert done.exit_code == expect, done.output
    return done.output


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
