"""A history as it is kept of an article, and what another one has more of; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from monitor.model import Annotation, Article, ArticleId, Change, Event
from monitor.ports import History, KeptVersion
from monitor.store import article_records as records
from monitor.store import chaining, codec
from monitor.store.annotation_records import unpack_annotations
from monitor.store.chaining import Links
from monitor.store.claims import unpack_claims
from monitor.store.doubt_records import unpack_sighting
from monitor.store.event_records import unpack_event
from monitor.store.history import read_versions
from monitor.store.keys import MAX_EARLIER, MAX_TITLE_CHARS
from monitor.store.labelling_records import field_of, unpack_labellings
from monitor.store.states import SHORT_FINGERPRINT
from monitor.store.texts import pack_text
from monitor.store.wire import to_moment


@dataclass(frozen=True, slots=True)
class Held:
    """What is kept of an article: its history and the elements that it was read from."""

    history: History | None
    elements: tuple[bytes, ...] = ()
    events: tuple[tuple[int, Event], ...] = ()
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class More:
    """What a history has more of."""

    versions: tuple[KeptVersion, ...]
    events: tuple[Event, ...]
    annotations: tuple[Annotation, ...]
    labellings: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.versions or self.events or self.annotations or self.labellings)


def change_told(placed: Sequence[tuple[int, Event]], version: int) -> Event | None:
    """The event of the change to a version."""
    return next((e for _, e in placed if e.change and e.change.to_version == version), None)


def more_of(kept: History | None, given: History) -> More:
    """What the given history has more of than the kept one; raises Diverged where they part ways."""
    if kept is None:
        return More(given.versions, given.events, given.annotations, given.labellings)
    article = given.article.id
    named = {field_of(change) for change in kept.labellings}
    return More(
        chaining.missing(kept.versions, given.versions, "versions", article, named=lambda one: one.record),
        chaining.missing(kept.events, given.events, "events", article, named=lambda one: one.id),
        chaining.missing(
            kept.annotations, given.annotations, "annotations", article, named=lambda one: one.record_hash
        ),
        tuple(change for change in given.labellings if field_of(change) not in named),
    )


def numbers(read: Links | None) -> tuple[int, int]:
    """How many versions, and how many of them are changes."""
    count = len(read.records) if read else 0
    return count, max(0, count - 1 - (chaining.rereads(read) if read else 0))


def state_fields(read: Links) -> dict[str, bytes | int]:
    """The fields of the state that follow from the records alone."""
    newest = read.records[-1]
    fields: dict[str, bytes | int] = {
        "n": len(read.records),
        "f": records.short(newest.fingerprint),
        "k": records.short(newest.evidence.look_id),
    }
    changes = [record for record in read.records[1:] if not record.evidence.is_no_change]
    if changes:
        fields["w"] = changes[-1].link.first_seen_ms
    if rereads := chaining.rereads(read):
        fields["y"] = rereads
    return fields


def elements_of(held: Held, history: History) -> list[bytes]:
    """All elements as they will be: those that are kept as they are, but for the newest of them."""
    kept = len(held.elements)
    own = held.history.versions if held.history else ()
    texts = [None if one.text is None else pack_text(one.text) for one in (*own, *history.versions[kept:])]
    made = list(held.elements[: max(0, kept - 1)])
    for number in range(len(made) + 1, len(texts) + 1):
        text, newer = texts[number - 1], texts[number] if number < len(texts) else None
        element = held.elements[number - 1] if number <= kept else _element(history.versions[number - 1].record, text)
        if text is not None and newer is not None:
            element = codec.supersede(element, number, text, newer, f"version {number} of article {history.article.id}")
        made.append(element)
    return made


def _element(record: bytes, text: bytes | None) -> bytes:
    return codec.pack_bare(record) if text is None else codec.pack_whole(record, text)


def pack_newest(history: History, read: Links) -> bytes:
    """What the newest version is told from without reading it: its title, and fingerprints of those before."""
    newest = history.versions[-1].text
    title = newest.title if newest else ""
    earlier = [record.fingerprint[:SHORT_FINGERPRINT] for record in read.records[:-1]]
    return records.pack_newest(title[:MAX_TITLE_CHARS], earlier[::-1][:MAX_EARLIER])


def unpack_held(article: ArticleId, reply: Sequence[Any]) -> Held:
    """What the script that reads a whole article answered (history_take.lua)."""
    packed, confirmed, elements, lines, sightings, annotations, labellings, claims = reply
    confirmed_ms = int(confirmed or 0)
    versions = read_versions(article, elements, confirmed_ms)
    kept = tuple(
        KeptVersion(
            codec.split(data, f"version {one.number} of article {article}").record, None if one.absence else one.text
        )
        for data, one in zip(elements, versions, strict=True)
    )
    events = tuple(unpack_event(line, article) for line in lines)
    found: Article = records.unpack_article(article, packed)
    history = History(
        found,
        kept,
        to_moment(confirmed_ms) if confirmed else None,
        tuple(event for _, event in events),
        tuple(unpack_sighting(article, line) for line in sightings),
        unpack_annotations(article, annotations),
        unpack_labellings(labellings),
        unpack_claims(claims),
    )
    return Held(history, tuple(elements), events, len(events))
