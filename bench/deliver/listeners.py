"""Opens that many streams and notes when events arrive: for all clients how many, for every twentieth when."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time

EVENT = re.compile(rb"\ndata: \{\"id\":\"(evt_\w+)\"")
SAMPLED = 20
seen: list[tuple[str, float]] = []
counts = {"frames": 0, "open": 0}


class Client(asyncio.Protocol):
    """One stream."""

    def __init__(self, number: int) -> None:
        self.sampled = number % SAMPLED == 0
        self.opened = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - it is one
        self.transport = transport
        transport.write(b"GET /api/v1/events?types=article.changed HTTP/1.1\r\nHost: localhost\r\n\r\n")

    def data_received(self, data: bytes) -> None:
        """Count, and note the time where this one is sampled."""
        if not self.opened and b": listening" in data:
            self.opened = True
            counts["open"] += 1
        counts["frames"] += data.count(b"\nevent: article.changed\n")
        if self.sampled:
            now = time.time()
            seen.extend((one.decode(), now) for one in EVENT.findall(data))


async def main(port: int, number: int) -> None:
    """Listen until standard input ends."""
    loop = asyncio.get_running_loop()
    for at in range(number):
        await loop.create_connection(lambda at=at: Client(at), "127.0.0.1", port)  # type: ignore[misc]
    while counts["open"] < number:  # noqa: ASYNC110 - a thousand of them tell it by a count
        await asyncio.sleep(0.05)
    print("listening", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    print(json.dumps({"frames": counts["frames"], "seen": seen}), flush=True)


asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
