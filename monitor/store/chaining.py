"""Whether a history is whole, and how it goes on from what is kept; the same in the store and its twin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, TypeVar

from monitor.errors import DamagedRecord, Diverged
from monitor.model import ArticleId, Event, EventId
from monitor.ports import Claim, History
from monitor.store.annotation_records import annotation_hash, pack_annotation
from monitor.store.event_ids import EPOCH_MS, PER_MS, event_id
from monitor.store.records import Link, Record, record_hash, unpack_record
from monitor.store.texts import pack_text, text_hash
from monitor.store.wire import to_ms

T = TypeVar("T")
AHEAD: Final = timedelta(days=1)  # further in the future no clock is that wrote a history


@dataclass(frozen=True, slots=True)
class Links:
    """A history's records taken apart, with their hashes."""

    records: tuple[Record, ...]
    hashes: tuple[str, ...]


def links(history: History) -> Links:
    """The records; raises DamagedRecord."""
    article = history.article.id
    found = [
        unpack_record(one.record, f"version {number} of article {article}")
        for number, one in enumerate(history.versions, 1)
    ]
    hashes = tuple(record_hash(article, one.record).hex() for one in history.versions)
    return Links(tuple(found), hashes)


def rereads(read: Links) -> int:
    """How many versions are no changes: only the way of reading was another one."""
    return sum(record.evidence.is_no_change for record in read.records)


def confirmed_ms(history: History, read: Links) -> int:
    """When the newest version was last found unchanged; never before it was kept."""
    return max(read.records[-1].link.kept_ms, to_ms(history.last_confirmed) if history.last_confirmed else 0)


def check(history: History, now: datetime) -> None:
    """Raise DamagedRecord unless every record, text, event and annotation follows from the one before."""
    article, read = history.article.id, links(history)
    latest_ms = to_ms(now + AHEAD)
    before = ""
    for number, (kept, record, digest) in enumerate(zip(history.versions, read.records, read.hashes, strict=True), 1):
        where, link = f"version {number} of article {article}", record.link
        if link.number != number or link.prev_hash.hex() != before:
            raise DamagedRecord(where, "does not follow the version before")
        if kept.text is not None and not _is_of(pack_text(kept.text), link):
            raise DamagedRecord(where, "the text is not the one that the record names")
        if not link.first_seen_ms <= link.kept_ms <= latest_ms:
            raise DamagedRecord(where, "its times can not be")
        before = digest
    for number, (older, newer) in enumerate(pairwise(read.records), 2):
        if not older.link.kept_ms <= newer.link.before_ms <= newer.link.kept_ms:
            raise DamagedRecord(f"version {number} of article {article}", "its times can not be")
    if history.last_confirmed and history.last_confirmed > now + AHEAD:
        raise DamagedRecord(f"article {article}", "its newest version was confirmed in the future")
    _check_events(article, history.events, read.hashes, now)
    _check_annotations(history)


def _is_of(text: bytes, link: Link) -> bool:
    return (link.text_hash, link.text_bytes) == (text_hash(text), len(text))


def _check_events(article: ArticleId, events: Sequence[Event], hashes: Sequence[str], now: datetime) -> None:
    before: EventId | None = None
    for number, event in enumerate(events, 1):
        where = f"event {number} of article {article}"
        made = event_id(article, event.sequence, event.type, event.content_hash)
        if (event.sequence, event.prev, event.id) != (number, before, made):
            raise DamagedRecord(where, "does not follow the event before")
        if event.content_hash and event.content_hash not in hashes:
            raise DamagedRecord(where, "tells of a version that is not there")
        change = event.change
        if change and not 0 < change.from_version < change.to_version <= len(hashes):
            raise DamagedRecord(where, "tells of a version that is not there")
        if event.at > now + AHEAD:
            raise DamagedRecord(where, "happened in the future")
        before = event.id


def _check_annotations(history: History) -> None:
    article, before = history.article.id, ""
    for number, one in enumerate(history.annotations, 1):
        made = one.record_hash if one.silenced else annotation_hash(article, pack_annotation(one))
        if (one.number, one.prev_hash, one.record_hash) != (number, before, made):
            raise DamagedRecord(f"annotation {number} of article {article}", "does not follow the one before")
        before = made


def missing(
    kept: Sequence[T], given: Sequence[T], what: str, article: ArticleId, *, named: Callable[[T], object]
) -> tuple[T, ...]:
    """What the given has more of; raises Diverged unless one is the beginning of the other.

    Both are compared by what names them, a record or its hash: words may be left out of either.
    """
    for number, (one, other) in enumerate(zip(kept, given, strict=False), 1):
        if named(one) != named(other):
            raise Diverged(f"article {article}: its {what} here and there are not the same from number {number} on")
    return tuple(given[len(kept) :])


def claims_after(claims: Sequence[Claim], kept: int, given: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims once the versions after number `kept` are taken in; those of one importer in a row are one claim."""
    found = list(claims)
    for claim in given:
        first = max(claim.first, kept + 1)
        if first > claim.last:
            continue
        if found and (found[-1].by, found[-1].last) == (claim.by, first - 1):
            found[-1] = replace(found[-1], last=claim.last)
        else:
            found.append(replace(claim, first=first))
    return tuple(found)


def is_confirmed_later(kept: History, given: History) -> bool:
    """True if the same claimed version was found unchanged later than was known; of our own, nobody else can say so."""
    number, before, after = len(kept.versions), kept.last_confirmed, given.last_confirmed
    claimed = bool(number and kept.claims) and kept.claims[-1].last == number == len(given.versions)
    return bool(claimed and before and after and before < after)


def historic_position(event: Event, *, spread: int) -> int:
    """Where an event of the past stands among those of a shard; before 2020 it is below 0."""
    return (to_ms(event.at) - EPOCH_MS) * PER_MS + spread % PER_MS
