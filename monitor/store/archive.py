"""The archive in Redis: what was seen of each article, changed in one atomic step per look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from monitor.errors import NotFound
from monitor.model import Article, ArticleId, ArticleState, Event, EventId, EventType, Head, Health, Sighting, Version
from monitor.ports import Commit, Committed, Conflict, LookNote, Noted
from monitor.store import codec, packing
from monitor.store.client import Call, StoreClient, moment, ms
from monitor.store.endpoint_events import event_id
from monitor.store.keys import MAX_EARLIER, MAX_SIGHTINGS, MAX_STREAM, Keys
from monitor.store.scripts import load

TORN_READS: Final = 5  # a head read while a commit runs may be torn; it is read again


@dataclass(frozen=True, slots=True)
class _Held:
    """What the store holds of an article, as one batch of reads gave it."""

    article: Article
    state: ArticleState
    fields: dict[str, bytes]
    tail: codec.Element | None
    candidate: bytes | None
    now: datetime


class RedisArchive:
    """Behind the port Archive."""

    def __init__(self, client: StoreClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def create(self, articles: Sequence[Article]) -> list[bool]:
        """Add new articles; a known one only gains the source."""
        replies = await self._client.all([call for article in articles for call in self._create(article)])
        new: list[bool] = []
        at = 0
        for article in articles:
            new.append(bool(replies[at]))
            at += len(article.sources)
        return new

    def _create(self, article: Article) -> list[Call]:
        tag, keys = self._keys.archive_tag(article.id), self._keys
        return [
            Call(
                load("archive_create"),
                [
                    keys.article(article.id),
                    keys.ids(tag),
                    keys.listed(tag),
                    keys.totals(tag),
                    keys.listed(tag, source),
                    keys.totals(tag, source),
                ],
                [article.id, source, packing.ARTICLE.dump_json(replace(article, sources=(source,))), ms(article.added)],
            )
            for source in article.sources
        ]

    # ------------------------------------------------ reading
    async def head(self, article: ArticleId) -> Head | None:
        """State, newest version and candidate."""
        held = await self._held(article)
        if held is None:
            return None
        candidate = packing.CANDIDATE.validate_json(held.candidate) if held.candidate else None
        return Head(held.article, held.state, self._newest(held), candidate)

    async def _held(self, article: ArticleId) -> _Held | None:
        keys = self._keys
        for _ in range(TORN_READS):
            raw, flat, tail, candidate, now = await self._read_all(article)
            if raw is None:
                return None
            fields = packing.pairs(flat)
            state = packing.state_of(fields)
            element = codec.parse(tail, keys.versions(article)) if tail else None
            if (element.record.number if element else 0) == state.versions:
                return _Held(packing.ARTICLE.validate_json(raw), state, fields, element, candidate, now)
        raise NotFound(f"article {article} changes faster than it can be read")

    async def _read_all(
        self, article: ArticleId
    ) -> tuple[bytes | None, list[bytes], bytes | None, bytes | None, datetime]:
        keys = self._keys
        raw, flat, tail, candidate, time = await self._client.all(
            [
                ("GET", keys.article(article)),
                ("HGETALL", keys.state(article)),
                ("LINDEX", keys.versions(article), -1),
                ("GET", keys.candidate(article)),
                ("TIME",),
            ]
        )
        now = self._client.clock.now() if self._client.clock else moment(int(time[0]) * 1000 + int(time[1]) // 1000)
        return raw, flat, tail, candidate, now

    def _newest(self, held: _Held) -> Version | None:
        if held.tail is None:
            return None
        payload = codec.payload_of(held.tail, None, self._keys.versions(held.article.id))
        return codec.version_of(held.article.id, held.tail, payload, int(held.fields.get("lc", b"0")))

    async def version(self, article: ArticleId, number: int) -> Version | None:
        """One version, checked."""
        if number < 1:
            return None
        found = await self._versions(article, number)
        return found[0] if found and found[0].number == number else None

    async def versions(self, article: ArticleId) -> tuple[Version, ...]:
        """All versions, oldest first."""
        return await self._versions(article, 1)

    async def _versions(self, article: ArticleId, first: int) -> tuple[Version, ...]:
        """Versions from number `first` on."""
        where = self._keys.versions(article)
        raw, confirmed = await self._client.all(
            [("LRANGE", where, max(0, first - 2), -1), ("HGET", self._keys.state(article), "lc")]
        )
        elements = [codec.parse(data, where) for data in raw]
        codec.check_chain(elements, where)
        skip = next((i for i, e in enumerate(elements) if e.record.number >= first), len(elements))
        if skip == len(elements):
            return ()
        found = codec.payloads(elements, skip, where)
        ends = [e.record.before_confirmed_ms for e in elements[skip + 1 :]] + [int(confirmed or 0)]
        return tuple(
            codec.version_of(article, element, payload, end)
            for element, payload, end in zip(elements[skip:], found, ends, strict=True)
        )

    async def events(self, article: ArticleId) -> tuple[Event, ...]:
        """All events of the article, oldest first."""
        lines = await self._client.do("LRANGE", self._keys.article_events(article), 0, -1)
        return tuple(packing.event_line(line)[1] for line in lines)

    async def sightings(self, article: ArticleId) -> tuple[Sighting, ...]:
        """Texts that were seen once and then gone, oldest first."""
        lines = await self._client.do("LRANGE", self._keys.sightings(article), 0, -1)
        return tuple(packing.SIGHTING.validate_json(line) for line in lines)

    # ------------------------------------------------ writing
    async def commit(self, commit: Commit) -> Committed | Conflict:
        """Keep a version; all or nothing."""
        held = await self._held(commit.article)
        if held is None:
            raise NotFound(f"there is no article {commit.article}")
        if held.state.versions != commit.expected:
            return await self._repeated(commit, held)
        seen_ms = max(ms(held.now), held.tail.record.seen_ms if held.tail else 0)
        first_ms = ms(commit.first_seen) if commit.first_seen else seen_ms
        payload = codec.pack_text(commit.text)
        times = (first_ms, seen_ms, int(held.fields.get("lc", b"0")))
        prev = held.tail.record.hash() if held.tail else b""
        record = codec.new_record(commit.expected + 1, payload, commit.fingerprint, commit.evidence, prev, times)
        element = codec.full(record, payload)
        older = b""
        if held.tail is not None:
            before = codec.payload_of(held.tail, None, self._keys.versions(commit.article))
            older = codec.superseded(held.tail, before, payload).pack()
        event = _event(held, commit.event, commit, moment(seen_ms), record.hash().hex())
        write = _Write(
            fields=[
                *_after_commit(held, commit, first_ms, seen_ms),
                *_event_fields(held, commit.event, record.hash().hex()),
            ],
            counters=_counters(commit),
            older=older,
            newer=element.pack(),
            drop_candidate=True,
            event=event,
        )
        if (await self._write(held, commit.expected, write)) >= 0:
            again = await self._held(commit.article)
            return await self._repeated(commit, again or held)
        return Committed(codec.version_of(commit.article, element, payload, seen_ms), event)

    async def _repeated(self, commit: Commit, held: _Held) -> Committed | Conflict:
        """The same outcome again for a look that had committed already, a conflict for any other."""
        newest = self._newest(held)
        if (
            newest is None
            or newest.number != commit.expected + 1
            or newest.fingerprint != commit.fingerprint
            or newest.evidence.look_id != commit.evidence.look_id
        ):
            return Conflict(commit.expected, held.state.versions)
        events = await self.events(commit.article)
        mine = [event for event in events if event.content_hash == newest.record_hash]
        return Committed(newest, mine[-1] if mine else None, repeated=True)

    async def record(self, note: LookNote) -> Noted | Conflict:
        """Keep the outcome of a look that made no version; all or nothing."""
        held = await self._held(note.article)
        if held is None:
            raise NotFound(f"there is no article {note.article}")
        event = _event(held, note.event, note, held.now, "")
        write = _Write(
            fields=_after_note(held, note),
            counters=[("looks", 1), *([("failed", 1)] if note.failed else [])],
            candidate=packing.CANDIDATE.dump_json(note.candidate) if note.candidate else b"",
            drop_candidate=note.drop_candidate,
            sighting=packing.SIGHTING.dump_json(note.sighting) if note.sighting else b"",
            event=event,
        )
        found = await self._write(held, note.expected, write)
        if found >= 0:
            return Conflict(note.expected, found)
        flat = [part for name, value in write.fields for part in (name.encode(), _bytes(value))]
        return Noted(packing.state_of(held.fields | packing.pairs(flat)), event)

    async def _write(self, held: _Held, expected: int, write: _Write) -> int:
        """Run the script: -1, or the number of versions where the head had moved."""
        keys, article, event = self._keys, held.article, write.event
        tag = keys.archive_tag(article.id)
        names = [
            keys.state(article.id),
            keys.versions(article.id),
            keys.article_events(article.id),
            keys.candidate(article.id),
            keys.sightings(article.id),
            keys.stream(tag),
            keys.totals(tag),
            *(keys.totals(tag, source) for source in article.sources),
        ]
        if event is not None:
            kind = event.type.value
            names += [keys.told(tag), keys.told(tag, kind), *(keys.told(tag, kind, s) for s in article.sources)]
        args: list[Any] = [
            expected,
            held.state.sequence,
            len(article.sources),
            len(write.fields),
            len(write.counters),
            write.older,
            write.newer,
            write.candidate,
            int(write.drop_candidate),
            write.sighting,
            MAX_SIGHTINGS,
            event.type.value if event else "",
            ms(event.at) if event else 0,
            packing.EVENT.dump_json(event, exclude_defaults=True) if event else b"",
            MAX_STREAM,
            article.id,
            *(part for pair in write.fields for part in pair),
            *(part for pair in write.counters for part in pair),
        ]
        return int(await self._client.run(load("archive_write"), names, args))


@dataclass(frozen=True, slots=True)
class _Write:
    """One atomic step."""

    fields: list[tuple[str, Any]]
    counters: list[tuple[str, int]]
    older: bytes = b""
    newer: bytes = b""
    candidate: bytes = b""
    drop_candidate: bool = False
    sighting: bytes = b""
    event: Event | None = None


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _event(
    held: _Held, kind: EventType | None, cause: Commit | LookNote, at: datetime, content_hash: str
) -> Event | None:
    """The event that this step makes; its id depends on what it tells alone, so a retry has the same."""
    if kind is None:
        return None
    sequence = held.state.sequence + 1
    article = held.article.id
    before = held.fields.get("ev", b"").decode()
    return Event(
        id=event_id(article, sequence, kind, content_hash),
        type=kind,
        subject=article,
        sequence=sequence,
        prev=EventId(before) if before else None,
        at=at,
        sources=held.article.sources,
        change=cause.change if isinstance(cause, Commit) else None,
        detail=cause.detail if isinstance(cause, Commit) else cause.reason,
        content_hash=content_hash,
        late=cause.late if isinstance(cause, Commit) else False,
    )


def _event_fields(held: _Held, kind: EventType | None, content_hash: str) -> list[tuple[str, Any]]:
    if kind is None:
        return []
    sequence = held.state.sequence + 1
    return [("sq", sequence), ("ev", event_id(held.article.id, sequence, kind, content_hash))]


def _after_commit(held: _Held, commit: Commit, first_ms: int, seen_ms: int) -> list[tuple[str, Any]]:
    old = held.fields.get("fp", b"")[: packing.SHORT_FINGERPRINT // 2]
    earlier = (old + held.fields.get("ea", b""))[: MAX_EARLIER * packing.SHORT_FINGERPRINT // 2]
    number = commit.expected + 1
    record: list[tuple[str, Any]] = [
        ("h", Health.OK.value),
        ("v", number),
        ("ch", number - 1),
        ("fp", bytes.fromhex(commit.fingerprint)),
        ("ea", earlier),
        ("lc", seen_ms),
        ("lk", seen_ms),
        ("lo", held.state.looks + 1),
        ("f", 0),
        ("cr", 0),
        ("r", ""),
        ("t", commit.text.title),
        ("e", commit.validators.etag),
        ("lm", commit.validators.last_modified),
        ("bs", bytes.fromhex(commit.validators.body_sha256)),
    ]
    return record + ([("lch", first_ms)] if number > 1 else [])


def _after_note(held: _Held, note: LookNote) -> list[tuple[str, Any]]:
    state = held.state
    fields: list[tuple[str, Any]] = [
        ("h", note.health.value),
        ("lk", ms(held.now)),
        ("lo", state.looks + 1),
        ("f", state.failures + 1 if note.failed else 0),
        ("cr", state.crashes + 1 if note.crashed else 0),
        ("r", note.reason),
    ]
    if note.confirmed:
        fields.append(("lc", max(ms(held.now), int(held.fields.get("lc", b"0")))))
    if note.validators is not None:
        fields += [
            ("e", note.validators.etag),
            ("lm", note.validators.last_modified),
            ("bs", bytes.fromhex(note.validators.body_sha256)),
        ]
    return fields + _event_fields(held, note.event, "")


def _counters(commit: Commit) -> list[tuple[str, int]]:
    counters = [("looks", 1), ("versions", 1)]
    if commit.expected >= 1:
        counters.append(("changes", 1))
    if commit.expected == 1:
        counters.append(("changed", 1))
    return counters
