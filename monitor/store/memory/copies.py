"""The memory twin of the copies."""

from __future__ import annotations

from collections import defaultdict

from monitor.model import ArticleId


class MemoryCopies:
    """Behind the port Copies."""

    def __init__(self) -> None:
        self._kept: defaultdict[ArticleId, dict[int, str]] = defaultdict(dict)

    async def put(self, article: ArticleId, version: int, place: str) -> None:
        """Keep where the copy of a version is; "" forgets it."""
        if place:
            self._kept[article][version] = place
        else:
            self._kept[article].pop(version, None)

    async def of(self, article: ArticleId) -> dict[int, str]:
        """The copies of an article by version."""
        return dict(self._kept[article])
