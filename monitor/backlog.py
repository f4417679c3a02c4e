"""After a time away: what fell due meanwhile is run by what a look is worth, at the usual pace of each host."""

from __future__ import annotations

from monitor import poll
from monitor.model import Article, ArticleState, Away, Care, Source
from monitor.pipeline import World, item_of, owned


async def rank(away: Away, world: World) -> int:
    """Order the overdue articles of all sources that go on; how many there were.

    It reads the archive page by page and keeps none of it, so a million articles take no more memory than a hundred.
    """
    moved = 0
    for source in await world.book.all():
        if source.paused:
            continue
        async for page in owned(source, world):
            moved += await _rank_page(page, source, away, world)
    return moved


async def _rank_page(page: list[tuple[Article, ArticleState]], source: Source, away: Away, world: World) -> int:
    now, length = world.clock.now(), away.until - away.since
    known = {item_of(article): (article, state) for article, state in page}
    planned = await world.frontier.planned(list(known))
    overdue = [one.item for one in planned if one.due is not None and one.due <= now and not one.leased]
    cares = await world.cares.of([known[item][0].id for item in overdue])
    places = {
        item: poll.seconds_ago(
            state, article, source.rules, cares.get(article.id, Care()), world.learner.policy, now=now, away=length
        )
        for item in overdue
        for article, state in (known[item],)
    }
    return await world.frontier.rank(places) if places else 0
