"""The catalog's memory twin."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import TypeVar

from monitor.errors import NotFound
from monitor.model import Article, ArticleId, ArticleState, Event, EventType, Page, SourceId
from monitor.ports import Glimpsed, Totals
from monitor.store.memory.shelf import MemoryShelf
from monitor.store.wire import to_ms

T = TypeVar("T")
Place = tuple[int, str]


class MemoryCatalog:
    """The port Catalog in memory, for one process."""

    def __init__(self, shelf: MemoryShelf) -> None:
        self._shelf = shelf

    async def events(
        self,
        *,
        types: Sequence[EventType] = (EventType.CHANGED,),
        source: SourceId | None = None,
        cursor: str = "",
        limit: int = 50,
    ) -> Page[Event]:
        """Events of articles, newest first."""
        found = [
            ((position, f"{article}:{event.sequence}"), event)
            for article, kept in self._shelf.articles.items()
            for position, event in kept.events
            if event.type in types and (source is None or source in event.sources)
        ]
        return page_of(found, cursor, limit)

    async def articles(self, *, source: SourceId | None = None, cursor: str = "", limit: int = 50) -> Page[ArticleId]:
        """Articles, last added first."""
        kept = self._shelf.articles.items()
        return page_of([((one.added[source], id_), id_) for id_, one in kept if source in one.added], cursor, limit)

    async def glimpses(self, *, cursor: str = "", limit: int = 50) -> Page[Glimpsed]:
        """Articles by what was seen and went again, each kind of an article once, the last one first."""
        last = {
            (one.kind, article): to_ms(one.gone_by)
            for article, kept in self._shelf.articles.items()
            for one in kept.sightings
        }
        found = [((ms, f"{kind.value}:{id_}"), Glimpsed(id_, kind)) for (kind, id_), ms in last.items()]
        return page_of(found, cursor, limit)

    async def heads(
        self,
        articles: Sequence[ArticleId],
        *,
        cold: bool = True,  # noqa: ARG002 - here everything lies in memory
    ) -> dict[ArticleId, tuple[Article, ArticleState]]:
        """Articles with their states, without texts; unknown ids are left out."""
        found = ((article, self._shelf.articles.get(article)) for article in articles)
        return {article: (kept.article, kept.state) for article, kept in found if kept}

    async def find(self, prefix: str, *, limit: int = 10) -> list[ArticleId]:
        """Articles whose id starts so."""
        if not prefix.isalnum() or not prefix.isascii():
            return []
        return sorted(article for article in self._shelf.articles if article.startswith(prefix))[:limit]

    async def totals(self, source: SourceId | None = None) -> Totals:
        """Counters of all or of one source."""
        names = ("articles", "changed", "versions", "changes", "looks", "failed", "degraded")
        return Totals(*(self._shelf.counts[source, name] for name in names))


def page_of(found: list[tuple[Place, T]], cursor: str, limit: int) -> Page[T]:
    """The page after the cursor, highest place first."""
    before = _read(cursor) if cursor else None
    rest = sorted((one for one in found if before is None or one[0] < before), key=lambda one: one[0], reverse=True)
    page = rest[:limit]
    return Page(tuple(item for _, item in page), _write(page[-1][0]) if len(rest) > limit else "")


def _write(place: Place) -> str:
    return urlsafe_b64encode(f"{place[0]} {place[1]}".encode()).decode()


def _read(cursor: str) -> Place:
    try:
        score, _, member = urlsafe_b64decode(cursor).decode().partition(" ")
        return int(score), member
    except ValueError as error:
        raise NotFound("this cursor is none of ours", hint="begin again without one") from error
