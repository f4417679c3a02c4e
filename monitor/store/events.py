"""The streams of events in Redis: one per shard of the archive and of the book."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.model import Event, Position
from monitor.ports import Tenure
from monitor.store import packing
from monitor.store.client import BLOCK_LIMIT_S, Arg, StoreClient
from monitor.store.keys import Keys
from monitor.store.packing import stream_id
from monitor.store.scripts import load


class RedisEventLog:
    """Behind the port EventLog."""

    def __init__(self, client: StoreClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    def shards(self) -> tuple[str, ...]:
        """Names of all shards."""
        return (*self._keys.archive_tags(), *self._keys.book_tags())

    async def own(self, shard: str, owner: str, *, lease_s: float) -> Tenure | None:
        """Become or stay the one reader of a shard."""
        keys = [self._keys.reader(shard), self._keys.test_mark(shard)]
        found = await self._client.run(load("reader_own"), keys, [owner, round(lease_s * 1000), self._client.now_arg()])
        return Tenure(shard, owner, int(found[0]), found[1].decode()) if found else None

    async def read(self, shard: str, *, after: str, limit: int = 100) -> list[tuple[Position, Event]]:
        """Events after a stream id, in order; from the records where the stream was capped below the cursor."""
        stream = self._keys.stream(shard)
        entries, info = await self._client.all(
            [("XRANGE", stream, f"({after}", "+", "COUNT", limit), ("XRANGE", stream, "-", "+", "COUNT", 1)]
        )
        if info and stream_id(info[0][0].decode()) > stream_id(after) and await self._was_cut(stream):
            return await self._from_records(shard, after, limit)
        lines = await self._client.all([self._record(shard, packing.pairs(fields)) for _, fields in entries])
        return [
            (Position(shard, entry[0].decode()), packing.event_line(line)[1])
            for entry, line in zip(entries, lines, strict=True)
            if line
        ]

    def _record(self, shard: str, fields: dict[str, bytes]) -> tuple[Arg, ...]:
        subject, sequence = fields["s"].decode(), int(fields["q"])
        book = shard.startswith("b")
        key = self._keys.source_events(subject) if book else self._keys.article_events(subject)
        return ("LINDEX", key, sequence - 1)

    async def _was_cut(self, stream: str) -> bool:
        """True if entries have left the stream."""
        info = packing.pairs(await self._client.do("XINFO", "STREAM", stream))
        return int(info["entries-added"]) > int(info["length"])

    async def _from_records(self, shard: str, after: str, limit: int) -> list[tuple[Position, Event]]:
        members = await self._client.do("ZRANGE", self._keys.told(shard), 0, -1)
        lines = await self._client.all([self._told(member) for member in members])
        found = [(stream, event) for line in lines if line for stream, event in [packing.event_line(line)]]
        found.sort(key=lambda pair: stream_id(pair[0]))
        later = [pair for pair in found if stream_id(pair[0]) > stream_id(after)]
        return [(Position(shard, stream), event) for stream, event in later[:limit]]

    def _told(self, member: bytes) -> tuple[Arg, ...]:
        article, _, sequence = member.decode().partition(":")
        return ("LINDEX", self._keys.article_events(article), int(sequence) - 1)

    async def advance(self, tenure: Tenure, cursor: str) -> bool:
        """Move the cursor; False if the tenure was lost."""
        args: list[Arg] = [tenure.owner, tenure.fence, cursor]
        return bool(await self._client.run(load("reader_advance"), [self._keys.reader(tenure.shard)], args))

    async def wait(self, cursors: Mapping[str, str], *, timeout_s: float) -> bool:
        """True when any shard may have an event beyond its cursor."""
        if not cursors:
            return False
        streams = [self._keys.stream(shard) for shard in cursors]
        wait_ms = round(min(timeout_s, BLOCK_LIMIT_S) * 1000)
        found = await self._client.block("XREAD", "COUNT", 1, "BLOCK", wait_ms, "STREAMS", *streams, *cursors.values())
        return bool(found)
