"""How full the server's memory is. At 85 % looking stops, so that reading, acks, delivery and retention have room."""

from __future__ import annotations

import time
from typing import Final

from monitor.ports import Fullness
from monitor.store.client import StoreClient

_KNOWN_S: Final = 1.0  # so long an answer is used again: a busy worker asks before every claim


class RedisRoom:
    """Behind the port Room."""

    def __init__(self, client: StoreClient) -> None:
        self._client = client
        self._known = Fullness()
        self._until = 0.0

    async def fullness(self) -> Fullness:
        """What the server, or a cluster's fullest node, says, at most a second old; without a limit never full."""
        if time.monotonic() >= self._until:
            nodes = [_parse(info) for info in await self._client.everywhere("INFO", "memory")]
            self._known = max(nodes, key=lambda node: (node.share, node.used_bytes))
            self._until = time.monotonic() + _KNOWN_S
        return self._known


def _parse(info: bytes) -> Fullness:
    """`used_memory` without what the server does not count against its limit (buffers of replicas and the log)."""
    fields = dict(line.split(b":", 1) for line in info.splitlines() if b":" in line)
    used = int(fields[b"used_memory"]) - int(fields.get(b"mem_not_counted_for_evict", 0))
    return Fullness(used, int(fields.get(b"maxmemory", 0)))


class EndlessRoom:
    """The port Room of a store in memory: it has no limit of its own."""

    async def fullness(self) -> Fullness:
        """Never full."""
        return Fullness()
