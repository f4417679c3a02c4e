"""WebSub subscriptions, and what hubs sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from monitor.model import Pushed, PushLease, SourceId


class PushBook(Protocol):
    """One subscription per source; documents wait in it for the look that reads them."""

    async def get(self, source: SourceId) -> PushLease | None:
        """The subscription of a source."""
        ...

    async def put(self, lease: PushLease) -> None:
        """Keep it in the place of the one before."""
        ...

    async def remove(self, source: SourceId) -> None:
        """Forget it, and what waits."""
        ...

    async def all(self) -> list[PushLease]:
        """Every subscription, by source."""
        ...

    async def keep(self, source: SourceId, pushed: Pushed) -> None:
        """Keep a document for the next look; of too many the oldest are dropped, none waits for longer than a day."""
        ...

    async def waiting(self, source: SourceId) -> list[Pushed]:
        """Documents that wait, oldest first."""
        ...

    async def done(self, source: SourceId, pushed: Sequence[Pushed]) -> None:
        """These have been read."""
        ...


class NoPushes:
    """The port PushBook where nobody sends anything."""

    async def get(self, source: SourceId) -> PushLease | None:  # noqa: ARG002 - the port's signature
        """None."""
        return None

    async def put(self, lease: PushLease) -> None:
        """Nothing is kept."""

    async def remove(self, source: SourceId) -> None:
        """Nothing was kept."""

    async def all(self) -> list[PushLease]:
        """None."""
        return []

    async def keep(self, source: SourceId, pushed: Pushed) -> None:
        """Nothing is kept."""

    async def waiting(self, source: SourceId) -> list[Pushed]:  # noqa: ARG002 - the port's signature
        """Nothing waits."""
        return []

    async def done(self, source: SourceId, pushed: Sequence[Pushed]) -> None:
        """Nothing was read."""
