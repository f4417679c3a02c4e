"""What a web archive captured of an address, as versions of an article of its own: docs/adr/0322.

The captures are read oldest first, by the same extraction and comparison as pages of today; each version is kept as
soon as it is found, so a run that was broken off goes on where it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from monitor import snapshot, sources, verdict
from monitor.errors import FetchError, ParseError, WorkerDied
from monitor.model import (
    Article,
    ArticleState,
    Change,
    Event,
    EventType,
    Evidence,
    Extraction,
    Head,
    Response,
    Source,
    SourceKind,
    Text,
    Version,
    Watch,
)
from monitor.pipeline import World
from monitor.ports import Claim, Histories, History, KeptVersion
from monitor.sources.captures import Capture
from monitor.store import chaining
from monitor.store.event_ids import event_id
from monitor.store.records import Link, Record, pack_record
from monitor.store.texts import pack_text, text_hash
from monitor.store.wire import to_moment, to_ms
from monitor.takeout.web_archive import OK, Place, ask, list_captures
from monitor.verdict.evidence import EVIDENCE_HEADERS

OLDER: Final = "older than the first version that was taken in, and left out: versions are only added at the end"
KNOWN: Final = "not newer than the last one that was taken in before: taken in then, or listed too late"
HEADERS: Final = "x-archive-orig-"


@dataclass(slots=True)
class Progress:
    """How far a run is, and what became of the captures."""

    listed: int = 0
    done: int = 0
    versions: int = 0
    became: Counter[str] = field(default_factory=Counter)  # in words -> how many


@dataclass(slots=True)
class _Read:
    """A capture that was asked for and read."""

    response: Response
    extraction: Extraction
    fingerprint: str


Told = Callable[[Progress, Change | None], None]


async def backfill(url: str, place: Place, histories: Histories, world: World, told: Told) -> Progress:
    """Take in all captures that are newer than what was taken in before. Raises FetchError, ParseError."""
    found = await list_captures(url, place, world)
    if not found:
        return Progress()
    history = await histories.take(place.article(url)) or await _begin(url, place, world)
    records = chaining.links(history).records
    first = records[0].link.first_seen_ms if records else 0
    after = to_ms(history.last_confirmed) if records and history.last_confirmed else 0
    progress = Progress(len(found))
    run = _Run(place, histories, world, history)
    for capture in found:
        progress.done += 1
        change = None
        if to_ms(capture.at) < first:
            progress.became[OLDER] += 1
        elif to_ms(capture.at) <= after:
            progress.became[KNOWN] += 1
        elif not capture.may_be_page:
            progress.became["an error, a redirect or no page"] += 1
        else:
            word, change = await run.take(capture, progress)
            progress.became[word] += 1
        told(progress, change)
    await run.confirm()
    return progress


async def _begin(url: str, place: Place, world: World) -> History:
    """An article without a version, and its source, which nobody looks at."""
    now = world.clock.now()
    source = Source(
        sources.source_id(place.base),
        sources.normalise(place.base),
        SourceKind.PAGE,
        f"Captures by {place.host}",
        now,
        watch=Watch.CAPTURES,
        paused=True,
    )
    if await world.book.get(source.id) is None:
        await world.book.put(source)
    address = place.list_of(sources.normalise(url))
    article = Article(
        place.article(url), address, sources.host(address), source.id, (source.id,), now, watch=Watch.CAPTURES
    )
    return History(article, (), None)


@dataclass(slots=True)
class _Run:
    """One run over the captures of one address."""

    place: Place
    histories: Histories
    world: World
    history: History
    read: dict[str, _Read | str] = field(default_factory=dict)  # by digest; a word where it gave no text

    async def take(self, capture: Capture, progress: Progress) -> tuple[str, Change | None]:
        """What became of a capture, in words; a version is kept before this returns."""
        known = self.read.get(capture.digest) if capture.digest else None
        read = known or await self._fetch(capture)
        if capture.digest:
            self.read[capture.digest] = read
        if isinstance(read, str):
            return read, None
        records = chaining.links(self.history).records
        if records and records[-1].fingerprint == read.fingerprint:
            self.history = replace(self.history, last_confirmed=capture.at)
            return ("the same bytes as another" if known else "the same text as the one before"), None
        change = await self._keep(capture, read)
        progress.versions += 1
        return "a version", change

    async def confirm(self) -> None:
        """Keep when the newest version was captured last."""
        if self.history.versions:
            await self.histories.adopt(self.history)

    async def _fetch(self, capture: Capture) -> _Read | str:
        place, world = self.place, self.world
        address = place.base + place.capture.format(timestamp=capture.timestamp, url=capture.url)
        try:
            response = await ask(address, place, world, world.limits.max_bytes)
        except FetchError as error:
            return f"not to be had ({error.reason})"
        if response.status != OK:
            return f"answered {response.status} by the archive"
        if capture.timestamp not in response.final_url:
            return "led to another capture"
        try:
            extraction = await world.workshop.read_page(
                response.body, url=capture.url, content_type=response.header("content-type")
            )
        except (WorkerDied, ParseError):
            return "could not be read"
        if extraction.degraded:
            return f"could not be read: {extraction.reason}"
        return _Read(response, extraction, snapshot.fingerprint(extraction.text))

    async def _keep(self, capture: Capture, read: _Read) -> Change | None:
        """The next version with its change and event, in the archive."""
        old, history = self.history, self.history
        article, number = old.article.id, len(old.versions) + 1
        evidence = self._evidence(capture, read)
        before = chaining.links(old)
        text = pack_text(read.extraction.text)
        at_ms = to_ms(capture.at)
        before_ms = to_ms(old.last_confirmed) if old.last_confirmed else 0
        prev_hash = bytes.fromhex(before.hashes[-1]) if before.hashes else b""
        link = Link(number, at_ms, at_ms, before_ms, prev_hash, text_hash(text), len(text))
        kept = KeptVersion(pack_record(Record(link, read.fingerprint, evidence)), read.extraction.text)
        history = replace(old, versions=(*old.versions, kept), last_confirmed=capture.at)
        change = await self._change(old, history) if number > 1 else None
        history = replace(history, events=(*old.events, _event(history, change, capture.at, self.place)))
        claim = Claim(1, number, f"capture by {self.place.host}", self.world.clock.now())
        await self.world.originals.keep(article, read.response, evidence.look_id, capture.at)
        await self.histories.adopt(replace(history, claims=(claim,)))
        self.history = history
        return change

    async def _change(self, old: History, new: History) -> Change:
        pair = [_version(history, len(history.versions)) for history in (old, new)]
        state = ArticleState(earlier=tuple(one.fingerprint[:16] for one in chaining.links(old).records[:-1]))
        head = Head(old.article, state, lambda: pair[0], None)
        try:
            return await self.world.workshop.compare(pair[0], pair[1], head)
        except (WorkerDied, ParseError):
            return verdict.bare_change(pair[0], pair[1])

    def _evidence(self, capture: Capture, read: _Read) -> Evidence:
        response = read.response
        headers = ((name.removeprefix(HEADERS), value) for name, value in response.headers if name.startswith(HEADERS))
        return Evidence(
            look_id=f"{capture.timestamp} {capture.digest}".strip(),
            status=response.status,
            headers=tuple((name, value[:200]) for name, value in headers if name in EVIDENCE_HEADERS),
            raw_sha256=response.body_sha256,
            raw_bytes=len(response.body),
            extractor=read.extraction.extractor,
            extractor_version=read.extraction.extractor_version,
            final_url=self.place.base + self.place.page.format(timestamp=capture.timestamp, url=capture.url),
            origin="capture",
        )


def _version(history: History, number: int) -> Version:
    """A version of a history, for the comparison with another."""
    read, kept = chaining.links(history), history.versions[number - 1]
    record = read.records[number - 1]
    at = to_moment(record.link.first_seen_ms)
    seen = history.last_confirmed or at
    return Version(history.article.id, number, at, seen, kept.text or Text("", ()), record.fingerprint, record.evidence)


def _event(history: History, change: Change | None, at: datetime, place: Place) -> Event:
    article, sequence = history.article, len(history.events) + 1
    kind = EventType.CHANGED if change else EventType.CREATED
    digest = chaining.links(history).hashes[-1]
    return Event(
        id=event_id(article.id, sequence, kind, digest),
        type=kind,
        subject=article.id,
        sequence=sequence,
        prev=history.events[-1].id if history.events else None,
        at=at,
        sources=article.sources,
        change=change,
        detail=f"capture by {place.host}",
        content_hash=digest,
        late=True,
    )


def summary(progress: Progress) -> Iterable[str]:
    """What became of the captures, one line a kind."""
    for word, count in progress.became.most_common():
        yield f"{count} {word}"
