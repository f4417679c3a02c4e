"""Reading from the ports what the pages, the API and the feeds are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from monitor.conditions import conditions, planned_item
from monitor.errors import DamagedRecord, NotFound, Withheld
from monitor.model import (
    Article,
    ArticleId,
    ArticleState,
    Change,
    Event,
    EventId,
    EventType,
    Glimpse,
    Item,
    ItemKind,
    Page,
    Sighting,
    Source,
    SourceId,
    SourceState,
    Version,
    Watch,
)
from monitor.ports import Glimpsed
from monitor.web.services import Services
from monitor.web.views.history import History
from monitor.web.views.lines import Heads, Wanted, source_name
from monitor.web.views.progress import Progress
from monitor.web.views.sources import SourceView, source_view

LISTED: Final = (EventType.CHANGED, EventType.UNAVAILABLE, EventType.RESTORED)
PAGE: Final = 40
MAX_PAGE: Final = 200
ROUNDS: Final = 25  # pages of the store that one filtered page may look through
ID_CHARS: Final = 16
MAX_NUMBER: Final = 10**9  # of a version


async def events(
    services: Services, wanted: Wanted, *, types: Sequence[EventType] = LISTED, cursor: str = "", limit: int = PAGE
) -> Page[Event]:
    """The latest events that are wanted; a filtered page may hold fewer than `limit` and still have a next one."""
    if wanted.tag:
        return await _tagged(services, wanted, cursor=cursor, limit=limit)
    found: list[Event] = []
    for _ in range(ROUNDS):
        room = limit - len(found)
        page = await services.catalog.events(types=types, source=wanted.source, cursor=cursor, limit=room)
        found += [event for event in page.items if wanted.fits(event)]
        cursor = page.next
        if not cursor or len(found) > limit * 3 // 4:
            break
    return Page(tuple(found), cursor)


async def _tagged(services: Services, wanted: Wanted, *, cursor: str, limit: int) -> Page[Event]:
    """Changes that carry a tag, and the newest change of each article that carries it as a whole."""
    page = await services.annotations.tagged(wanted.tag, cursor=cursor, limit=limit)
    found: dict[EventId, Event] = {}
    for one in page.items:
        try:
            told = await services.archive.events(one.article)
        except Withheld:
            continue
        for event in reversed(told):
            change = event.change if event.type is not EventType.WITHDRAWN else None
            if change and one.version in {0, change.to_version}:
                if wanted.fits(event) and (wanted.source is None or wanted.source in event.sources):
                    found[event.id] = event
                break
    return Page(tuple(found.values()), page.next)


async def heads(services: Services, found: Sequence[Event]) -> Heads:
    """The articles of these events with their states."""
    return await services.catalog.heads(list(dict.fromkeys(ArticleId(event.subject) for event in found)))


async def names(services: Services) -> dict[SourceId, str]:
    """What each source is called, removed ones too."""
    everything = await services.book.all(archived=True)
    states = await services.book.states([source.id for source in everything])
    return {source.id: source_name(source, states[source.id].title) for source in everything}


async def progress(services: Services, source: Source | None = None, name: str = "") -> Progress:
    """What was done so far, in all or for one source."""
    known = [] if source else await services.book.all()
    watched = [source] if source else [one for one in known if one.watch is not Watch.CAPTURES]
    totals = await services.catalog.totals(source.id if source else None)
    captured = [await services.catalog.totals(one.id) for one in known if one.watch is Watch.CAPTURES]
    since = min((one.added for one in watched), default=None)
    articles = totals.articles - sum(one.articles for one in captured)
    return Progress(totals, len(watched), articles, since, name)


async def conditions_of(services: Services, wanted: Sequence[Source]) -> dict[SourceId, SourceState]:
    """How these sources are doing."""
    return await conditions(wanted, services.book, services.catalog, services.archive)


async def source_views(services: Services, wanted: Sequence[Source]) -> list[SourceView]:
    """These sources with how they are doing."""
    states = await conditions_of(services, wanted)
    planned = await services.frontier.planned([planned_item(source) for source in wanted])
    now = services.clock.now()
    return [
        source_view(source, states[source.id], await services.catalog.totals(source.id), plan, now=now)
        for source, plan in zip(wanted, planned, strict=True)
    ]


async def sightings(
    services: Services, kind: Glimpse | None, *, cursor: str = "", limit: int = PAGE
) -> Page[tuple[Article, ArticleState, tuple[Sighting, ...]]]:
    """Articles with the texts of one kind that were seen there and went again, newest first on both levels."""
    found: list[tuple[Article, ArticleState, tuple[Sighting, ...]]] = []
    for _ in range(ROUNDS):
        page = await services.catalog.glimpses(cursor=cursor, limit=limit - len(found))
        wanted = [one for one in page.items if kind in {None, one.kind}]
        heads = await services.catalog.heads([one.article for one in wanted])
        for one in wanted:
            seen = await _seen(services, one) if one.article in heads else ()
            if seen:
                found.append((*heads[one.article], seen))
        cursor = page.next
        if not cursor or len(found) > limit * 3 // 4:
            break
    return Page(tuple(found), cursor)


async def _seen(services: Services, one: Glimpsed) -> tuple[Sighting, ...]:
    try:
        kept = await services.archive.sightings(one.article)
    except (DamagedRecord, Withheld):  # a list goes on without it; its article's page says why
        return ()
    return tuple(sighting for sighting in reversed(kept) if sighting.kind is one.kind)


async def source(services: Services, wanted: str) -> Source:
    """The source; raises NotFound."""
    found = await services.book.get(SourceId(wanted))
    if found is None:
        raise NotFound("There is no such source.", hint="all of them are on the page Sources")
    return found


async def article_id(services: Services, wanted: str) -> ArticleId:
    """The article of this id or of an id that begins so; raises NotFound."""
    if len(wanted) >= ID_CHARS:
        return ArticleId(wanted)
    found = await services.catalog.find(wanted, limit=2) if wanted else []
    if len(found) != 1:
        raise NotFound("There is no such article.", hint="it may never have been watched here")
    return found[0]


async def head(services: Services, wanted: str) -> tuple[Article, ArticleState]:
    """The article with its state, without texts; raises NotFound."""
    found = await services.catalog.heads([ArticleId(wanted)])
    if not found:
        await services.archive.head(ArticleId(wanted))  # says so if it was there and may not be read
    if ArticleId(wanted) not in found:
        raise NotFound("There is no such article.", hint="it may never have been watched here")
    return found[ArticleId(wanted)]


async def history(services: Services, wanted: str) -> History:
    """Everything that was seen of an article; raises NotFound."""
    article = ArticleId(wanted)
    found = await services.archive.head(article)
    if found is None:
        raise NotFound("There is no such article.", hint="it may never have been watched here")
    planned = await services.frontier.planned([Item(ItemKind.ARTICLE, article, found.article.host)])
    return History(
        found,
        await services.archive.versions(article),
        await services.archive.events(article),
        await services.archive.sightings(article),
        await services.book.get(found.article.source),
        planned[0],
        await services.presence.spans() if services.presence else (),
    )


async def version(services: Services, wanted: str, number: int) -> Version:
    """One version; raises NotFound."""
    found = await services.archive.version(ArticleId(wanted), number) if 0 < number < MAX_NUMBER else None
    if found is None:
        raise NotFound(f"There is no version {number} of this article.", hint="its page lists those that there are")
    return found


async def labellings(services: Services, change: Change | None) -> tuple[Change, ...]:
    """How later rules label a change."""
    if change is None:
        return ()
    pair = (change.from_version, change.to_version)
    return tuple(
        one for one in await services.labellings.of(change.article) if (one.from_version, one.to_version) == pair
    )


async def change(services: Services, wanted: str, old: int, new: int) -> Change | None:
    """The change from one version to another as it was published; None where there is none."""
    for event in await services.archive.events(ArticleId(wanted)):
        if event.change and (event.change.from_version, event.change.to_version) == (old, new):
            return event.change
    return None
