"""The tags of sources, remembered for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from monitor.model import SourceId
from monitor.ports import SourceBook

TRUSTED_S: Final = 30.0


class Tags:
    """Reads a source's tags at most every TRUSTED_S."""

    def __init__(self, book: SourceBook) -> None:
        self._book = book
        self._kept: dict[SourceId, tuple[float, tuple[str, ...]]] = {}

    async def of(self, sources: Sequence[SourceId]) -> frozenset[str]:
        """All tags of these sources."""
        found: set[str] = set()
        now = asyncio.get_running_loop().time()
        for source in sources:
            until, tags = self._kept.get(source, (0.0, ()))
            if now >= until:
                record = await self._book.get(source)
                tags = record.tags if record else ()
                self._kept[source] = (now + TRUSTED_S, tags)
            found.update(tags)
        return frozenset(found)
