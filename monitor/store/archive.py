"""The archive in Redis: what was seen of each article, each look kept in one script that touches one slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from monitor.errors import DamagedRecord, NotFound, StoreError
from monitor.model import Article, ArticleId, ArticleState, Event, Head, Pin, Sighting, Version
from monitor.ports import Commit, Committed, Conflict, EventContext, LookNote, Noted
from monitor.store import article_records as records
from monitor.store import asides, codec, ice, making, states, telling
from monitor.store.client import Call, StoreClient
from monitor.store.cold_store import ColdStore
from monitor.store.contexts import context_anywhere, context_in_memory
from monitor.store.event_records import pack_event, unpack_event
from monitor.store.history import Newest, read_versions
from monitor.store.ice import Frozen
from monitor.store.keys import (
    MAX_INDEXED,
    MAX_INDEXED_OF_SOURCE,
    MAX_PINS,
    MAX_REASON_CHARS,
    MAX_SIGHTINGS,
    MAX_SOURCES_PER_ARTICLE,
    MAX_STREAM,
    Keys,
)
from monitor.store.resp import Arg
from monitor.store.scripts import load
from monitor.store.sound import told
from monitor.store.wire import to_moment, to_ms

_RACES: Final = 20  # other looks at the same article that may come first before it is given up
_READ_ANEW, _READ_AGAIN = "n", "r"  # a version that is no change, and one that is not even of a look
_FROZEN: Final = -3  # what archive_create.lua answers for an article of the cold store
_KEPT, _AGAIN, _MOVED, _UNKNOWN = 1, 2, 0, -1  # what the scripts answer; anything else: read the head again


@dataclass(frozen=True, slots=True)
class Caps:
    """How many events the stream and the indexes of a shard hold."""

    stream: int = MAX_STREAM
    indexed: int = MAX_INDEXED
    indexed_of_source: int = MAX_INDEXED_OF_SOURCE


@dataclass(frozen=True, slots=True)
class _Held:
    """What the store holds of an article, read in one step."""

    now_ms: int
    head: Head
    newest: Newest
    newest_event: bytes | None

    @property
    def before(self) -> Event | None:
        """The newest event."""
        return unpack_event(self.newest_event, self.head.article.id)[1] if self.newest_event else None


class RedisArchive:
    """Behind the port Archive."""

    def __init__(self, client: StoreClient, keys: Keys, caps: Caps = Caps(), *, cold: ColdStore | None = None) -> None:
        self._client = client
        self._keys = keys
        self._caps = caps
        self._cold = cold
        self._shared: dict[str, tuple[str, ...]] = {}  # keys of each shard, by its tag

    # ------------------------------------------------ reading
    async def head(self, article: ArticleId) -> Head | None:
        """State, newest version and candidate, in one round trip."""
        held = await self._read(article)
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

    async def context(self, article: ArticleId, sequence: int) -> EventContext | None:
        """One event with what is told of it; the first has sequence 1."""
        found = await context_in_memory(self._client, self._keys, self._elements, article, sequence)
        return found or await context_anywhere(self, article, sequence)

    async def sightings(self, article: ArticleId) -> tuple[Sighting, ...]:
        """Texts that were seen once and then gone, oldest first."""
        key = self._keys.sightings(self._keys.archive_tag(article), article)
        lines: Sequence[bytes] = await self._client.do("LRANGE", key, 0, -1)
        if not lines and (frozen := await self._frozen(article)):
            lines = frozen.sightings
        return tuple(records.unpack_sighting(article, line) for line in lines)

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

    async def _read(self, article: ArticleId) -> _Held | None:
        reply = await self._client.run(load("archive_head"), self._slot(article), [self._client.now_arg(), article])
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
        suspected = records.unpack_candidate(article, candidate) if candidate else None
        known = records.unpack_article(article, packed)
        pinned = records.unpack_pin(article, pin) if pin else None
        beside = asides.trail(article, trail), asides.care(article, care)
        head = Head(known, read, newest.version, suspected, *beside, pinned)
        return _Held(now_ms, head, newest, event or None)

    # ------------------------------------------------ writing
    async def create(self, articles: Sequence[Article]) -> list[bool]:
        """Add new articles; a known one only gains the sources. True where it was new."""
        found = await self._client.all([self._create(article) for article in articles])
        for at, (article, made) in enumerate(zip(articles, found, strict=True)):
            if made == _FROZEN:
                found[at] = await self._gain(article)
        return [bool(new) for new in found]

    async def _gain(self, article: Article) -> int:
        """Give an article of the cold store further sources; it comes back for that only if it lacks any."""
        try:
            frozen = await self._frozen(article.id)
        except DamagedRecord as error:  # its source lists others, too
            told(error)
            return 0
        if frozen is not None:
            known = records.unpack_article(article.id, frozen.beside(ice.ARTICLE) or b"").sources
            if set(article.sources) <= set(known) or len(known) >= MAX_SOURCES_PER_ARTICLE:
                return 0
        await self._thaw(article.id)
        again: int = await self._client.send(self._create(article))
        return max(again, 0)

    def _create(self, article: Article) -> Call:
        keys, tag = self._keys, self._keys.archive_tag(article.id)
        names = [
            keys.test_mark(tag),
            keys.articles(tag),
            keys.state(tag, article.id),
            keys.counts(tag),
            keys.added(tag),
            keys.marks(tag),
        ]
        packed = records.pack_article(article)
        args: list[Arg] = [self._client.now_arg(), article.id, packed, MAX_SOURCES_PER_ARTICLE, *article.sources]
        return Call(load("archive_create"), [*names, *(keys.added(tag, s) for s in article.sources)], args)

    async def commit(self, commit: Commit) -> Committed | Conflict:
        """Keep a version with its event and validators: all or nothing."""
        for _ in range(_RACES):
            held = await self._held(commit.article)
            if held.head.state.versions != commit.expected:
                return await self._repeated(commit, held)
            made = making.make(commit, held.head, to_moment(held.now_ms))
            event = telling.of_commit(commit, held.head, made.version, held.before)
            call = self._commit(commit, held, made, event)
            status, found = await self._client.send(call)
            if status == _KEPT:
                return Committed(made.version, event)
            if status == _MOVED:
                return Conflict(commit.expected, found)
            if status == _UNKNOWN:
                await self._thaw(commit.article)
        raise _too_fast(commit.article)

    def _commit(self, commit: Commit, held: _Held, made: making.Made, event: Event | None) -> Call:
        state = held.head.state
        older = b""
        if held.newest.element:
            where = f"version {state.versions} of article {commit.article}"
            older = codec.supersede(held.newest.element, state.versions, held.newest.text(), made.text, where)
        after = states.state_after_commit(state, commit, made.version, to_moment(held.now_ms))
        args: list[Arg] = [
            self._client.now_arg(),
            commit.article,
            commit.expected,
            records.short(commit.evidence.look_id),
            records.short(commit.fingerprint),
            held.now_ms,
            state.sequence,
            older,
            codec.pack_whole(made.record, made.text),
            records.pack_newest(after.title, after.earlier, after.titles),
            *records.pack_validators(after.validators),
            to_ms(made.version.first_seen),
            pack_event(event) if event else b"",
            event.type.value if event else "",
            *self._cap_args(),
            asides.kept(commit.trail),
            _READ_AGAIN if commit.evidence.origin == states.REREAD else _READ_ANEW if commit.reread else "",
            *_pin_args(commit.pin),
        ]
        return Call(load("archive_commit"), [*self._slot(commit.article), *self._told(held.head.article, event)], args)

    async def _repeated(self, commit: Commit, held: _Held) -> Committed | Conflict:
        """The same outcome again for the look that had committed already, a conflict for any other."""
        newest = held.head.newest
        if newest is None or not making.is_repeated(commit, newest):
            return Conflict(commit.expected, held.head.state.versions)
        told = await self.events(commit.article)
        return Committed(newest, telling.of_version(told, newest), repeated=True)

    async def record(self, note: LookNote) -> Noted | Conflict:
        """Keep the outcome of a look that made no version: one round trip, two where it makes an event."""
        for _ in range(_RACES):
            held = await self._held(note.article) if note.event else None
            event = None
            if held:
                event = telling.of_note(note, held.head.article, held.before, to_moment(held.now_ms))
            reply = await self._client.send(self._record(note, held, event))
            status, found = reply[:2]
            if status == _UNKNOWN and not await self._thaw(note.article):
                raise _unknown(note.article)
            if status == _MOVED:
                return Conflict(note.expected, found)
            if status == _KEPT:
                return Noted(state_of(reply[2]), event)
            if status == _AGAIN:
                newest = unpack_event(reply[3], note.article)[1] if reply[3] else None
                return Noted(state_of(reply[2]), newest if newest and newest.type == note.event else None)
        raise _too_fast(note.article)

    def _record(self, note: LookNote, held: _Held | None, event: Event | None) -> Call:
        validators = states.new_validators(note)
        candidate = note.candidate
        args: list[Arg] = [
            self._client.now_arg(),
            note.article,
            note.expected,
            records.short(note.look_id),
            records.HEALTH_LETTERS[note.health],
            int(note.confirmed),
            "+" if note.failed else "0" if states.ends_failures(note) else "=",
            "+" if note.crashed else "0",
            records.plain(note.reason[:MAX_REASON_CHARS]),
            *(records.pack_validators(validators) if validators else (b"",) * 4),
            records.pack_candidate(candidate) if candidate else b"",
            to_ms(candidate.first_seen) if candidate and candidate.looks > 1 else "",
            int(note.drop_candidate),
            records.pack_sighting(note.sighting) if note.sighting else b"",
            MAX_SIGHTINGS,
            pack_event(event) if event else b"",
            event.type.value if event else "",
            held.now_ms if held else 0,
            held.head.state.sequence if held else 0,
            *self._cap_args(),
            asides.kept(note.trail),
            *_pin_args(note.pin),
            note.sighting.kind.value if note.sighting else "",
            int(states.is_degraded(note)),
        ]
        told = self._told(held.head.article, event) if held else []
        return Call(load("archive_record"), [*self._slot(note.article), *told], args)

    # ------------------------------------------------ inside
    async def _held(self, article: ArticleId) -> _Held:
        held = await self._read(article)
        if held is None:
            raise _unknown(article)
        return held

    def _slot(self, article: ArticleId) -> list[str]:
        """All keys that a look at an article may touch, as archive_shard.lua wants them."""
        keys, tag = self._keys, self._keys.archive_tag(article)
        shared = self._shared.get(tag)
        if shared is None:
            shared = self._shared[tag] = _shared(keys, tag)
        mark, articles, *middle = shared
        return [
            mark,
            articles,
            keys.state(tag, article),
            keys.versions(tag, article),
            *middle[:4],
            keys.events(tag, article),
            keys.sightings(tag, article),
            *middle[4:],
        ]

    def _told(self, article: Article, event: Event | None) -> list[str]:
        """The indexes that an event goes into."""
        if event is None:
            return []
        tag, kind = self._keys.archive_tag(article.id), event.type.value
        return [self._keys.told(tag, kind), *(self._keys.told(tag, kind, source) for source in article.sources)]

    def _cap_args(self) -> tuple[int, int, int]:
        return self._caps.stream, self._caps.indexed, self._caps.indexed_of_source


def _shared(keys: Keys, tag: str) -> tuple[str, ...]:
    """The keys of a shard's articles that are not of one article alone, in the order of archive_shard.lua."""
    return (
        keys.test_mark(tag),
        keys.articles(tag),
        keys.newest(tag),
        keys.reasons(tag),
        keys.long_validators(tag),
        keys.candidates(tag),
        keys.stream(tag),
        keys.counts(tag),
        keys.trails(tag),
        keys.cares(tag),
        keys.marks(tag),
        keys.pins(tag),
        keys.glimpsed(tag),
    )


def state_of(reply: Sequence[Any]) -> ArticleState:
    """The state in what `state_of` of archive_shard.lua answered."""
    flat, newest, reason, validators = reply
    return records.unpack_state(dict(zip(flat[::2], flat[1::2], strict=True)), newest, reason, validators)


def _pin_args(pin: Pin | None) -> tuple[Arg, Arg, Arg]:
    """Hash and bytes of a pin to keep, and how many there may be."""
    return (*records.pack_pin(pin), MAX_PINS) if pin else (b"", b"", MAX_PINS)


def _head_reply(frozen: Frozen) -> list[Any]:
    """What archive_head.lua answers, after the time, for an article of the cold store."""
    packed, *state = frozen.head_reply()
    newest, event = frozen.versions[-1:], frozen.events[-1:]
    asides_ = (frozen.beside(ice.TRAIL), frozen.beside(ice.CARE))
    return [packed, state, next(iter(newest), None), frozen.beside(ice.CANDIDATE), next(iter(event), None), *asides_]


def _unknown(article: ArticleId) -> NotFound:
    return NotFound(f"there is no article {article}")


def _too_fast(article: ArticleId) -> StoreError:
    return StoreError(f"article {article} changes faster than it can be written")
