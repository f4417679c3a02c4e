"""The push book's memory twin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from monitor.model import Pushed, PushLease, SourceId
from monitor.ports import Clock
from monitor.store.keys import MAX_PUSHED, PUSHED_MS


@dataclass(slots=True)
class MemoryPushBook:
    """The port PushBook in memory, for one process."""

    clock: Clock
    _leases: dict[SourceId, PushLease] = field(default_factory=dict)
    _waiting: dict[SourceId, list[Pushed]] = field(default_factory=dict)

    async def get(self, source: SourceId) -> PushLease | None:
        """The subscription of a source."""
        return self._leases.get(source)

    async def put(self, lease: PushLease) -> None:
        """Keep it in the place of the one before."""
        self._leases[lease.source] = lease

    async def remove(self, source: SourceId) -> None:
        """Forget it, and what waits."""
        self._leases.pop(source, None)
        self._waiting.pop(source, None)

    async def all(self) -> list[PushLease]:
        """Every subscription, by source."""
        return [self._leases[source] for source in sorted(self._leases)]

    async def keep(self, source: SourceId, pushed: Pushed) -> None:
        """Keep a document for the next look; of too many the oldest are dropped, none waits for longer than a day."""
        self._waiting[source] = [*await self.waiting(source), pushed][-MAX_PUSHED:]

    async def waiting(self, source: SourceId) -> list[Pushed]:
        """Documents that wait, oldest first."""
        oldest = self.clock.now() - timedelta(milliseconds=PUSHED_MS)
        return [pushed for pushed in self._waiting.get(source, []) if pushed.at > oldest]

    async def done(self, source: SourceId, pushed: Sequence[Pushed]) -> None:
        """These have been read."""
        self._waiting[source] = [one for one in self._waiting.get(source, []) if one not in pushed]
