"""How events reach subscribers: the log, subscriptions, queues and sinks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from monitor.model import (
    Attempt,
    Delivery,
    Event,
    EventType,
    Filter,
    Position,
    SavedFilter,
    Streak,
    Subscription,
    SubscriptionId,
)


@dataclass(frozen=True, slots=True)
class Tenure:
    """The right to read one shard's stream for fan-out; every write carries the fencing number."""

    shard: str
    owner: str
    fence: int
    cursor: str  # stream id up to which events have been fanned out


class EventLog(Protocol):
    """The streams of events, one per shard of the archive (articles) and of the book (sources, endpoints)."""

    def shards(self) -> tuple[str, ...]:
        """Names of all shards."""
        ...

    async def newest(self) -> dict[str, str]:
        """The stream id of each shard's newest event."""
        ...

    async def own(self, shard: str, owner: str, *, lease_s: float) -> Tenure | None:
        """Become or stay the one reader of a shard; None while another holds it."""
        ...

    async def lag_s(self) -> float:
        """Seconds since the oldest event that fan-out has not passed on was committed; 0 = there is none."""
        ...

    async def read(self, shard: str, *, after: str, limit: int = 100) -> list[tuple[Position, Event]]:
        """Events after a stream id, in order; falls back to the archive's records where the stream was capped."""
        ...

    async def advance(self, tenure: Tenure, cursor: str) -> bool:
        """Move the cursor; False if the tenure was lost."""
        ...

    async def wait(self, cursors: Mapping[str, str], *, timeout_s: float) -> frozenset[str]:
        """The shards that may have an event beyond their cursor, as soon as there are any; none after the time-out."""
        ...


class Subscriptions(Protocol):
    """Who wants what. Secrets are kept apart and given only to the sink."""

    async def put(self, subscription: Subscription, *, secret: str = "") -> bool:
        """Add or replace. True if it was new."""
        ...

    async def get(self, subscription: SubscriptionId) -> Subscription | None:
        """One subscription."""
        ...

    async def all(self) -> list[Subscription]:
        """All of them, oldest first."""
        ...

    async def remove(self, subscription: SubscriptionId) -> bool:
        """Forget it and its queue."""
        ...

    async def secrets(self, subscription: SubscriptionId) -> tuple[str, ...]:
        """Live signing secrets, newest first (two during rotation)."""
        ...


class SavedFilters(Protocol):
    """Filters with names."""

    async def put(self, saved: SavedFilter) -> bool:
        """Keep it under its name. True if the name was new."""
        ...

    async def remove(self, name: str) -> bool:
        """Forget it. False if there was none."""
        ...

    async def all(self) -> dict[str, SavedFilter]:
        """All of them, by name."""
        ...

    async def filters(self) -> dict[str, Filter]:
        """What each name stands for."""
        ...


class Endpoints(Protocol):
    """The life of endpoints: secrets that change, being disabled, events of which an endpoint is the subject."""

    async def version(self) -> str:
        """Another one as soon as any subscription was put, removed, disabled, enabled or is to be caught up."""
        ...

    async def rotate(self, subscription: SubscriptionId, secret: str, *, keep_s: float) -> bool:
        """Sign with this secret too; the others stop after `keep_s`. False if there is no such subscription."""
        ...

    async def disable(self, subscription: SubscriptionId, reason: str) -> Event | None:
        """Drop its queue but remember from when on to catch up; the event to tell, None if it was disabled already."""
        ...

    async def enable(self, subscription: SubscriptionId) -> bool:
        """Live again, and behind: everything since the oldest undelivered event is sent. False if it was live."""
        ...

    async def tell(self, subscription: SubscriptionId, kind: EventType, *, detail: str = "") -> Event | None:
        """Make an event of which the endpoint is the subject; None if there is no such subscription."""
        ...

    async def events(self, subscription: SubscriptionId) -> tuple[Event, ...]:
        """The newest events of the endpoint, oldest first."""
        ...

    async def untold(self) -> list[Event]:
        """Events of `disable` that have not been passed on yet."""
        ...

    async def told(self, event: Event) -> None:
        """It has been passed on."""
        ...


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


BEHIND: Final = -1  # what Outbox.enqueue answers for an endpoint that has to be caught up


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


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a sink gets to deliver."""

    delivery: Delivery
    subscription: Subscription
    secrets: tuple[str, ...]
    message_id: str  # stable over all attempts
    body: bytes  # the envelope, JSON, below 20 kB


class Sink(Protocol):
    """A way out. A failure is an Attempt that is not ok, never an exception."""

    def check(self, subscription: Subscription) -> None:
        """Raise DeliveryRefused if the target must not be used."""
        ...

    async def deliver(self, parcel: Parcel) -> Attempt:
        """Try once."""
        ...


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG with what it shows in words."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A message for people: plain text, HTML and Markdown say the same, a picture shows a single change."""

    id: str  # stable over all attempts
    title: str  # one line
    text: str
    html: str  # a fragment; everything foreign in it is escaped
    markdown: str
    picture: Picture | None = None


class Messenger(Protocol):
    """A way to people. A failure is an Attempt that is not ok, never an exception."""

    def check(self, subscription: Subscription) -> None:
        """Raise DeliveryRefused if the target must not be used."""
        ...

    async def tell(self, letter: Letter, to: Subscription, delivery: Delivery) -> Attempt:
        """Try once; `delivery` is the first of those that the letter tells of."""
        ...
