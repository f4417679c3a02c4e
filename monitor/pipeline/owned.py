"""The articles that are looked at by a source's rules."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from monitor.model import Article, ArticleState, Source, Watch, every_page
from monitor.pipeline.world import World

PAGE: Final = 500


async def owned(source: Source, world: World) -> AsyncIterator[list[tuple[Article, ArticleState]]]:
    """Those in memory that are looked at as pages of their own, page by page of the catalog."""
    async for page in every_page(lambda cursor: world.catalog.articles(source=source.id, cursor=cursor, limit=PAGE)):
        heads = await world.catalog.heads(page.items, cold=False)
        yield [(a, state) for a, state in heads.values() if a.source == source.id and a.watch is Watch.ARTICLE]
