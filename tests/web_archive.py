"""A small web archive on loopback: a CDX server, TimeMaps and captures as they were served."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

PAGE = "https://news.example.org/2020/ferry"
FIRST = datetime(2020, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the archive holds of one moment."""

    timestamp: str
    body: bytes
    status: int = 200
    mimetype: str = "text/html"
    listed: int = 200  # the status that its list says

    @property
    def digest(self) -> str:
        return sha1(self.body, usedforsecurity=False).hexdigest()[:32].upper()


def html(words: str, noise: str = "") -> bytes:
    """A page with an article that says these words."""
    paragraphs = "".join(
        f"<p>{text}</p>"
        for text in (
            "A fire broke out on a ferry near the northern harbour on Monday, the coast guard said in a statement.",
            words,
            "The cause of the fire is not known yet. Investigators are to go on board later this week, officials said.",
            "The ferry had left the harbour in the early morning with a little more than two hundred people on board.",
        )
    )
    return (
        f"<html lang='en'><head><title>Fire on a ferry</title><!-- {noise} --></head><body><article>"
        f"<h1>Fire on a ferry</h1>{paragraphs}</article></body></html>"
    ).encode()


def seeded(count: int, every: int) -> tuple[list[Kept], int]:
    """So many captures: a new text every few of them, and between them duplicates, noise, errors; how many texts."""
    kept = []
    for number in range(count):
        timestamp = (FIRST + timedelta(days=number)).strftime("%Y%m%d%H%M%S")
        body = html(f"The fire injured {12 + number // every} people, two of them badly, said the hospital.")
        match number % every:
            case 0 | 1:
                kept.append(Kept(timestamp, body))  # the second one is the very same body
            case 2:
                kept.append(Kept(timestamp, body.replace(b"<!--  -->", f"<!-- {number} -->".encode())))
            case 3:
                kept.append(Kept(timestamp, b"<html><body>Oops</body></html>", 503, listed=503))
            case 4:
                kept.append(Kept(timestamp, b"Moved", 302, listed=302))
            case 5:
                kept.append(Kept(timestamp, b"gone from the archive", 404))
            case 6:
                kept.append(Kept(timestamp, b"<html><body></body></html>" + b" " * number))
            case _:
                kept.append(Kept(timestamp, b"\x89PNG", mimetype="image/png"))
    return kept, -(-count // every)


@dataclass(slots=True)
class WebArchive:
    """What it holds, how it behaves, and what it was asked for."""

    kept: list[Kept]
    has_index: bool = True
    busy: int = 0  # requests that are answered with 429
    base: str = ""
    asked: list[str] = field(default_factory=list)
    silent_after: int = 0  # requests after which it answers no more; 0 = it always answers
    gone_silent: Event = field(default_factory=Event)

    def is_silent(self, path: str) -> bool:
        """Note what is asked for; True if there will be no answer."""
        self.asked.append(path)
        if not self.silent_after or len(self.asked) <= self.silent_after:
            return False
        self.gone_silent.set()
        return True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    archive: WebArchive


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.server.archive.is_silent(self.path):
            self.close_connection = True
            self.rfile.read(1)  # until the other side hangs up
        elif self.server.archive.busy:
            self.server.archive.busy -= 1
            self._send(429, b"slow down", {"Retry-After": "0"})
        elif self.path.startswith("/cdx/search/cdx"):
            self._send(
                200 if self.server.archive.has_index else 404,
                index(self.server.archive.kept),
                {"Content-Type": "application/json"},
            )
        elif self.path.startswith("/web/timemap/link/"):
            self._send(200, timemap(self.server.archive), {"Content-Type": "application/link-format"})
        else:
            self._capture()

    def _capture(self) -> None:
        stamp = self.path.removeprefix("/web/").partition("id_/")[0]
        found = next((one for one in self.server.archive.kept if one.timestamp == stamp), None)
        if found is None:
            self._send(404, b"no such capture", {})
            return
        headers = {"Content-Type": found.mimetype, "x-archive-orig-server": "apache", "x-archive-orig-etag": '"1"'}
        headers |= (
            {"Location": f"/web/{self.server.archive.kept[0].timestamp}id_/{PAGE}"} if found.status == 302 else {}
        )
        self._send(found.status, found.body, headers)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def web_archive(kept: list[Kept]) -> Iterator[WebArchive]:
    """The archive until the block ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.archive = made = WebArchive(kept)
    made.base = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def index(kept: list[Kept]) -> bytes:
    rows = [[one.timestamp, PAGE, one.mimetype, str(one.listed), one.digest] for one in kept]
    return json.dumps([["timestamp", "original", "mimetype", "statuscode", "digest"], *rows]).encode()


def timemap(made: WebArchive) -> bytes:
    lines = [f'<{PAGE}>; rel="original",']
    for one in made.kept:
        at = datetime.strptime(one.timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        lines.append(f'<{made.base}/web/{one.timestamp}/{PAGE}>; rel="memento"; datetime="{at:%a, %d %b %Y %T GMT}",')
    return "\n".join(lines).encode()
