"""What people ask for single articles: many looks for some hours, or more looks than others get. Awaits ports only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.model import ArticleId, Care, Head
from monitor.pipeline import World, item_of
from monitor.poll.articles import LONGEST_BOOST


async def boost(articles: Sequence[ArticleId], length: timedelta, world: World) -> datetime | None:
    """Look at these articles every two minutes for so long, 12 hours at most, beginning now; no length ends it.

    When it ends; None if it has just been ended.
    """
    until = world.clock.now() + min(length, LONGEST_BOOST) if length > timedelta(0) else None
    for head in await _heads(articles, world):
        await world.cares.put(head.article.id, replace(head.care, boosted_until=until))
        await world.frontier.signal([item_of(head.article)], announced=False)
    return until


async def weigh(articles: Sequence[ArticleId], weight: float, world: World) -> None:
    """Look at these articles as if they changed so many times as often, from their next looks on."""
    for head in await _heads(articles, world):
        await world.cares.put(head.article.id, _without_past(replace(head.care, weight=weight), world.clock.now()))


def _without_past(care: Care, now: datetime) -> Care:
    over = care.boosted_until is not None and care.boosted_until <= now
    return replace(care, boosted_until=None) if over else care


async def _heads(articles: Sequence[ArticleId], world: World) -> list[Head]:
    found = [await world.archive.head(article) for article in articles]
    return [head for head in found if head is not None]
