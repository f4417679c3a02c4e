"""The streams of events in Redis: one per shard of the archive and of the book."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Final

from monitor.model import ArticleId, Event, EventType, Position
from monitor.ports import Tenure
from monitor.store.client import BLOCK_LIMIT_S, Command, StoreClient, ms
from monitor.store.cold_store import ColdStore
from monitor.store.event_ids import position_of, stream_id_of, stream_order
from monitor.store.event_records import POSITION_BYTES, unpack_event
from monitor.store.keys import Keys
from monitor.store.resp import Arg
from monitor.store.scripts import load
from monitor.store.sound import or_none

_SCAN: Final = 500  # subjects whose records are read at a time
LOOK_S: Final = 1.0  # between two looks on a cluster
_REPLAY: Final = 10_000  # events that one reading of all records yields at most

Place = tuple[int, str, int]  # position, subject, sequence


class RedisEventLog:
    """Behind the port EventLog."""

    def __init__(self, client: StoreClient, keys: Keys, *, cold: ColdStore | None = None) -> None:
        self._client = client
        self._keys = keys
        self._cold = cold
        self._replays: dict[str, tuple[int, list[Place]]] = {}  # what the last reading of all records found, from where

    def shards(self) -> tuple[str, ...]:
        """Names of all shards."""
        return (*self._keys.archive_tags(), *self._keys.book_tags())

    async def newest(self) -> dict[str, str]:
        """The stream id of each shard's newest event."""
        shards = self.shards()
        found = await self._client.all([("HGET", self._keys.counts(shard), "pos") for shard in shards])
        return {shard: stream_id_of(int(pos)) if pos else "0-0" for shard, pos in zip(shards, found, strict=True)}

    async def lag_s(self) -> float:
        """Seconds since the oldest event that fan-out has not passed on was committed; 0 = there is none."""
        shards = self.shards()
        cursors = await self._client.all([("HGET", self._keys.reader(shard), "cursor") for shard in shards])
        first = [
            ("XRANGE", self._keys.stream(shard), f"({(cursor or b'0-0').decode()}", "+", "COUNT", 1)
            for shard, cursor in zip(shards, cursors, strict=True)
        ]
        waiting = [entries[0][0].decode() for entries in await self._client.all(first) if entries]
        if not waiting:
            return 0.0
        oldest_ms = min(stream_order(one)[0] for one in waiting)
        return max(ms(await self._client.now()) - oldest_ms, 0) / 1000

    # ------------------------------------------------ readers
    async def own(self, shard: str, owner: str, *, lease_s: float) -> Tenure | None:
        """Become or stay the one reader of a shard; None while another holds it."""
        keys = [self._keys.reader(shard), self._keys.test_mark(shard)]
        found = await self._client.run(load("reader_own"), keys, [owner, round(lease_s * 1000), self._client.now_arg()])
        return Tenure(shard, owner, int(found[0]), found[1].decode()) if found else None

    async def advance(self, tenure: Tenure, cursor: str) -> bool:
        """Move the cursor, never back; False if the tenure was lost."""
        args: list[Arg] = [tenure.owner, tenure.fence, cursor]
        return bool(await self._client.run(load("reader_advance"), [self._keys.reader(tenure.shard)], args))

    async def wait(self, cursors: Mapping[str, str], *, timeout_s: float) -> frozenset[str]:
        """The shards that may have an event beyond their cursor, as soon as there are any; none after the time-out."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        streams = {self._keys.stream(shard): shard for shard in cursors}
        after = [cursor or "0" for cursor in cursors.values()]
        while (left_s := deadline - loop.time()) > 0 and streams:
            if self._client.engine.cluster:  # there a command touches one slot
                pairs = zip(streams, after, strict=True)
                looks: list[Command] = [("XREAD", "COUNT", 1, "STREAMS", *pair) for pair in pairs]
                news = [stream for found in await self._client.all(looks) for stream in found or ()]
                await asyncio.sleep(0.0 if news else min(left_s, LOOK_S))
            else:
                wait_ms = max(1, round(min(left_s, BLOCK_LIMIT_S) * 1000))
                news = await self._client.block("XREAD", "COUNT", 1, "BLOCK", wait_ms, "STREAMS", *streams, *after)
            if news:
                return frozenset(streams[name.decode()] for name, _ in news)
        return frozenset()

    # ------------------------------------------------ reading
    async def read(self, shard: str, *, after: str, limit: int = 100) -> list[tuple[Position, Event]]:
        """Events after a stream id, in order; from the indexes or the records where the stream was cut beyond it."""
        start = position_of(after)
        entries, (stream_cut, index_cut) = await self._client.all(
            [
                ("XRANGE", self._keys.stream(shard), f"({after or '0'}", "+", "COUNT", limit),
                ("HMGET", self._keys.counts(shard), "stream-cut", "index-cut"),
            ]
        )
        if stream_cut is None or position_of(stream_cut.decode()) <= start:
            places = [_place(id_.decode(), flat) for id_, flat in entries]
        elif shard in self._keys.archive_tags() and int(index_cut or 0) <= start:
            places = await self._indexed(shard, start, limit)
        else:
            places = await self._replay(shard, start, limit)
        return await self._build(shard, places)

    async def _build(self, shard: str, places: list[Place]) -> list[tuple[Position, Event]]:
        asked: list[Command] = [("LINDEX", self._keys.events(shard, s), sequence - 1) for _, s, sequence in places]
        lines = await self._client.all(asked)
        missing = [ArticleId(s) for (_, s, _), line in zip(places, lines, strict=True) if not line]
        if missing and self._cold is not None:
            frozen = await self._cold.ice.peek(list(dict.fromkeys(missing)), skip_damaged=True)
            lines = [
                line or (frozen[ArticleId(s)].event(sequence) if s in frozen else None)
                for (_, s, sequence), line in zip(places, lines, strict=True)
            ]
        read = [
            (position, or_none(partial(unpack_event, line, subject)))
            for (position, subject, _), line in zip(places, lines, strict=True)
            if line
        ]
        return [(Position(shard, stream_id_of(position)), one[1]) for position, one in read if one]

    async def _indexed(self, shard: str, start: int, limit: int) -> list[Place]:
        """Places after this one by the indexes of the shard, one for each type."""
        names = [self._keys.told(shard, kind.value) for kind in EventType]
        replies = await self._client.all(
            [("ZRANGEBYSCORE", name, f"({start}", "+inf", "WITHSCORES", "LIMIT", 0, limit) for name in names]
        )
        found: list[Place] = []
        for reply in replies:
            for member, score in zip(reply[::2], reply[1::2], strict=True):
                subject, _, sequence = member.decode().partition(":")
                found.append((int(float(score)), subject, int(sequence)))
        return sorted(found)[:limit]

    async def _replay(self, shard: str, start: int, limit: int) -> list[Place]:
        """Places after this one by the records of all subjects of the shard: slow, so what it finds is remembered."""
        since, known = self._replays.get(shard, (0, []))
        later = [place for place in known if place[0] > start] if since <= start else []
        if not later:
            later = [place async for place in self._all_places(shard) if place[0] > start]
            later.sort()
            self._replays[shard] = (start, later[:_REPLAY])
        return later[:limit]

    async def _all_places(self, shard: str) -> AsyncIterator[Place]:
        archive = shard in self._keys.archive_tags()
        scan = ("ZSCAN", self._keys.added(shard)) if archive else ("HSCAN", self._keys.sources(shard))
        cursor = b"0"
        while True:
            cursor, flat = await self._client.do(*scan, cursor, "COUNT", _SCAN)
            subjects = [subject.decode() for subject in flat[::2]]
            lists = await self._client.all([("LRANGE", self._keys.events(shard, s), 0, -1) for s in subjects])
            gone = [ArticleId(s) for s, lines in zip(subjects, lists, strict=True) if not lines] if archive else []
            frozen = await self._cold.ice.peek(gone, skip_damaged=True) if self._cold and gone else {}
            for subject, held in zip(subjects, lists, strict=True):
                lines = held or (frozen[ArticleId(subject)].events if subject in frozen else ())
                for sequence, line in enumerate(lines, 1):
                    yield int.from_bytes(line[:POSITION_BYTES], "big"), subject, sequence
            if cursor == b"0":
                return


def _place(stream_id: str, flat: list[bytes]) -> Place:
    named = dict(zip(flat[::2], flat[1::2], strict=True))
    return position_of(stream_id), named[b"s"].decode(), int(named[b"q"])
