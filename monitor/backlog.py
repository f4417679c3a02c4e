"""After a time away: what fell due meanwhile is run by what a look is worth, at the usual pace of each host."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from monitor import poll
from monitor.model import Article, ArticleState, Away, Source, Watch
from monitor.pipeline import World, item_of

PAGE: Final = 500


async def rank(away: Away, world: World) -> int:
    """Order the overdue articles of all sources that go on; how many there were.

    It reads the archive page by page and keeps none of it, so a million articles take no more memory than a hundred.
    """
    moved = 0
    for source in await world.book.all():
        if source.paused:
            continue
        async for page in _pages(source, world):
            moved += await _rank_page(page, source, away, world)
    return moved


async def _rank_page(page: list[tuple[Article, ArticleState]], source: Source, away: Away, world: World) -> int:
    now, length = world.clock.now(), away.until - away.since
    known = {item_of(article): (article, state) for article, state in page}
    planned = await world.frontier.planned(list(known))
    overdue = [one.item for one in planned if one.due is not None and one.due <= now and not one.leased]
    places = {
        item: poll.seconds_ago(state, article, source.rules, world.learner.policy, now=now, away=length)
        for item in overdue
        for article, state in (known[item],)
    }
    return await world.frontier.rank(places) if places else 0


async def _pages(source: Source, world: World) -> AsyncIterator[list[tuple[Article, ArticleState]]]:
    """The articles that are looked at by this source's rules."""
    cursor = ""
    while True:
        page = await world.catalog.articles(source=source.id, cursor=cursor, limit=PAGE)
        heads = await world.catalog.heads(page.items, cold=False)
        yield [(a, state) for a, state in heads.values() if a.source == source.id and a.watch is Watch.ARTICLE]
        cursor = page.next
        if not cursor:
            return
