"""A web server on the loopback that answers exactly the bytes it is told to, however wrong, and remembers requests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Write = Callable[[bytes], Awaitable[None]]
Answer = bytes | Callable[[Write], Awaitable[None]]


def ok(body: bytes = b"hello", *headers: str, status: str = "200 OK") -> bytes:
    """A proper answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@dataclass
class Misbehaving:
    """Answers by path; what is not scripted is a 404."""

    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def headers_of(self, path: str) -> list[dict[str, str]]:
        """The headers of every request for a path."""
        return [headers for asked, headers in self.asked if asked == path]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode("latin-1").strip().split("\r\n")
                path = first.split(" ")[1]
                pairs = (line.partition(":") for line in lines)
                self.asked.append((path, {name.lower(): value.strip() for name, _, value in pairs}))
                answer = self.answers.get(path, ok(b"no", status="404 Not Found"))

                async def write(data: bytes) -> None:
                    writer.write(data)
                    await writer.drain()

                if isinstance(answer, bytes):
                    await write(answer)
                else:
                    await answer(write)
                    break
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def misbehaving() -> AsyncIterator[Misbehaving]:
    """The server while the block runs."""
    site = Misbehaving()
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
    site.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield site
    finally:
        server.close()
        server.close_clients() if hasattr(server, "close_clients") else None
