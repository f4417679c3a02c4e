"""The marks' memory twin."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from monitor.model import Act, ArticleId, Standing
from monitor.store.marks import with_act
from monitor.store.memory.shelf import MemoryShelf
from monitor.store.states import whole_ms


class MemoryMarks:
    """The port Marks in memory, for one process."""

    def __init__(self, shelf: MemoryShelf) -> None:
        self._shelf = shelf

    async def add(self, article: ArticleId, act: Act) -> Standing:
        """Keep the act; what the article's acts come to now."""
        known = self._shelf.marks.get(article, Standing())
        self._shelf.marks[article] = with_act(known, replace(act, at=whole_ms(act.at)))
        return self._shelf.marks[article]

    async def of(self, articles: Sequence[ArticleId]) -> dict[ArticleId, Standing]:
        """Those of these articles about which anything was decided."""
        return {article: self._shelf.marks[article] for article in articles if article in self._shelf.marks}

    async def all(self) -> AsyncIterator[tuple[ArticleId, Standing]]:
        """Every article about which anything was decided."""
        for article, standing in list(self._shelf.marks.items()):
            yield article, standing
