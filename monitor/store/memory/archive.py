"""The memory twins of archive, catalog, book and event log: same answers, nothing survives the process."""

from __future__ import annotations

import asyncio
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from monitor.errors import NotFound
from monitor.model import (
    Article,
    ArticleId,
    ArticleState,
    Candidate,
    Event,
    EventId,
    EventType,
    Head,
    Health,
    Page,
    Position,
    Sighting,
    Source,
    SourceId,
    SourceState,
    Version,
)
from monitor.ports import Clock, Commit, Committed, Conflict, LookNote, Noted, SourceNote, Tenure, Totals
from monitor.store import codec
from monitor.store.endpoint_events import event_id
from monitor.store.keys import MAX_EARLIER, MAX_SIGHTINGS, shard_of

SHARDS = 4
T = TypeVar("T")


@dataclass(slots=True)
class Kept:
    """One article."""

    article: Article
    state: ArticleState = ArticleState()
    versions: list[Version] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    candidate: Candidate | None = None
    sightings: list[Sighting] = field(default_factory=list)
    counters: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class MemoryShelf:
    """What the four twins share."""

    clock: Clock
    kept: dict[ArticleId, Kept] = field(default_factory=dict)
    sources: dict[SourceId, Source] = field(default_factory=dict)
    states: dict[SourceId, SourceState] = field(default_factory=dict)
    source_events: dict[SourceId, list[Event]] = field(default_factory=dict)
    streams: dict[str, list[Event]] = field(default_factory=dict)
    readers: dict[str, Tenure] = field(default_factory=dict)
    ends: dict[str, float] = field(default_factory=dict)

    def tell(self, event: Event, *, book: bool = False) -> None:
        """Put an event on its shard's stream."""
        self.streams.setdefault(shard(event.subject, book=book), []).append(event)


def shard(subject: str, *, book: bool = False) -> str:
    """The shard of a subject."""
    return f"{'b' if book else 'a'}{shard_of(subject, SHARDS):02d}"


class MemoryArchive:
    """Behind the port Archive."""

    def __init__(self, shelf: MemoryShelf) -> None:
        self._shelf = shelf

    async def create(self, articles: Sequence[Article]) -> list[bool]:
        """Add new articles; a known one only gains the source."""
        new = []
        for article in articles:
            known = self._shelf.kept.get(article.id)
            if known is None:
                self._shelf.kept[article.id] = Kept(article)
            else:
                more = tuple(s for s in article.sources if s not in known.article.sources)
                known.article = replace(known.article, sources=known.article.sources + more)
            new.append(known is None)
        return new

    async def head(self, article: ArticleId) -> Head | None:
        """State, newest version and candidate."""
        kept = self._shelf.kept.get(article)
        if kept is None:
            return None
        return Head(kept.article, kept.state, kept.versions[-1] if kept.versions else None, kept.candidate)

    def _find(self, article: ArticleId) -> Kept:
        if article not in self._shelf.kept:
            raise NotFound(f"there is no article {article}")
        return self._shelf.kept[article]

    async def commit(self, commit: Commit) -> Committed | Conflict:
        """Keep a version; all or nothing."""
        kept = self._find(commit.article)
        state = kept.state
        if state.versions != commit.expected:
            return self._repeated(commit, kept)
        now = self._shelf.clock.now()
        first = commit.first_seen or now
        newest = kept.versions[-1] if kept.versions else None
        payload = codec.pack_text(commit.text)
        before = newest.last_confirmed if newest else None
        record = codec.new_record(
            commit.expected + 1,
            payload,
            commit.fingerprint,
            commit.evidence,
            bytes.fromhex(newest.record_hash) if newest else b"",
            (_ms(first), _ms(now), _ms(before) if before else 0),
        )
        version = codec.version_of(commit.article, codec.full(record, payload), payload, _ms(now))
        kept.versions.append(version)
        kept.candidate = None
        event = self._event(kept, commit.event, commit, version.record_hash)
        earlier = ((state.fingerprint[:16],) if state.fingerprint else ()) + state.earlier
        kept.state = replace(
            state,
            health=Health.OK,
            versions=version.number,
            changes=version.number - 1,
            fingerprint=version.fingerprint,
            last_confirmed=version.last_confirmed,
            last_change=version.first_seen if version.number > 1 else None,
            looked=now,
            looks=state.looks + 1,
            failures=0,
            crashes=0,
            reason="",
            validators=commit.validators,
            sequence=event.sequence if event else state.sequence,
            title=commit.text.title,
            earlier=earlier[:MAX_EARLIER],
        )
        kept.counters.update(("looks", "versions", *(("changes",) if version.number > 1 else ())))
        return Committed(version, event)

    def _repeated(self, commit: Commit, kept: Kept) -> Committed | Conflict:
        newest = kept.versions[-1] if kept.versions else None
        if (
            newest is None
            or newest.number != commit.expected + 1
            or newest.fingerprint != commit.fingerprint
            or newest.evidence.look_id != commit.evidence.look_id
        ):
            return Conflict(commit.expected, kept.state.versions)
        mine = [event for event in kept.events if event.content_hash == newest.record_hash]
        return Committed(newest, mine[-1] if mine else None, repeated=True)

    def _event(self, kept: Kept, kind: EventType | None, cause: Commit | LookNote, content_hash: str) -> Event | None:
        if kind is None:
            return None
        sequence = len(kept.events) + 1
        event = Event(
            id=event_id(kept.article.id, sequence, kind, content_hash),
            type=kind,
            subject=kept.article.id,
            sequence=sequence,
            prev=kept.events[-1].id if kept.events else None,
            at=self._shelf.clock.now(),
            sources=kept.article.sources,
            change=cause.change if isinstance(cause, Commit) else None,
            detail=cause.detail if isinstance(cause, Commit) else cause.reason,
            content_hash=content_hash,
            late=cause.late if isinstance(cause, Commit) else False,
        )
        kept.events.append(event)
        self._shelf.tell(event)
        return event

    async def record(self, note: LookNote) -> Noted | Conflict:
        """Keep the outcome of a look that made no version."""
        kept = self._find(note.article)
        state = kept.state
        if state.versions != note.expected:
            return Conflict(note.expected, state.versions)
        now = self._shelf.clock.now()
        if note.candidate is not None:
            kept.candidate = note.candidate
        elif note.drop_candidate:
            kept.candidate = None
        if note.sighting is not None:
            kept.sightings = [*kept.sightings, note.sighting][-MAX_SIGHTINGS:]
        if note.confirmed and kept.versions:
            kept.versions[-1] = replace(kept.versions[-1], last_confirmed=now)
        event = self._event(kept, note.event, note, "")
        kept.state = replace(
            state,
            health=note.health,
            looked=now,
            looks=state.looks + 1,
            failures=state.failures + 1 if note.failed else 0,
            crashes=state.crashes + 1 if note.crashed else 0,
            reason=note.reason,
            last_confirmed=now if note.confirmed else state.last_confirmed,
            validators=note.validators or state.validators,
            sequence=event.sequence if event else state.sequence,
        )
        kept.counters.update(("looks", *(("failed",) if note.failed else ())))
        return Noted(kept.state, event)

    async def version(self, article: ArticleId, number: int) -> Version | None:
        """One version."""
        found = await self.versions(article)
        return found[number - 1] if 1 <= number <= len(found) else None

    async def versions(self, article: ArticleId) -> tuple[Version, ...]:
        """All versions, oldest first."""
        kept = self._shelf.kept.get(article)
        return tuple(kept.versions) if kept else ()

    async def events(self, article: ArticleId) -> tuple[Event, ...]:
        """All events, oldest first."""
        kept = self._shelf.kept.get(article)
        return tuple(kept.events) if kept else ()

    async def sightings(self, article: ArticleId) -> tuple[Sighting, ...]:
        """Texts seen once and then gone, oldest first."""
        kept = self._shelf.kept.get(article)
        return tuple(kept.sightings) if kept else ()


