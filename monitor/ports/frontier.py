"""When to look at what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from monitor.model import (
    Item,
    ItemKind,
    Lease,
    Planned,
)


class HostCare(Protocol):
    """What all workers on all machines know of a host: how long it is left alone, and whether its 304s are believed."""

    async def block(self, host: str, *, for_s: float) -> None:
        """Nobody asks this host before then; the later of two blocks holds."""
        ...

    async def failed(self, host: str, *, dice: float, slow_down: bool = False) -> float:
        """One failure more in a row; for how many seconds the host is left alone because of it.

        From the fifth in a row on, or at once where it asks for less (`slow_down`), it is left alone for a decorrelated
        back-off of a minute to six hours; then one look at a time probes it, until one is answered.
        """
        ...

    async def answers(self, host: str) -> None:
        """Its failures are over."""
        ...

    async def doubt(self, host: str, *, for_s: float) -> None:
        """It answered 304 though its page had changed: leases of its items say so for that long."""
        ...


class Frontier(HostCare, Protocol):
    """When to look at what. Times go in as durations and are the server's; per-host pace holds over all workers."""

    async def put(self, items: Sequence[Item], *, after_s: float = 0.0, spread_s: float = 0.0) -> int:
        """Plan new items, first looks spread over `spread_s`; known ones are left alone. How many were new."""
        ...

    async def claim(self, kinds: Sequence[ItemKind], limit: int, *, lease_s: float) -> list[Lease]:
        """Due items whose hosts may be asked now, one per host; expired leases are taken back first."""
        ...

    async def extend(self, lease: Lease, *, lease_s: float) -> bool:
        """Keep the lease for longer; False if it is no longer ours."""
        ...

    async def ack(self, lease: Lease, *, after_s: float | None, pace_s: float = 1.0, waited_for: bool = False) -> bool:
        """The look is over: next one after `after_s` (None = none planned), the host free again after `pace_s`.

        False, and nothing done, if the lease is no longer ours. A put or signal during the lease makes it due now.
        `waited_for`: when it is due it comes before what is overdue at its host.
        """
        ...

    async def signal(self, items: Sequence[Item], *, announced: bool = True) -> int:
        """Make known items due now, before what is overdue at their hosts (unknown ones are put). How many it moved.

        `announced`: somebody says that they have changed, and not only wants to know: the lease says so.
        It never lowers a host's block.
        """
        ...

    async def resume(self, items: Sequence[Item]) -> int:
        """Make known items due now, in their turn (unknown ones are put). How many it moved."""
        ...

    async def remove(self, items: Sequence[Item]) -> int:
        """Forget items; a lease that is out acks into nothing."""
        ...

    async def rank(self, overdue: Mapping[Item, float]) -> int:
        """Let these items be due so many seconds ago, whatever they were: the order of a backlog. How many it moved.

        Items that are not overdue, are leased, are waited for or are in quarantine stay as they are.
        """
        ...

    async def planned(self, items: Sequence[Item]) -> list[Planned]:
        """What is really scheduled, in the order asked."""
        ...


class Wakeup(Protocol):
    """Lets a worker sleep until something may be due, instead of spinning."""

    async def wait(self, *, timeout_s: float, kinds: Sequence[ItemKind] = tuple(ItemKind)) -> None:
        """Return when an item of these kinds may be due, or after the time-out."""
        ...
