"""Events of looks, made the same way by the stores and their twins: an event's id depends on what it tells alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.model import (
    Annotation,
    Article,
    ArticleState,
    Change,
    Event,
    EventType,
    Head,
    Interval,
    RemarkKind,
    SourceId,
    Version,
)
from monitor.ports import Commit, LookNote, SourceNote
from monitor.store.event_ids import event_id
from monitor.store.keys import MAX_REASON_CHARS, MAX_TITLE_CHARS
from monitor.store.states import whole_ms


@dataclass(frozen=True, slots=True)
class _Told:
    """What an event tells."""

    kind: EventType
    at: datetime
    change: Change | None = None
    detail: str = ""
    content_hash: str = ""
    late: bool = False


def of_commit(commit: Commit, head: Head, version: Version, before: Event | None) -> Event | None:
    """The event of a commit, its change timed by the store's clock."""
    if commit.event is None:
        return None
    told = _Told(
        commit.event,
        version.last_confirmed,
        timed(commit.change, head, version),
        commit.detail[:MAX_REASON_CHARS],
        version.record_hash,
        commit.late,
    )
    return _event(head.article.id, head.article.sources, before, told)


def of_note(note: LookNote, article: Article, before: Event | None, now: datetime) -> Event | None:
    """The event of a look that made no version."""
    if note.event is None:
        return None
    told = _Told(note.event, now, detail=note.reason[:MAX_REASON_CHARS], late=note.late)
    return _event(article.id, article.sources, before, told)


def of_source(note: SourceNote, before: Event | None, now: datetime) -> Event | None:
    """The event of a look at a source."""
    if note.event is None:
        return None
    told = _Told(note.event, whole_ms(now), detail=note.detail[:MAX_REASON_CHARS])
    return _event(note.source, (note.source,), before, told)


def of_version(events: Sequence[Event], version: Version) -> Event | None:
    """The event that was kept with this version."""
    kept_with = (e for e in reversed(events) if e.type is not EventType.WITHDRAWN)
    return next((event for event in kept_with if event.content_hash == version.record_hash), None)


def of_withdrawal(annotation: Annotation, told: Event, article: Article, newest: Event | None) -> Event | None:
    """The event that takes a told change back, where the annotation says that it was no edit."""
    if annotation.remark.kind is not RemarkKind.NOT_AN_EDIT:
        return None
    why = annotation.remark.text[:MAX_REASON_CHARS]
    withdrawn = _Told(EventType.WITHDRAWN, annotation.at, told.change, why, told.content_hash)
    return _event(article.id, article.sources, newest, withdrawn)


def told_in_state(state: ArticleState, event: Event) -> ArticleState:
    """The article's state once this event is its newest."""
    return replace(state, sequence=event.sequence)


def timed(change: Change | None, head: Head, version: Version) -> Change | None:
    """The change with the interval that its versions say, whatever the clock of the one who compared them."""
    if change is None:
        return None
    return replace(
        change,
        interval=Interval(head.state.last_confirmed or version.first_seen, version.first_seen),
        old_title=change.old_title[:MAX_TITLE_CHARS],
        new_title=change.new_title[:MAX_TITLE_CHARS],
    )


def _event(subject: str, sources: tuple[SourceId, ...], before: Event | None, told: _Told) -> Event:
    sequence = before.sequence + 1 if before else 1
    return Event(
        id=event_id(subject, sequence, told.kind, told.content_hash),
        type=told.kind,
        subject=subject,
        sequence=sequence,
        prev=before.id if before else None,
        at=told.at,
        sources=sources,
        change=told.change,
        detail=told.detail,
        content_hash=told.content_hash,
        late=told.late,
    )
