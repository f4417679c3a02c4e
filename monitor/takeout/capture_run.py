"""One capture after the other becomes a version of the article of its captures, or confirms the one before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from monitor import diff, snapshot
from monitor.errors import FetchError, ParseError, WorkerDied
from monitor.model import ArticleState, Change, Event, EventType, Evidence, Extraction, Head, Response, Text, Version
from monitor.pipeline import World
from monitor.ports import Claim, Histories, History, KeptVersion
from monitor.sources.captures import Capture
from monitor.store import chaining
from monitor.store.event_ids import event_id
from monitor.store.records import Link, Record, pack_record
from monitor.store.texts import pack_text, text_hash
from monitor.store.wire import to_moment, to_ms
from monitor.takeout.web_archive import OK, Place, ask
from monitor.verdict.evidence import EVIDENCE_HEADERS

A_VERSION: Final = "a version"
HEADERS: Final = "x-archive-orig-"


@dataclass(slots=True)
class _Read:
    """A capture that was asked for and read."""

    response: Response
    extraction: Extraction
    fingerprint: str


@dataclass(slots=True)
class CaptureRun:
    """One run over the captures of one address."""

    place: Place
    histories: Histories
    world: World
    history: History
    read: dict[str, _Read | str] = field(default_factory=dict)  # by digest; a word where it gave no text

    async def take(self, capture: Capture) -> tuple[str, Change | None]:
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
        return A_VERSION, change

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
            return diff.unlabelled(pair[0], pair[1])

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