class MemoryCatalog:
    """Behind the port Catalog."""

    def __init__(self, shelf: MemoryShelf) -> None:
        self._shelf = shelf

    async def events(
        self,
        *,
        types: Sequence[EventType] = (EventType.CHANGED,),
        source: SourceId | None = None,
        cursor: str = "",
        limit: int = 50,
    ) -> Page[Event]:
        """Events of articles, newest first."""
        found = [
            ((_ms(event.at), f"{event.subject}:{event.sequence}"), event)
            for kept in self._shelf.kept.values()
            for event in kept.events
            if event.type in types and (source is None or source in event.sources)
        ]
        return _page(found, cursor, limit)

    async def articles(self, *, source: SourceId | None = None, cursor: str = "", limit: int = 50) -> Page[ArticleId]:
        """Articles, last added first."""
        found = [
            ((_ms(kept.article.added), str(key)), key)
            for key, kept in self._shelf.kept.items()
            if source is None or source in kept.article.sources
        ]
        return _page(found, cursor, limit)

    async def heads(self, articles: Sequence[ArticleId]) -> dict[ArticleId, tuple[Article, ArticleState]]:
        """Articles with their states."""
        found = ((one, self._shelf.kept.get(one)) for one in articles)
        return {one: (kept.article, kept.state) for one, kept in found if kept}

    async def find(self, prefix: str, *, limit: int = 10) -> list[ArticleId]:
        """Articles whose id starts so."""
        if not prefix.isalnum() or not prefix.isascii():
            return []
        return sorted(one for one in self._shelf.kept if one.startswith(prefix))[:limit]

    async def totals(self, source: SourceId | None = None) -> Totals:
        """Counters of all or of one source."""
        mine = [k for k in self._shelf.kept.values() if source is None or source in k.article.sources]
        sums: Counter[str] = sum((kept.counters for kept in mine), Counter())
        return Totals(
            len(mine),
            sum(kept.state.changes > 0 for kept in mine),
            sums["versions"],
            sums["changes"],
            sums["looks"],
            sums["failed"],
        )


