"""The event log's memory twin."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final

from monitor.model import Event, Position
from monitor.ports import Tenure
from monitor.store.event_ids import position_of, stream_id_of, stream_order
from monitor.store.memory.shelf import MemoryShelf

_POLL_S: Final = 0.01


class MemoryEventLog:
    """The port EventLog in memory, for one process."""

    def __init__(self, shelf: MemoryShelf) -> None:
        self._shelf = shelf

    def shards(self) -> tuple[str, ...]:
        """Names of all shards."""
        return tuple(self._shelf.shards)

    async def newest(self) -> dict[str, str]:
        """The stream id of each shard's newest event."""
        return {name: stream_id_of(held.position_told()) for name, held in self._shelf.shards.items()}

    async def lag_s(self) -> float:
        """Seconds since the oldest event that fan-out has not passed on was committed; 0 = there is none."""
        waiting = [
            stream_order(stream_id_of(position))[0] / 1000
            for held in self._shelf.shards.values()
            for position, _ in held.stream
            if position > position_of(held.reader.cursor if held.reader else "0-0")
        ]
        return max(self._shelf.now().timestamp() - min(waiting), 0.0) if waiting else 0.0

    async def own(self, shard: str, owner: str, *, lease_s: float) -> Tenure | None:
        """Become or stay the one reader of a shard; None while another holds it."""
        held, now = self._shelf.shards[shard], self._shelf.clock.now()
        reader, live = held.reader, held.reader_until is not None and held.reader_until > now
        if reader and live and reader.owner != owner:
            return None
        same = reader is not None and live
        fence = (reader.fence if reader else 0) + (not same)
        held.reader = Tenure(shard, owner, fence, reader.cursor if reader else "0-0")
        held.reader_until = now + timedelta(seconds=lease_s)
        return held.reader

    async def read(self, shard: str, *, after: str, limit: int = 100) -> list[tuple[Position, Event]]:
        """Events after a stream id, in order."""
        start = position_of(after)
        later = [(position, event) for position, event in self._shelf.shards[shard].stream if position > start]
        return [(Position(shard, stream_id_of(position)), event) for position, event in later[:limit]]

    async def advance(self, tenure: Tenure, cursor: str) -> bool:
        """Move the cursor, never back; False if the tenure was lost."""
        held = self._shelf.shards[tenure.shard]
        if held.reader is None or (held.reader.owner, held.reader.fence) != (tenure.owner, tenure.fence):
            return False
        if stream_order(cursor) > stream_order(held.reader.cursor):
            held.reader = replace(held.reader, cursor=cursor)
        return True

    async def wait(self, cursors: Mapping[str, str], *, timeout_s: float) -> frozenset[str]:
        """The shards that may have an event beyond their cursor, as soon as there are any; none after the time-out."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while True:
            told = self._shelf.shards
            news = frozenset(one for one, after in cursors.items() if told[one].position_told() > position_of(after))
            if news or loop.time() >= deadline:
                return news
            await asyncio.sleep(_POLL_S)
