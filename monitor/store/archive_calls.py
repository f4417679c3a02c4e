"""The scripts of the archive with their keys and arguments, in the order in which the scripts take them."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.model import Article, ArticleId, Event, Head, Pin
from monitor.ports import Commit, LookNote
from monitor.store import article_records as records
from monitor.store import asides, codec, making, states
from monitor.store.client import Call, StoreClient
from monitor.store.doubt_records import pack_candidate, pack_sighting
from monitor.store.event_records import pack_event, unpack_event
from monitor.store.history import Newest
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
from monitor.store.wire import to_moment, to_ms

_READ_ANEW, _READ_AGAIN = "n", "r"  # a version that is no change, and one that is not even of a look


@dataclass(frozen=True, slots=True)
class Caps:
    """How many events the stream and the indexes of a shard hold."""

    stream: int = MAX_STREAM
    indexed: int = MAX_INDEXED
    indexed_of_source: int = MAX_INDEXED_OF_SOURCE


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds of an article, read in one step."""

    now_ms: int
    head: Head
    newest: Newest
    newest_event: bytes | None

    @property
    def before(self) -> Event | None:
        """The newest event."""
        return unpack_event(self.newest_event, self.head.article.id)[1] if self.newest_event else None


class ArchiveCalls:
    """One call each; nothing is sent here."""

    def __init__(self, client: StoreClient, keys: Keys, caps: Caps) -> None:
        self._client = client
        self._keys = keys
        self._caps = caps
        self._shared: dict[str, tuple[str, ...]] = {}  # keys of each shard, by its tag

    def create(self, article: Article) -> Call:
        """Add an article, or sources to a known one."""
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

    def commit(self, commit: Commit, held: Held, made: making.Made, event: Event | None) -> Call:
        """Keep a version with its event and validators, if nothing was written since `held` was read."""
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
        return Call(load("archive_commit"), [*self.slot(commit.article), *self._told(held.head.article, event)], args)

    def record(self, note: LookNote, held: Held | None, event: Event | None) -> Call:
        """Keep the outcome of a look that made no version."""
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
            pack_candidate(candidate) if candidate else b"",
            to_ms(candidate.first_seen) if candidate and candidate.looks > 1 else "",
            int(note.drop_candidate),
            pack_sighting(note.sighting) if note.sighting else b"",
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
        return Call(load("archive_record"), [*self.slot(note.article), *told], args)

    def slot(self, article: ArticleId) -> list[str]:
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


def _pin_args(pin: Pin | None) -> tuple[Arg, Arg, Arg]:
    """Hash and bytes of a pin to keep, and how many there may be."""
    return (*records.pack_pin(pin), MAX_PINS) if pin else (b"", b"", MAX_PINS)
