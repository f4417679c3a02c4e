"""Where else a version is kept."""

from __future__ import annotations

from typing import Protocol

from monitor.model import ArticleId


class Copies(Protocol):
    """Copies of versions at the Wayback Machine: addresses, or the word for one that is being made."""

    async def put(self, article: ArticleId, version: int, place: str) -> None:
        """Keep where the copy of a version is; "" forgets it."""
        ...

    async def of(self, article: ArticleId) -> dict[int, str]:
        """The copies of an article by version."""
        ...


class NoCopies:
    """The port Copies where there are none."""

    async def put(self, article: ArticleId, version: int, place: str) -> None:
        """Nothing is kept."""

    async def of(self, article: ArticleId) -> dict[int, str]:  # noqa: ARG002 - the port's signature
        """None."""
        return {}
