# ruff: noqa: E501 - commands read best on one line
"""The daemon as its owner runs it: real processes, a real store, real HTTP; stopped with SIGTERM, killed with SIGKILL."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread
from urllib.request import Request, urlopen

import pytest
from looking import WORDS, feed
from publisher import Publisher
from standardwebhooks.webhooks import Webhook

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent
EDITED = (WORDS[0].replace("Twelve", "Fifteen"), *WORDS[1:])
SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
ENV = {key: value for key, value in os.environ.items() if not key.startswith("REDLINE_")} | {"HOOK_SECRET": SECRET}


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    made = Publisher()
    thread = Thread(target=made.server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings(folder: Path, publisher: Publisher, port: int, *, redis: str = "") -> Path:
    file = folder / "redline.toml"
    file.write_text(
        f"""
data_dir = "{folder / "data"}"
base_url = "http://127.0.0.1:{port}"
contact = "tests"
[redis]
url = "{redis}"
[web]
port = {port}
public = true
[look]
floor = "1s"
confirm_after = "0.3s"
pace = "0.05s"
[[source]]
url = "{publisher.url}/feed.xml"
kind = "feed"
name = "The Outlet"
every = "1s"
allow_networks = ["127.0.0.0/8"]
[[subscription]]
name = "desk"
target = "{publisher.url}/hook"
secret_env = "HOOK_SECRET"
allow_networks = ["127.0.0.0/8"]
""",
        encoding="utf-8",
    )
    return file


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours, killed at the end if it still runs; what it said last stands below a test that failed."""
    with TemporaryFile() as told:
        started = subprocess.Popen([sys.executable, *arguments], env=ENV, cwd=ROOT, stderr=told)
        started.stderr = told
        try:
            yield started
        finally:
            if started.poll() is None:
                started.kill()
            started.wait()
            sys.stdout.write(f"{arguments[-4:]} said:\n{said(started)}")


def said(ended: subprocess.Popen[bytes]) -> str:
    """The end of what a process that has ended logged."""
    assert ended.stderr is not None
    ended.stderr.seek(0)
    return ended.stderr.read().decode()[-4000:]


def daemon(file: Path) -> tuple[str, ...]:
    return ("-c", "from monitor.cli import main; main()", "run", "--config", str(file))


def until(what: Callable[[], bool], seconds: float = 120.0) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


def get(url: str) -> str:
    """The page, "" while nobody answers."""
    try:
        with urlopen(Request(url, headers={"Accept": "text/html"}), timeout=5) as answer:  # noqa: S310 - the loopback
            return str(answer.read().decode())
    except OSError:  # a busy machine takes its time too: ask again
        return ""


def changes(port: int) -> list[dict[str, str]]:
    found = get(f"http://127.0.0.1:{port}/api/v1/changes")
    return list(json.loads(found)["items"]) if found else []


def kept(port: int) -> int:
    """How many versions are kept."""
    found = re.search(r"^redline_versions\w* (\d+)", get(f"http://127.0.0.1:{port}/metrics"), re.MULTILINE)
    return int(found[1]) if found else 0


def test_one_feed_becomes_a_diff_page_a_feed_item_and_a_signed_webhook(publisher: Publisher, tmp_path: Path) -> None:
    port = free_port()
    publisher.pages["/feed.xml"] = (200, "application/rss+xml", feed(f"{publisher.url}/a"))
    publisher.says("/a", *WORDS)
    with process(*daemon(settings(tmp_path, publisher, port))) as run:
        until(lambda: kept(port) == 1)
        publisher.says("/a", *EDITED)
        until(lambda: len(changes(port)) == 1)
        until(lambda: len(publisher.posted) == 1)
        headers, body = publisher.posted[0]
        envelope = Webhook(SECRET).verify(body, headers)
        assert envelope["type"] == "article.changed"
        page = get(envelope["data"]["diff_url"])
        assert "<del>" in page
        assert "Fifteen" in page
        assert envelope["id"] in get(f"http://127.0.0.1:{port}/feeds/changes.atom")
        run.send_signal(signal.SIGTERM)
        assert run.wait(timeout=120) == 0
        assert run.stderr is not None
        run.stderr.seek(0)
        logged = [json.loads(line) for line in run.stderr.read().splitlines()]
    assert {line["event"] for line in logged} >= {"started", "stopping", "ended"}
    with process(*daemon(settings(tmp_path, publisher, port))) as run:
        until(lambda: len(changes(port)) == 1)
        run.send_signal(signal.SIGTERM)
        assert run.wait(timeout=120) == 0
    assert len(publisher.posted) == 1


def test_each_role_in_its_own_process_and_a_killed_one_is_replaced(
    publisher: Publisher, tmp_path: Path, redis_url: str
) -> None:
    port = free_port()
    publisher.pages["/feed.xml"] = (200, "application/rss+xml", feed(f"{publisher.url}/a"))
    publisher.says("/a", *WORDS)
    file = str(settings(tmp_path, publisher, port, redis=redis_url))
    with ExitStack() as stack:
        roles = {
            role: stack.enter_context(process("-m", "workers", role, "--config", file))
            for role in ("poller", "checker", "deliverer", "keeper", "web")
        }
        until(lambda: kept(port) == 1)
        roles["checker"].kill()
        roles["deliverer"].kill()
        publisher.says("/a", *EDITED)
        for role in ("checker", "deliverer"):
            roles[f"another {role}"] = stack.enter_context(process("-m", "workers", role, "--config", file))
        until(lambda: len(changes(port)) == 1)
        until(lambda: len(publisher.posted) == 1)
        for name, one in roles.items():
            one.send_signal(signal.SIGTERM)
            expected = -signal.SIGKILL if name in {"checker", "deliverer"} else 0
            assert one.wait(timeout=120) == expected, name


def test_the_demo_shows_changes_everywhere_and_keeps_an_honest_score() -> None:
    command = ("-c", "from monitor.cli import main; main()", "demo", "--until-changes", "2", "--timeout", "150")
    done = subprocess.run(
        [sys.executable, *command], env=ENV, cwd=ROOT, capture_output=True, text=True, timeout=250, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "/feeds/changes.atom" in done.stdout
    told = re.findall(r"webhook (\S+) verified: article\.changed \S.* http://\S+/diff/\d+/\d+\n", done.stdout)
    assert len(set(told)) >= 2, done.stdout  # which changes come first, and what they are about, depends on the load
    assert "false alarms 0 of" in done.stdout


def test_the_demo_says_what_was_missing_when_time_is_over() -> None:
    command = ("-c", "from monitor.cli import main; main()", "demo", "--until-changes", "90", "--timeout", "2")
    done = subprocess.run(
        [sys.executable, *command], env=ENV, cwd=ROOT, capture_output=True, text=True, timeout=250, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "not all the way within 2 s" in done.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("colour = 1", "colour: no setting has this name"),
        ('[redis]\nurl = "redis://127.0.0.1:1/0"', "127.0.0.1:1"),
        ('[[source]]\nurl = "https://a.example/"\ncron = "every day"', "source[1].cron"),
        ('[[subscription]]\nname="x"\ntarget="http://10.0.0.1/"', "subscription[1]"),
    ],
)
def test_bad_settings_end_with_2_and_one_line(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "redline.toml"
    file.write_text(f'data_dir = "{tmp_path / "data"}"\n{line}\n', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, *daemon(file)], env=ENV, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
