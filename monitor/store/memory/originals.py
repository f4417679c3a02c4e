"""The originals' memory twin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.model import ArticleId, Response


class MemoryOriginals:
    """The port Originals in memory, for one process."""

    def __init__(self) -> None:
        self.kept: dict[tuple[ArticleId, str], bytes] = {}

    async def keep(
        self, article: ArticleId, response: Response, look_id: str, at: datetime, *, beside: Sequence[str] = ()
    ) -> None:
        """Keep the response."""
        del look_id, at, beside
        self.kept[article, response.body_sha256] = response.body

    async def where(self, article: ArticleId, body_sha256: str) -> str:
        """Whether the body was kept."""
        return "in memory" if (article, body_sha256) in self.kept else ""

    async def body(self, article: ArticleId, body_sha256: str) -> bytes | None:
        """The body that was kept."""
        return self.kept.get((article, body_sha256))
