"""The memory twin of later labellings."""

from __future__ import annotations

from collections import defaultdict

from monitor.model import ArticleId, Change
from monitor.store.labelling_records import field_of, in_order


class MemoryLabellings:
    """The port Labellings in memory."""

    def __init__(self) -> None:
        self._of: defaultdict[ArticleId, dict[str, Change]] = defaultdict(dict)

    async def put(self, change: Change) -> bool:
        """Keep it; False if these rules have labelled this change before."""
        return self._of[change.article].setdefault(field_of(change), change) is change

    async def of(self, article: ArticleId) -> tuple[Change, ...]:
        """All of an article, by version and then by rules."""
        return in_order(self._of[article].values())
