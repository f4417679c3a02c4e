"""Whole articles out of Redis and into it, each in one script that touches one slot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from zlib import crc32

from monitor.errors import StoreError
from monitor.model import Annotation, ArticleId, Event, Health, RemarkKind
from monitor.ports import Adopted, Claim, History
from monitor.store import article_records as records
from monitor.store import chaining
from monitor.store.annotation_records import pack_annotation
from monitor.store.annotations import place_of_tag
from monitor.store.archive_calls import Caps
from monitor.store.claims import pack_claims, unpack_claims
from monitor.store.client import StoreClient
from monitor.store.cold_store import ColdStore
from monitor.store.doubt_records import pack_sighting
from monitor.store.event_ids import EPOCH_MS, PER_MS
from monitor.store.event_records import POSITION_BYTES, pack_event
from monitor.store.guarded import Guarded
from monitor.store.held_history import (
    Held,
    More,
    change_told,
    elements_of,
    more_of,
    numbers,
    pack_newest,
    state_fields,
    unpack_held,
)
from monitor.store.ice import CLAIMS
from monitor.store.keys import MAX_SIGHTINGS, MAX_SOURCES_PER_ARTICLE, Keys
from monitor.store.labelling_records import field_of, pack_labelling
from monitor.store.scripts import load
from monitor.store.wire import to_ms

_RACES: Final = 20


class RedisHistories:
    """Behind the port Histories."""

    def __init__(
        self, client: StoreClient, keys: Keys, caps: Caps | None = None, *, cold: ColdStore | None = None
    ) -> None:
        self._cold = cold
        self._client = client
        self._keys = keys
        self._caps = caps or Caps()

    # ------------------------------------------------ reading
    async def take(self, article: ArticleId) -> History | None:
        """All of an article as of one moment; raises DamagedRecord."""
        return (await self._read(article)).history

    async def claims(self, article: ArticleId) -> tuple[Claim, ...]:
        """Which versions we did not see ourselves."""
        line = await self._client.do("HGET", self._keys.claims(self._keys.archive_tag(article)), article)
        if not line and self._cold is not None and (frozen := await self._cold.ice.peek([article])):
            line = frozen[article].beside(CLAIMS)
        return unpack_claims(line)

    async def _read(self, article: ArticleId) -> Held:
        keys, tag = self._keys, self._keys.archive_tag(article)
        names = [
            keys.articles(tag),
            keys.state(tag, article),
            keys.versions(tag, article),
            keys.events(tag, article),
            keys.sightings(tag, article),
            keys.annotations(tag, article),
            keys.labellings(tag, article),
            keys.claims(tag),
        ]
        reply = await self._client.run(load("history_take"), names, [article])
        if self._cold is not None:
            if not reply and (frozen := await self._cold.ice.peek([article])):
                reply = frozen[article].history_reply()
            if reply:
                reply[2] = await self._cold.versions.filled(article, reply[2])
        return unpack_held(article, reply) if reply else Held(None)

    # ------------------------------------------------ writing
    async def adopt(self, history: History) -> Adopted:
        """Add what is missing of a history, its claims as claims; see the port."""
        chaining.check(history, await self._client.now())
        article = history.article.id
        if self._cold is not None:
            await self._cold.ice.thaw(article)
        for _ in range(_RACES):
            held = await self._read(article)
            more = more_of(held.history, history)
            new = held.history is None
            later = held.history is not None and chaining.is_confirmed_later(held.history, history)
            if not (new or more or later):
                return Adopted(article)
            writes = self._writes(held, history, more)
            if later and history.last_confirmed:
                for name in ("t", "a"):
                    state = self._keys.state(self._keys.archive_tag(article), article)
                    writes.write("RAISE", state, name, to_ms(history.last_confirmed))
            if await self._client.send(writes.call()):
                return Adopted(article, new, len(more.versions), len(more.events), len(more.annotations))
        raise StoreError(f"article {article} changes faster than it can be written")

    def _writes(self, held: Held, history: History, more: More) -> Guarded:
        """All that the script is to do."""
        keys, article = self._keys, history.article
        tag = keys.archive_tag(article.id)
        writes = Guarded(keys.counts(tag))
        new = held.history is None
        writes.holds("HEXISTS", keys.articles(tag), article.id, int(not new))
        for key, count in (
            (keys.versions(tag, article.id), len(held.elements)),
            (keys.events(tag, article.id), len(held.events)),
            (keys.annotations(tag, article.id), len(held.history.annotations) if held.history else 0),
        ):
            writes.holds("LLEN", key, "", count)
        if held.history is None:
            self._create(writes, history)
        sources = (held.history or history).article.sources
        self._versions(writes, held, history, more)
        before, after = (chaining.links(one) if one else None for one in (held.history, history))
        self._count(writes, sources, numbers(before), numbers(after))
        placed = self._events(writes, held, sources, more.events, article.id)
        self._annotations(writes, article.id, more.annotations, placed)
        claims = chaining.claims_after(held.history.claims if held.history else (), len(held.elements), history.claims)
        if claims:
            writes.write("HSET", keys.claims(tag), article.id, pack_claims(claims))
        for change in more.labellings:
            writes.write("HSETNX", keys.labellings(tag, article.id), field_of(change), pack_labelling(change))
        return writes

    def _create(self, writes: Guarded, history: History) -> None:
        keys, article = self._keys, history.article
        tag = keys.archive_tag(article.id)
        names = ",".join(article.sources[:MAX_SOURCES_PER_ARTICLE]).encode()
        writes.write("HSET", keys.articles(tag), article.id, names + b"\n" + records.pack_article(article))
        listed = (to_ms(article.added) - EPOCH_MS) * PER_MS + crc32(article.id.encode()) % PER_MS
        writes.write("ZADD", keys.added(tag), listed, article.id)
        writes.write("HINCRBY", keys.counts(tag), "articles", 1)
        writes.write("RAISE", keys.state(tag, article.id), "a", to_ms(article.added))
        for source in article.sources:
            writes.write("ZADD", keys.added(tag, source), listed, article.id)
            writes.write("HINCRBY", keys.counts(tag), f"{source}:articles", 1)
        for sighting in history.sightings[-MAX_SIGHTINGS:]:
            packed = b"%d:" % to_ms(sighting.gone_by) + pack_sighting(sighting)
            writes.write("RPUSH", keys.sightings(tag, article.id), packed)
            writes.write("ZADD", keys.glimpsed(tag), to_ms(sighting.gone_by), f"{sighting.kind.value}:{article.id}")

    def _count(self, writes: Guarded, sources: Sequence[str], before: tuple[int, int], after: tuple[int, int]) -> None:
        versions, changes = (max(0, new - old) for old, new in zip(before, after, strict=True))
        changed = int(before[1] == 0 < after[1])
        grown = {"versions": versions, "changes": changes, "changed": changed}
        for name, by in grown.items():
            for counter in (name, *(f"{source}:{name}" for source in sources)) if by else ():
                writes.write("HINCRBY", writes.counts, counter, by)

    def _versions(self, writes: Guarded, held: Held, history: History, more: More) -> None:
        keys, article = self._keys, history.article.id
        tag = keys.archive_tag(article)
        state = keys.state(tag, article)
        if not more.versions:
            return
        kept = len(held.elements)
        if kept:
            writes.write("LSET", keys.versions(tag, article), -1, elements_of(held, history)[kept - 1])
        for element in elements_of(held, history)[kept:]:
            writes.write("RPUSH", keys.versions(tag, article), element)
        read = chaining.links(history)
        for field, value in state_fields(read).items():
            writes.write("HSET", state, field, value)
        confirmed_ms = chaining.confirmed_ms(history, read)
        writes.write("HSET", state, "t", confirmed_ms)
        writes.write("RAISE", state, "a", confirmed_ms)
        if not kept:
            writes.write("HSET", state, "h", records.HEALTH_LETTERS[Health.OK])
        writes.write("HSET", keys.newest(tag), article, pack_newest(history, read))
        # A server that answers "not modified" to these would confirm a text that it never gave with them.
        writes.write("HDEL", state, "e", "m", "b")
        writes.write("HDEL", keys.long_validators(tag), article)
        writes.write("HDEL", keys.candidates(tag), article)

    def _events(
        self, writes: Guarded, held: Held, sources: Sequence[str], events: Sequence[Event], article: ArticleId
    ) -> tuple[tuple[int, Event], ...]:
        """Write the events; all of the article with their positions."""
        keys, tag = self._keys, self._keys.archive_tag(article)
        placed = list(held.events)
        for event in events:
            position = chaining.historic_position(event, spread=crc32(f"{article}:{event.sequence}".encode()))
            placed.append((position, event))
            element = max(0, position).to_bytes(POSITION_BYTES, "big") + pack_event(event)
            writes.write("RPUSH", keys.events(tag, article), element)
            member, kind = f"{article}:{event.sequence}", event.type.value
            writes.index(keys.told(tag, kind), member, position, self._caps.indexed, note_cut=True)
            for source in sources:
                cap = self._caps.indexed_of_source
                writes.index(keys.told(tag, kind, source), member, position, cap, note_cut=False)
        if events:
            writes.write("HSET", keys.state(tag, article), "q", events[-1].sequence)
        return tuple(placed)

    def _annotations(
        self,
        writes: Guarded,
        article: ArticleId,
        annotations: Sequence[Annotation],
        placed: Sequence[tuple[int, Event]],
    ) -> None:
        keys, tag = self._keys, self._keys.archive_tag(article)
        for one in annotations:
            writes.write("RPUSH", keys.annotations(tag, article), pack_annotation(one))
            remark, member = one.remark, f"{article}:{one.remark.version}"
            if remark.kind is RemarkKind.TAG:
                told = change_told(placed, remark.version)
                writes.write("ZADD", keys.tagged(tag, remark.text), place_of_tag(one, told, placed), member)
            if remark.kind is RemarkKind.UNTAG:
                writes.write("ZREM", keys.tagged(tag, remark.text), member)
            if remark.kind in {RemarkKind.TAG, RemarkKind.UNTAG}:
                writes.carried(keys.tags(tag), remark.text, keys.tagged(tag, remark.text))
