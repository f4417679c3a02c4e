"""What the pages show, gathered from the ports: one record per page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor import diff
from monitor.diff import Diff
from monitor.model import (
    Article,
    ArticleId,
    ArticleState,
    Candidate,
    Change,
    Event,
    EventType,
    Item,
    ItemKind,
    Page,
    Planned,
    Sighting,
    Source,
    SourceId,
    SourceState,
    Version,
)
from monitor.poll.articles import last_planned
from monitor.ports import Totals
from monitor.web.services import Services

LISTED = (EventType.CHANGED, EventType.UNAVAILABLE, EventType.RESTORED)
PAGE = 40


@dataclass(frozen=True, slots=True)
class Line:
    """An event in a list, with what it is about."""

    event: Event
    article: Article
    state: ArticleState
    source: str

    @property
    def change(self) -> Change | None:
        """The change, where the event is one."""
        return self.event.change


@dataclass(frozen=True, slots=True)
class Watching:
    """What was done so far: for pages that have nothing else to show, too."""

    totals: Totals
    sources: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source in a list."""

    source: Source
    state: SourceState
    totals: Totals
    planned: Planned


@dataclass(frozen=True, slots=True)
class Gap:
    """A version in an article's list, the time since the one before, and the event that made it."""

    version: Version
    later: timedelta | None
    event: Event | None


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article's page."""

    article: Article
    state: ArticleState
    source: Source | None
    gaps: tuple[Gap, ...]  # newest first
    others: tuple[Event, ...]  # gone, there again
    sightings: tuple[Sighting, ...]
    candidate: Candidate | None
    planned: Planned
    last: datetime | None


@dataclass(frozen=True, slots=True)
class DiffView:
    """The difference between two versions."""

    article: Article
    state: ArticleState
    old: Version
    new: Version
    diff: Diff
    change: Change | None  # as published, where it is one
    later: timedelta
    versions: int


async def lines(services: Services, events: Sequence[Event]) -> list[Line]:
    """Events with their articles, those of unknown articles left out."""
    heads = await services.catalog.heads(list(dict.fromkeys(ArticleId(event.subject) for event in events)))
    names = {source.id: source_name(source) for source in await services.book.all(archived=True)}
    found = []
    for event in events:
        head = heads.get(ArticleId(event.subject))
        if head is not None:
            found.append(Line(event, *head, names.get(head[0].source, "")))
    return found


def source_name(source: Source, state: SourceState | None = None) -> str:
    """What a source is called."""
    return source.name or (state.title if state else "") or source.url


async def latest(services: Services, *, source: SourceId | None, cursor: str, limit: int = PAGE) -> Page[Event]:
    """The latest events that a page lists."""
    return await services.catalog.events(types=LISTED, source=source, cursor=cursor, limit=limit)


async def watching(services: Services, source: Source | None = None) -> Watching:
    """What was done so far."""
    everything = await services.book.all()
    since = source.added if source else min((s.added for s in everything), default=None)
    return Watching(await services.catalog.totals(source.id if source else None), len(everything), since)


async def source_lines(services: Services) -> list[SourceLine]:
    """All sources with how they are doing."""
    everything = await services.book.all()
    states = await services.book.states([source.id for source in everything])
    items = [Item(ItemKind.SOURCE, source.id, _host(source)) for source in everything]
    planned = await services.frontier.planned(items)
    return [
        SourceLine(source, states[source.id], await services.catalog.totals(source.id), plan)
        for source, plan in zip(everything, planned, strict=True)
    ]


def _host(source: Source) -> str:
    from monitor.sources import host

    return host(source.url)


async def article_view(services: Services, article: ArticleId) -> ArticleView | None:
    """Everything that an article's page shows."""
    head = await services.archive.head(article)
    if head is None:
        return None
    versions = await services.archive.versions(article)
    events = await services.archive.events(article)
    made = {event.change.to_version: event for event in events if event.change}
    gaps = [
        Gap(version, version.first_seen - before.first_seen if before else None, made.get(version.number))
        for before, version in zip((None, *versions), versions, strict=False)
    ]
    source = await services.book.get(head.article.source)
    planned = await services.frontier.planned([Item(ItemKind.ARTICLE, article, head.article.host)])
    return ArticleView(
        head.article,
        head.state,
        source,
        tuple(reversed(gaps)),
        tuple(event for event in events if event.change is None and event.type is not EventType.CREATED),
        await services.archive.sightings(article),
        head.candidate,
        planned[0],
        last_planned(head.article, source.rules) if source else None,
    )


async def diff_view(services: Services, article: ArticleId, a: int, b: int) -> DiffView | None:
    """The difference between two versions, computed anew; its labels are those that were published."""
    heads = await services.catalog.heads([article])
    old, new = await services.archive.version(article, a), await services.archive.version(article, b)
    if article not in heads or old is None or new is None:
        return None
    events = await services.archive.events(article)
    change = next(
        (e.change for e in events if e.change and (e.change.from_version, e.change.to_version) == (a, b)), None
    )
    found, state = heads[article]
    result = diff.compare(old.text, new.text)
    return DiffView(found, state, old, new, result, change, new.first_seen - old.first_seen, state.versions)
