"""Which articles go out, in the order of their ids, and what goes out of each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from monitor.errors import DamagedRecord, Withheld
from monitor.model import ArticleId, Source, SourceId, every_page
from monitor.store import Store, chaining
from monitor.store.warc_store import WarcStore
from monitor.takeout.lines import Lister, Originals, Taken
from monitor.takeout.originals import of_history

PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to go out; empty = everything."""

    articles: tuple[ArticleId, ...] = ()
    source: SourceId | None = None
    tag: str = ""


async def wanted_articles(store: Store, wanted: Wanted) -> list[ArticleId]:
    """The ids, sorted."""
    found: set[ArticleId] = set(wanted.articles)
    if wanted.tag and not found:
        async for tagged in every_page(lambda at: store.annotations.tagged(wanted.tag, cursor=at, limit=PAGE)):
            found.update(one.article for one in tagged.items)
    elif not found:
        async for page in every_page(lambda at: store.catalog.articles(source=wanted.source, cursor=at, limit=PAGE)):
            found.update(page.items)
    return sorted(found)


async def take_all(
    store: Store,
    articles: Sequence[ArticleId],
    damaged: Callable[[DamagedRecord], None],
    *,
    now: datetime,
    originals: WarcStore | None = None,
) -> AsyncIterator[Taken]:
    """Each article as of the moment that it is read; `damaged` hears of those that are not whole, which stay here.

    `originals`: where raw responses are, to go out too.
    """
    listers = {source.id: lister_of(source) for source in await store.book.all(archived=True)}
    for article in articles:
        try:
            history = await store.histories.take(article)
            if history is not None:
                chaining.check(history, now)
        except DamagedRecord as error:
            damaged(error)
            continue
        except Withheld:  # hidden or erased since it was listed
            continue
        if history is not None:
            names = dict.fromkeys([history.article.source, *history.article.sources])
            kept = await asyncio.to_thread(of_history, history, originals) if originals else Originals()
            yield Taken(history, tuple(listers[name] for name in names if name in listers), kept)


def lister_of(source: Source) -> Lister:
    """A source as an article's line names it."""
    return Lister(source.id, source.url, source.kind, source.name, source.watch, source.tags)
