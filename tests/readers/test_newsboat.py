"""A real feed reader, newsboat, reads our feeds from a real server and shows what changed."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from monitor.diff import compare
from monitor.event.feeds import CONTENT_TYPES, FeedInfo, FeedItem, Marks, item_of, render
from monitor.model import (
    Article,
    ArticleId,
    Block,
    BlockKind,
    Change,
    Event,
    EventId,
    EventType,
    Interval,
    Notice,
    SourceId,
    Stats,
    Text,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("newsboat") is None, reason="newsboat is not installed"),
]
START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def items(base: str) -> list[FeedItem]:
    article = Article(ArticleId("a" * 16), "https://news.example/1", "news.example", SourceId("s"), (), START)
    change = Change(
        article.id,
        1,
        2,
        Interval(START, START),
        "Ferry fire kills 12",
        "Ferry fire kills 15",
        ("number",),
        Notice.NONE_FOUND,
        71,
        (),
        "small",
        "“kills 12” → “kills 15”; no note found",
        Stats(1, 1, 0.9),
        "1",
    )
    event = Event(EventId("evt_1"), EventType.CHANGED, article.id, 2, None, START, change=change)
    old = Text(change.old_title, (Block(BlockKind.PARAGRAPH, "At least 12 people were killed."),))
    new = Text(change.new_title, (Block(BlockKind.PARAGRAPH, "At least 15 people were killed."),))
    return [item_of(event, article, diff=compare(old, new), base_url=base)]


@pytest.fixture
def server() -> Iterator[str]:
    """A server of /html.atom, /text.rss and so on."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            base = f"http://127.0.0.1:{self.connection.getsockname()[1]}"
            name, _, form = self.path.strip("/").partition(".")
            marks: Marks = "text" if name == "text" else "html"
            body = render(form, FeedInfo("Changes", base + self.path, base), items(base), marks=marks)
            self.send_response(200)
            self.send_header("Content-Type", CONTENT_TYPES[form])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()
    running.server_close()


def commands(folder: Path, url: str) -> list[str]:
    """Newsboat with files of its own."""
    (folder / "urls").write_text(url + "\n")
    (folder / "config").write_text("")
    return ["newsboat", "-u", str(folder / "urls"), "-c", str(folder / "cache.db"), "-C", str(folder / "config")]


def kept_by_newsboat(folder: Path, url: str) -> tuple[str, str, str, str]:
    """(title, link, guid, content) as newsboat keeps the item."""
    environment = {"HOME": str(folder), "LANG": "C.UTF-8"}
    subprocess.run([*commands(folder, url), "-x", "reload"], check=True, timeout=60, env=environment)
    with closing(sqlite3.connect(folder / "cache.db")) as database:
        [(title, link, guid, content)] = database.execute("select title, url, guid, content from rss_item").fetchall()
    return title, link, guid, content


def shown_by_newsboat(folder: Path, url: str, until: str) -> str:
    """What stands on the terminal when the item is opened, without the terminal's codes."""
    kept_by_newsboat(folder, url)
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(HOME=str(folder), LANG="C.UTF-8", TERM="xterm", COLUMNS="100", LINES="40")
        os.execvp("newsboat", commands(folder, url))  # noqa: S606 - the reader under test
    seen = b""
    try:
        deadline = time.monotonic() + 20
        presses = iter([b"\r", b"\r"])
        while time.monotonic() < deadline and until not in _plain(seen):
            if select.select([terminal], [], [], 0.7)[0]:
                seen += os.read(terminal, 65_536)
            elif press := next(presses, b""):
                os.write(terminal, press)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
    return _plain(seen)


def _plain(screen: bytes) -> str:
    text = re.sub(rb"\x1b\[(\d*)C", b" ", screen)  # the cursor moves on: what was there is a blank
    return re.sub(rb"\x1b(\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>])", b"", text).decode(errors="replace")


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_newsboat_keeps_the_item_with_its_diff(tmp_path: Path, server: str, form: str) -> None:
    title, link, guid, content = kept_by_newsboat(tmp_path, f"{server}/html.{form}")
    assert title == "Ferry fire kills 15"
    assert link == f"{server}/articles/{'a' * 16}/diff/1/2"
    assert guid == "tag:127.0.0.1,2026:evt_1"
    assert re.search(r"<del>12</del>\s+<ins>15</ins>", content)
    assert "no note found" in content


def test_newsboat_shows_old_and_new_words_apart(tmp_path: Path, server: str) -> None:
    screen = shown_by_newsboat(tmp_path, f"{server}/html.atom", "people were killed")
    assert re.search(r"At least\s+12\s+15\s+people were killed", screen)


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_with_marks_in_text_newsboat_shows_what_is_old_and_what_is_new(tmp_path: Path, server: str, form: str) -> None:
    screen = shown_by_newsboat(tmp_path, f"{server}/text.{form}", "people were killed")
    assert re.search(r"At least\s+\[-12-\] \{\+15\+\}\s+people were killed", screen)
