"""A publisher in a process of its own, as cheap as can be: `server.py` prints its port, and answers until it is killed.

Paths: `/etag/N` gives 304 to the validator of its page, `/same/N` always the same 200 without validators, `/noise/N` a
200 in which only a nonce, a token and a time of rendering differ, `/told/N` tells another text every five requests
(with a validator), `/stop` ends that telling, `/texts` says which text each article tells now.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from typing import Final

PAGE_BYTES: Final = 61_000
SENTENCE: Final = "The harbour was closed for the night and ships were told to wait outside the bay until morning. "
EVERY: Final = 5  # requests of an article that tells before its text changes

asked: Counter[str] = Counter()
counting: list[bool] = [True]


def page(number: str, *, nonce: int = 0, told: int = 0, size: int = PAGE_BYTES) -> bytes:
    """An article of some ten paragraphs within the usual amount of navigation and scripts."""
    text = "".join(f"<p>{SENTENCE * 2}This is part {part} of report {number}.</p>" for part in range(10))
    token = f"<meta name='csrf-token' content='t{nonce}'>"
    head = f"<!doctype html><html lang='en'><head><title>Report {number}</title>{token}"
    article = (
        f"<article><h1>Report {number}</h1><p>At least {told + 12} people waited on the quay on Monday.</p>"
        f"{text}</article>"
    )
    tail = f"<!-- rendered in {nonce} ms --><script nonce='n{nonce}'>var loaded={nonce};</script></body></html>"
    links = "".join(f"<li><a href='/section/{at}'>Section {at}</a></li>" for at in range(40)) if size else ""
    room = size - len(head) - len(article) - len(tail) - len(links) - 60
    script = f"<script>var config='{'x' * max(0, room)}';</script>"
    return f"{head}{script}</head><body><nav><ul>{links}</ul></nav>{article}{tail}".encode()


def answer(path: str, condition: str) -> bytes:
    """The whole answer."""
    _, kind, number = (*path.split("/"), "", "")[:3]
    asked[path] += 1
    known = ANSWERS.get(kind)
    return known(path, number, condition) if known else b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def _etag(_: str, number: str, condition: str) -> bytes:
    etag = f'"{number}"'
    return not_modified(etag) if condition == etag else ok(page(number), f"ETag: {etag}\r\n")


def _told(path: str, number: str, condition: str) -> bytes:
    told = asked[path] // EVERY if counting[0] else texts.setdefault(path, asked[path] // EVERY)
    etag = f'"{number}-{told}"'
    return not_modified(etag) if condition == etag else ok(page(number, told=told, size=0), f"ETag: {etag}\r\n")


def _stop(*_: str) -> bytes:
    counting[0] = False
    texts.update({path: count // EVERY for path, count in asked.items()})
    return ok(b"")


texts: dict[str, int] = {}


def ok(body: bytes, headers: str = "") -> bytes:
    """A 200."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def not_modified(etag: str) -> bytes:
    """A 304."""
    return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()


ANSWERS: Final[dict[str, Callable[[str, str, str], bytes]]] = {
    "etag": _etag,
    "same": lambda _, number, __: ok(page(number)),
    "noise": lambda path, number, _: ok(page(number, nonce=asked[path])),
    "told": _told,
    "stop": _stop,
    "texts": lambda *_: ok(json.dumps({path: texts.get(path, 0) for path in asked}).encode()),
    "count": lambda *_: ok(str(sum(asked.values())).encode()),
}


class Publisher(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self.waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a TCP server
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request that is whole."""
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            self.transport.write(answer(first.split(" ")[1], headers.get("if-none-match", "")))


async def main() -> None:
    """Serve."""
    server = await asyncio.get_running_loop().create_server(Publisher, "0.0.0.0", 0)  # noqa: S104 - all of 127/8
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
