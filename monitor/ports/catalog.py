"""Lists and counters over the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from monitor.model import (
    Article,
    ArticleId,
    ArticleState,
    Event,
    EventType,
    Glimpse,
    Page,
    SourceId,
)


@dataclass(frozen=True, slots=True)
class Totals:
    """Counters of the whole store or of one source."""

    articles: int = 0
    changed_articles: int = 0
    versions: int = 0
    changes: int = 0
    looks: int = 0
    failed_looks: int = 0
    degraded_looks: int = 0  # of the failed ones: a page came and could not be read whole


@dataclass(frozen=True, slots=True)
class Glimpsed:
    """An article of which texts of this kind were seen and were gone again."""

    article: ArticleId
    kind: Glimpse


class Catalog(Protocol):
    """Lists over the archive: k-way merges of per-shard indexes, newest first, with opaque cursors."""

    async def events(
        self,
        *,
        types: Sequence[EventType] = (EventType.CHANGED,),
        source: SourceId | None = None,
        cursor: str = "",
        limit: int = 50,
    ) -> Page[Event]:
        """Events of articles, newest first."""
        ...

    async def articles(self, *, source: SourceId | None = None, cursor: str = "", limit: int = 50) -> Page[ArticleId]:
        """Articles, last added first."""
        ...

    async def glimpses(self, *, cursor: str = "", limit: int = 50) -> Page[Glimpsed]:
        """Articles by what was seen and went again, each kind of an article once, the last one first."""
        ...

    async def heads(
        self, articles: Sequence[ArticleId], *, cold: bool = True
    ) -> dict[ArticleId, tuple[Article, ArticleState]]:
        """Articles with their states, without texts; unknown ids are left out, and (not `cold`) what left memory."""
        ...

    async def find(self, prefix: str, *, limit: int = 10) -> list[ArticleId]:
        """Articles whose id starts so; for short ids."""
        ...

    async def totals(self, source: SourceId | None = None) -> Totals:
        """Counters, approximate by at most the looks under way."""
        ...
