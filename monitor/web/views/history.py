"""What happened to an article, step by step: versions, texts that went again, states, times without a look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from monitor.model import Away, Change, Event, EventType, Head, Planned, Sighting, Source, Version
from monitor.poll.away import LATE_AFTER
from monitor.web.moments import interval, span, stamp
from monitor.web.views.lines import Size, seen_until
from monitor.web.words import (
    ABSENCES,
    EVENTS,
    GLIMPSES,
    NO_EDIT_LINKS,
    NO_EDITS,
    NO_HEADLINE,
    SHORT_NOTICES,
    label,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the history: a version, or something else that happened."""

    at: datetime
    kind: str  # version | sighting | state
    title: str
    when: Markup
    number: int = 0
    url: str = ""
    diff_url: str = ""
    later: str = ""  # "about 2 hours later"
    summary: str = ""
    kinds: tuple[str, ...] = ()
    notice: str = ""
    notice_key: str = ""
    size: Size | None = None
    confirmed: Markup | None = None
    diff_words: str = "what changed"  # what the link to the comparison says


@dataclass(frozen=True, slots=True)
class History:
    """What an article's page is made of."""

    head: Head
    versions: tuple[Version, ...]  # oldest first
    events: tuple[Event, ...]
    sightings: tuple[Sighting, ...]
    source: Source | None
    planned: Planned
    away: tuple[Away, ...] = ()  # spans in which nothing was checked


def steps(history: History) -> tuple[Step, ...]:
    """The history, newest first."""
    found = [*_versions(history.versions, history.events)]
    found += [_sighting(one) for one in history.sightings]
    told = {EventType.UNAVAILABLE, EventType.RESTORED, EventType.FINISHED, EventType.WITHDRAWN}
    found += [
        Step(event.at, "state", EVENTS[event.type], stamp(event.at), summary=event.detail)
        for event in history.events
        if event.type in told
    ]
    found += [
        Step(span.since, "state", "not watching", _when(span), summary=span.why)
        for span in history.away
        if span.until - span.since > LATE_AFTER and span.until > history.head.article.added
    ]
    return tuple(sorted(found, key=lambda step: (step.at, step.number), reverse=True))


def _when(span: Away) -> Markup:
    return Markup("from {} to {}").format(stamp(span.since), stamp(span.until))


def _versions(versions: Sequence[Version], events: Sequence[Event]) -> list[Step]:
    made = {event.change.to_version: event.change for event in events if event.change}
    befores: tuple[Version | None, ...] = (None, *versions)
    return [
        _version(version, before, made.get(version.number)) for before, version in zip(befores, versions, strict=False)
    ]


def _version(version: Version, before: Version | None, change: Change | None) -> Step:
    page = f"/articles/{version.article}"
    step = Step(
        at=version.first_seen,
        kind="version",
        title=ABSENCES[version.absence] if version.absence else version.text.title or NO_HEADLINE,
        number=version.number,
        url=f"{page}/versions/{version.number}",
        diff_url=f"{page}/diff/{before.number}/{version.number}" if _can_compare(before, version) and before else "",
        later=f"{span(version.first_seen - before.first_seen)} later" if before else "",
        when=interval(before.last_confirmed, version.first_seen) if before else stamp(version.first_seen),
        confirmed=stamp(version.last_confirmed),
    )
    if version.evidence.is_no_change:
        origin = version.evidence.origin
        words = NO_EDIT_LINKS.get(origin, "what is read otherwise")
        return replace(step, notice=NO_EDITS[origin], notice_key="state", diff_words=words)
    if change is None:
        return step
    return replace(
        step,
        when=interval(change.interval.not_before, change.interval.not_after),
        summary=change.summary,
        kinds=tuple(label(kind) for kind in change.kinds),
        notice=SHORT_NOTICES[change.notice],
        notice_key=change.notice.value,
        size=Size(change.stats.words_removed, change.stats.words_added, change.band),
    )


def _can_compare(before: Version | None, version: Version) -> bool:
    return before is not None and not before.absence and not version.absence


def _sighting(sighting: Sighting) -> Step:
    return Step(
        at=sighting.seen,
        kind="sighting",
        title=sighting.title,
        when=seen_until(sighting),
        summary=sighting.summary,
        notice=GLIMPSES[sighting.kind],
        notice_key="state",
    )
