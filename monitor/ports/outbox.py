"""Deliveries on their way: queues of endpoints, catching up, and what people ask of both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from monitor.model import Attempt, Delivery, Event, Position, Streak, SubscriptionId

BEHIND: Final = -1  # what Outbox.enqueue answers for an endpoint that has to be caught up


class Outbox(Protocol):
    """Deliveries on their way: a slot per subscription, due times in a ZSET per shard, the log."""

    async def enqueue(self, subscription: SubscriptionId, events: Sequence[tuple[Position, Event]]) -> int:
        """Queue events of one shard in order, each exactly once: positions up to that shard's mark are refused.

        How many were queued; BEHIND, and nothing done, if the endpoint has to be caught up first (see CatchUp).
        A disabled or unknown endpoint takes nothing.
        """
        ...

    async def claim(self, limit: int, *, lease_s: float) -> list[Delivery]:
        """Deliveries that are due, at most a few per subscription; a lease that runs out makes it due again.

        Of a paced subscription everything that is due comes to one claimer, however much that is.
        """
        ...

    async def release(self, deliveries: Sequence[Delivery]) -> None:
        """Give back what was claimed and not tried: due at once, in its place, not counted as a try."""
        ...

    async def hold(self, deliveries: Sequence[Delivery], until: datetime) -> None:
        """Put aside what was claimed of one endpoint: due then, in order, not counted as a try."""
        ...

    async def rest(self, subscription: SubscriptionId, until: datetime) -> None:
        """Hand nothing of this endpoint out until then."""
        ...

    async def bind(self, deliveries: Sequence[Delivery], message: str) -> bool:
        """Put what was claimed of one endpoint into a message, for good: claimed again they come with its id.

        False if some of them are no longer this claimer's.
        """
        ...

    async def settle(
        self, attempt: Attempt, *, retry_after_s: float | None, pause_s: float = 0.0, others: Sequence[Delivery] = ()
    ) -> Streak:
        """Log the attempt; done, or due again after that time, or (None and not ok) a dead letter.

        `others` went to the same endpoint in the same message and share its fate in the same step. Nothing of this
        endpoint is handed out for `pause_s`. A failure that comes after the lease was lost to another is only logged; a
        success always counts. Returns the endpoint's failures in a row.
        """
        ...

    async def wait(self, *, timeout_s: float) -> None:
        """Return when a delivery may have become due sooner than was known, or after the time-out."""
        ...

    async def next_due_s(self) -> float | None:
        """Seconds until the next delivery is due, None = nothing queued."""
        ...

    async def log(self, subscription: SubscriptionId, *, limit: int = 100) -> list[Attempt]:
        """Newest attempts first."""
        ...

    async def dead(self, subscription: SubscriptionId) -> list[Delivery]:
        """Dead letters, newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Behind:
    """An endpoint that has to be sent what one shard's stream holds after a position."""

    subscription: SubscriptionId
    shard: str
    after: str  # stream id
    generation: int


class CatchUp(Protocol):
    """Endpoints that fan-out left behind: new ones that want the past, re-enabled ones, those whose queue is full."""

    async def replay(self, subscription: SubscriptionId, since: datetime) -> bool:
        """Send everything since then (again, with the same ids). False if there is no such subscription."""
        ...

    async def behind(self, shard: str) -> list[Behind]:
        """Who has to be caught up on this shard."""
        ...

    async def catch_up(self, behind: Behind, events: Sequence[tuple[Position, Event]]) -> int:
        """Like Outbox.enqueue, for one that is behind; BEHIND if its queue is full or it fell behind anew."""
        ...

    async def caught_up(self, behind: Behind, *, shards: int) -> None:
        """This one of so many shards is done."""
        ...


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits for one endpoint."""

    waiting: int = 0  # first tries
    retrying: int = 0
    under_way: int = 0
    dead: int = 0
    oldest: datetime | None = None  # when the oldest waiting first try was queued
    behind: bool = False
    streak: Streak = Streak()


class OutboxDesk(Protocol):
    """What people ask of the outbox."""

    async def backlog(self, subscription: SubscriptionId) -> Backlog:
        """What waits for it."""
        ...

    async def lag_s(self) -> float:
        """Seconds for which the most overdue delivery could have been claimed; 0 = none is overdue."""
        ...

    async def again(self, delivery: Delivery) -> bool:
        """Send this one once more, with the same id and number; False if the endpoint is disabled or gone."""
        ...

    async def redrive(self, subscription: SubscriptionId, *, limit: int = 1000) -> int:
        """Try dead letters again, oldest first. How many."""
        ...