class MemorySourceBook:
    """Behind the port SourceBook."""

    def __init__(self, shelf: MemoryShelf) -> None:
        self._shelf = shelf

    async def put(self, source: Source) -> bool:
        """Add or replace the declaration."""
        new = source.id not in self._shelf.sources
        self._shelf.sources[source.id] = source
        return new

    async def get(self, source: SourceId) -> Source | None:
        """The declaration."""
        return self._shelf.sources.get(source)

    async def all(self, *, archived: bool = False) -> list[Source]:
        """All declarations by name."""
        found = [s for s in self._shelf.sources.values() if archived or not s.archived]
        return sorted(found, key=lambda s: (s.name.casefold(), s.url))

    async def states(self, sources: Sequence[SourceId]) -> dict[SourceId, SourceState]:
        """States."""
        return {source: self._shelf.states.get(source, SourceState()) for source in sources}

    async def record(self, note: SourceNote) -> Event | None:
        """Keep the outcome of a look."""
        before = self._shelf.states.get(note.source, SourceState())
        state = note.state if note.ok else replace(note.state, validators=before.validators)
        self._shelf.states[note.source] = state
        if note.event is None:
            return None
        events = self._shelf.source_events.setdefault(note.source, [])
        sequence = len(events) + 1
        prev: EventId | None = events[-1].id if events else None
        event = Event(
            event_id(note.source, sequence, note.event),
            note.event,
            note.source,
            sequence,
            prev,
            self._shelf.clock.now(),
            (note.source,),
            detail=note.detail,
        )
        events.append(event)
        self._shelf.tell(event, book=True)
        return event

    async def events(self, source: SourceId) -> tuple[Event, ...]:
        """All events of the source."""
        return tuple(self._shelf.source_events.get(source, ()))


class MemoryEventLog:
    """Behind the port EventLog; stream ids are `MS-N`, N counted from 1."""

    def __init__(self, shelf: MemoryShelf) -> None:
        self._shelf = shelf

    def shards(self) -> tuple[str, ...]:
        """Names of all shards."""
        return tuple(f"{letter}{number:02d}" for letter in "ab" for number in range(SHARDS))

    async def own(self, shard: str, owner: str, *, lease_s: float) -> Tenure | None:
        """Become or stay the one reader of a shard."""
        shelf, now = self._shelf, self._shelf.clock.now()
        held = shelf.readers.get(shard)
        live = held is not None and shelf.ends[shard] > now.timestamp()
        if held is not None and live and held.owner != owner:
            return None
        fence = (held.fence if held else 0) + (0 if held and live and held.owner == owner else 1)
        tenure = Tenure(shard, owner, fence, held.cursor if held else "0-0")
        shelf.readers[shard] = tenure
        shelf.ends[shard] = (now + timedelta(seconds=lease_s)).timestamp()
        return tenure

    async def read(self, shard: str, *, after: str, limit: int = 100) -> list[tuple[Position, Event]]:
        """Events after a stream id, in order."""
        first = int(after.partition("-")[2])
        events = self._shelf.streams.get(shard, [])[first : first + limit]
        ids = (f"{int(event.at.timestamp() * 1000)}-{first + at + 1}" for at, event in enumerate(events))
        return [(Position(shard, id_), event) for id_, event in zip(ids, events, strict=True)]

    async def advance(self, tenure: Tenure, cursor: str) -> bool:
        """Move the cursor."""
        held = self._shelf.readers.get(tenure.shard)
        if held is None or (held.owner, held.fence) != (tenure.owner, tenure.fence):
            return False
        self._shelf.readers[tenure.shard] = replace(held, cursor=cursor)
        return True

    async def wait(self, cursors: Mapping[str, str], *, timeout_s: float) -> bool:
        """True when any shard may have an event beyond its cursor."""
        for _ in range(max(1, round(timeout_s / 0.01))):
            if any(len(self._shelf.streams.get(s, ())) > int(c.partition("-")[2]) for s, c in cursors.items()):
                return True
            await asyncio.sleep(0.01)
        return False


class MemoryLocks:
    """Behind the port Locks."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}

    async def take(self, name: str, *, for_s: float) -> bool:
        """True if nobody has taken it for that long."""
        now = self._clock.now().timestamp()
        if self._until.get(name, 0.0) > now:
            return False
        self._until[name] = now + for_s
        return True


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _page(found: list[tuple[tuple[int, str], T]], cursor: str, limit: int) -> Page[T]:
    """The page after the cursor, highest place first."""
    before: tuple[int, str] | None = None
    if cursor:
        try:
            score, _, member = urlsafe_b64decode(cursor).decode().partition(" ")
            before = (int(score), member)
        except ValueError as error:
            raise NotFound("this cursor is none of ours", hint="begin again without one") from error
    rest = sorted((one for one in found if before is None or one[0] < before), key=lambda one: one[0], reverse=True)
    page = rest[:limit]
    after = urlsafe_b64encode(f"{page[-1][0][0]} {page[-1][0][1]}".encode()).decode() if len(rest) > limit else ""
    return Page(tuple(item for _, item in page), after)
