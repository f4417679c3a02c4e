"""WebSub subscriptions and what hubs sent, in Redis: one slot per source."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from typing import Final

from pydantic import TypeAdapter

from monitor.model import Pushed, PushLease, SourceId
from monitor.store import lines
from monitor.store.client import StoreClient, moment, ms
from monitor.store.keys import MAX_PUSHED, PUSHED_MS, Keys

_LEASE: Final = TypeAdapter(PushLease)
_FAST: Final = 1


class RedisPushBook:
    """Behind the port PushBook."""

    def __init__(self, client: StoreClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def get(self, source: SourceId) -> PushLease | None:
        """The subscription of a source."""
        line = await self._client.do("HGET", self._leases(source), source)
        return lines.read(_LEASE, line, f"hub of source {source}") if line else None

    async def put(self, lease: PushLease) -> None:
        """Keep it in the place of the one before."""
        await self._client.do("HSET", self._leases(lease.source), lease.source, lines.write(_LEASE, lease))

    async def remove(self, source: SourceId) -> None:
        """Forget it, and what waits."""
        await self._client.all([("HDEL", self._leases(source), source), ("DEL", self._waiting(source))])

    async def all(self) -> list[PushLease]:
        """Every subscription, by source."""
        shards = await self._client.all([("HVALS", self._keys.push_leases(tag)) for tag in self._keys.book_tags()])
        found = [lines.read(_LEASE, line, "a hub") for shard in shards for line in shard]
        return sorted(found, key=lambda lease: lease.source)

    async def keep(self, source: SourceId, pushed: Pushed) -> None:
        """Keep a document for the next look: the document first, then its caps; each step is safe to be the last."""
        key = self._waiting(source)
        await self._client.all(
            [
                ("RPUSH", key, _pack(pushed)),
                ("LTRIM", key, -MAX_PUSHED, -1),
                ("PEXPIRE", key, PUSHED_MS),
            ]
        )

    async def waiting(self, source: SourceId) -> list[Pushed]:
        """Documents that wait, oldest first."""
        return [_unpack(data) for data in await self._client.do("LRANGE", self._waiting(source), 0, -1)]

    async def done(self, source: SourceId, pushed: Sequence[Pushed]) -> None:
        """These have been read."""
        await self._client.all([("LREM", self._waiting(source), 1, _pack(one)) for one in pushed])

    def _leases(self, source: SourceId) -> str:
        return self._keys.push_leases(self._keys.book_tag(source))

    def _waiting(self, source: SourceId) -> str:
        return self._keys.pushed(self._keys.book_tag(source), source)


def _pack(pushed: Pushed) -> bytes:
    head = json.dumps([ms(pushed.at), pushed.content_type]).encode()
    return head + b"\n" + zlib.compress(pushed.body, _FAST)


def _unpack(data: bytes) -> Pushed:
    head, _, body = data.partition(b"\n")
    at, content_type = json.loads(head)
    return Pushed(zlib.decompress(body), str(content_type), moment(at))
