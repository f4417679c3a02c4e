"""An article's page: its versions, newest first, with everything that was seen between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from markupsafe import Markup

from monitor.model import (
    Article,
    ArticleState,
    Away,
    Change,
    Event,
    EventType,
    Head,
    Health,
    Planned,
    Sighting,
    Source,
    Version,
    Watch,
)
from monitor.poll.away import LATE_AFTER
from monitor.web.links import host_of
from monitor.web.moments import interval, said, span, stamp
from monitor.web.views.lines import Size, seen_until, source_name
from monitor.web.views.plan import plan_of_article
from monitor.web.words import (
    ABSENCES,
    DOUBTS,
    EVENTS,
    FEED_ONLY,
    GLIMPSES,
    NO_EDIT_LINKS,
    NO_EDITS,
    NO_HEADLINE,
    SHORT_NOTICES,
    STATES,
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


class Shown(StrEnum):
    """What of the history a reader wants to see."""

    ALL = ""
    CHANGES = "changes"  # versions that are changes
    GONE = "gone"  # texts that were seen and went again


@dataclass(frozen=True, slots=True)
class Tab:
    """A way to see less of the history."""

    name: str
    url: str
    count: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class ArticleView:
    """Everything that an article's page shows."""

    id: str
    title: str
    url: str
    host: str
    source: str
    source_url: str
    state: str
    health: Health
    reason: str
    alias: str  # the page of the article that this one turned out to be; "" for most
    changes: int
    versions: int
    looks: int
    first_seen: Markup
    published: Markup
    plan: Markup
    pending: str  # "" or what is being checked again
    pending_since: Markup
    from_feed: str
    steps: tuple[Step, ...]  # newest first
    tabs: tuple[Tab, ...]


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


def article_view(history: History, *, now: datetime, shown: str = "") -> ArticleView:
    """The article's page, with all of its history or what is to be shown of it."""
    found, wanted = steps(history), Shown(shown) if shown in set(Shown) else Shown.ALL
    article, state, candidate = history.head.article, history.head.state, history.head.candidate
    return ArticleView(
        id=article.id,
        title=headline(article, state),
        url=article.url,
        host=host_of(article.url),
        source=source_name(history.source) if history.source else host_of(article.url),
        source_url=f"/sources/{article.source}",
        state=STATES[state.health],
        health=state.health,
        reason=state.reason,
        alias=f"/articles/{history.head.trail.same_as}" if history.head.trail.same_as else "",
        changes=state.changes,
        versions=state.versions,
        looks=state.looks,
        first_seen=stamp(article.added),
        published=said(_published(history)),
        plan=plan_of_article(
            article, state, history.source, history.planned, candidate=candidate, now=now, care=history.head.care
        ),
        pending=DOUBTS[candidate.why] if candidate else "",
        pending_since=stamp(candidate.first_seen) if candidate else Markup(""),
        from_feed=FEED_ONLY if article.watch is Watch.FEED else "",
        steps=only(found, wanted),
        tabs=tabs(article.id, found, wanted),
    )


def _published(history: History) -> str:
    """What the page itself says, in its oldest version that says it; else the feed."""
    texts = (version.text.published for version in history.versions)
    return next(filter(None, texts), history.head.article.published)


def headline(article: Article, state: ArticleState) -> str:
    """The newest headline."""
    return state.title or article.listed_title or NO_HEADLINE


def tabs(article: str, found: Sequence[Step], shown: Shown) -> tuple[Tab, ...]:
    """All ways to see it, none where there is nothing to leave out."""
    names = {Shown.ALL: "everything", Shown.CHANGES: "changes", Shown.GONE: "seen, then gone"}
    made = [
        Tab(name, f"/articles/{article}{'?show=' + one.value if one else ''}", len(only(found, one)), one is shown)
        for one, name in names.items()
    ]
    return tuple(made) if made[-1].count else ()


def only(found: Sequence[Step], shown: Shown) -> tuple[Step, ...]:
    """The steps that are to be seen."""
    if shown is Shown.CHANGES:
        return tuple(step for step in found if step.summary and step.kind == "version")
    return tuple(step for step in found if shown is Shown.ALL or step.kind == "sighting")


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
