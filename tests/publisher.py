"""A publisher's site on the loopback, in a thread of its own: pages that tests change while Redline looks."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from looking import page


class Publisher:
    """Pages by path; what was asked for is remembered."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, str, bytes]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.posted: list[tuple[dict[str, str], bytes]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = self.path if self.path.startswith("/") else f"/{self.path.split('/', 3)[3]}"  # as a proxy
                site.asked.append((path, {k.lower(): v for k, v in self.headers.items()}))
                self.answer(*site.pages.get(path, (404, "text/plain", b"no such page")))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                site.posted.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.answer(204, "text/plain", b"")

            def answer(self, status: int, kind: str, body: bytes) -> None:
                """Send it."""
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def says(self, path: str, *paragraphs: str, title: str = "Twelve hurt as ferry and barge collide") -> None:
        """What an article page shows from now on."""
        self.pages[path] = (200, "text/html; charset=utf-8", page(*paragraphs, title=title))
