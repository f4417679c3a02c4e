"""What is learned about the boxes of a source that turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from monitor.model import ArticleId, SourceId, TurningBox


class TurningBoxes(Protocol):
    """Places whose content differed between two looks a moment apart; a few of each source, each for a month."""

    async def learn(self, source: SourceId, article: ArticleId, paths: Sequence[str]) -> None:
        """These turned on this article just now."""
        ...

    async def of(self, source: SourceId) -> tuple[TurningBox, ...]:
        """What turned within a month, by path."""
        ...


class NothingLearned:
    """The port TurningBoxes where nothing is learned."""

    async def learn(self, source: SourceId, article: ArticleId, paths: Sequence[str]) -> None:
        """Nothing is learned."""

    async def of(self, source: SourceId) -> tuple[TurningBox, ...]:  # noqa: ARG002 - the port's signature
        """Nothing was learned."""
        return ()
