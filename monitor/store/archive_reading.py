"""What the archive in Redis holds of an article, read from memory or from the cold store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monitor.model import ArticleId, ArticleState, Event, Head, Sighting, Version
from monitor.store import article_records as records
from monitor.store import asides, codec, ice
from monitor.store.archive_calls import ArchiveCalls, Held
from monitor.store.client import StoreClient
from monitor.store.cold_store import ColdStore
from monitor.store.doubt_records import unpack_candidate, unpack_sighting
from monitor.store.event_records import unpack_event
from monitor.store.history import Newest, read_versions
from monitor.store.ice import Frozen
from monitor.store.keys import Keys
from monitor.store.scripts import load
from monitor.store.wire import to_ms


class ArchiveReading:
    """The reading half of the port Archive."""

    def __init__(self, client: StoreClient, keys: Keys, calls: ArchiveCalls, *, cold: ColdStore | None) -> None:
        self._client = client
        self._keys = keys
        self._calls = calls
        self._cold = cold

    async def head(self, article: ArticleId) -> Head | None:
        """State, newest version and candidate, in one round trip."""
        held = await self.held(article)
        return held.head if held else None

    async def version(self, article: ArticleId, number: int) -> Version | None:
        """One version, checked against its checksum and the records after it; raises DamagedRecord."""
        if number < 1:
            return None
        confirmed, elements = await self._elements(article, number - 1, number - 1 + codec.KEYFRAME_EVERY)
        found = read_versions(article, elements, confirmed, first=number, count=1)
        return found[0] if found else None

    async def versions(self, article: ArticleId) -> tuple[Version, ...]:
        """All versions, oldest first; raises DamagedRecord."""
        confirmed, elements = await self._elements(article, 0, -1)
        return read_versions(article, elements, confirmed)

    async def events(self, article: ArticleId) -> tuple[Event, ...]:
        """All events of the article, oldest first."""
        key = self._keys.events(self._keys.archive_tag(article), article)
        lines: Sequence[bytes] = await self._client.do("LRANGE", key, 0, -1)
        if not lines and (frozen := await self._frozen(article)):
            lines = frozen.events
        return tuple(unpack_event(line, article)[1] for line in lines)

    async def sightings(self, article: ArticleId) -> tuple[Sighting, ...]:
        """Texts that were seen once and then gone, oldest first."""
        key = self._keys.sightings(self._keys.archive_tag(article), article)
        lines: Sequence[bytes] = await self._client.do("LRANGE", key, 0, -1)
        if not lines and (frozen := await self._frozen(article)):
            lines = frozen.sightings
        return tuple(unpack_sighting(article, line) for line in lines)

    async def _elements(self, article: ArticleId, first: int, last: int) -> tuple[int, list[bytes]]:
        tag = self._keys.archive_tag(article)
        keys = [self._keys.state(tag, article), self._keys.versions(tag, article)]
        confirmed, elements = await self._client.run(load("archive_versions"), keys, [first, last])
        if not elements and (frozen := await self._frozen(article)):
            confirmed = frozen.state.get(b"t")
            elements = frozen.versions[first : last + 1 if last >= 0 else None]
        if self._cold:
            elements = await self._cold.versions.filled(article, elements, first + 1)
        return int(confirmed or 0), elements

    async def elements(self, article: ArticleId) -> list[bytes]:
        """The packed versions as they are kept, oldest first, those of the cold store too; raises DamagedRecord."""
        return (await self._elements(article, 0, -1))[1]

    async def _frozen(self, article: ArticleId) -> Frozen | None:
        """The article where it lies in the cold store whole."""
        return (await self._cold.ice.peek([article])).get(article) if self._cold else None

    async def _thaw(self, article: ArticleId) -> bool:
        """Bring it back into memory for a write; False if it is not in the cold store."""
        return self._cold is not None and await self._cold.ice.thaw(article)

    async def held(self, article: ArticleId) -> Held | None:
        """State, newest version, candidate, newest event and the store's time, in one round trip."""
        reply = await self._client.run(
            load("archive_head"), self._calls.slot(article), [self._client.now_arg(), article]
        )
        if not reply:
            frozen = await self._frozen(article)
            if frozen is None:
                return None
            pins = self._keys.pins(self._keys.archive_tag(article))
            pin = await self._client.do("HGET", pins, frozen.state.get(b"p", b""))
            reply = [to_ms(await self._client.now()), *_head_reply(frozen), pin]
        now_ms, packed, state, element, candidate, event, trail, care, pin = reply
        read = state_of(state)
        confirmed_ms = to_ms(read.last_confirmed) if read.last_confirmed else 0
        newest = Newest(article, element or b"", read.versions, confirmed_ms)
        suspected = unpack_candidate(article, candidate) if candidate else None
        known = records.unpack_article(article, packed)
        pinned = records.unpack_pin(article, pin) if pin else None
        beside = asides.trail(article, trail), asides.care(article, care)
        head = Head(known, read, newest.version, suspected, *beside, pinned)
        return Held(now_ms, head, newest, event or None)


def state_of(reply: Sequence[Any]) -> ArticleState:
    """The state in what `state_of` of archive_shard.lua answered."""
    flat, newest, reason, validators = reply
    return records.unpack_state(dict(zip(flat[::2], flat[1::2], strict=True)), newest, reason, validators)


def _head_reply(frozen: Frozen) -> list[Any]:
    """What archive_head.lua answers, after the time, for an article of the cold store."""
    packed, *state = frozen.head_reply()
    newest, event = frozen.versions[-1:], frozen.events[-1:]
    asides_ = (frozen.beside(ice.TRAIL), frozen.beside(ice.CARE))
    return [packed, state, next(iter(newest), None), frozen.beside(ice.CANDIDATE), next(iter(event), None), *asides_]
