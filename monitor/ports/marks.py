"""What the owner decided about articles and versions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from monitor.model import Act, ArticleId, Standing


class Marks(Protocol):
    """Hidings, erasures and holds, beside the archive: an act is only ever added."""

    async def add(self, article: ArticleId, act: Act) -> Standing:
        """Keep the act; what the article's acts come to now. Also for articles that are not in the archive."""
        ...

    async def of(self, articles: Sequence[ArticleId]) -> dict[ArticleId, Standing]:
        """Those of these articles about which anything was decided."""
        ...

    def all(self) -> AsyncIterator[tuple[ArticleId, Standing]]:
        """Every article about which anything was decided."""
        ...
