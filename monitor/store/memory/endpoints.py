"""What the twins of subscriptions and outbox share: the slot of each endpoint, as plain records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.model import Attempt, Delivery, Event, Streak, Subscription, SubscriptionId


@dataclass(slots=True)
class Queued:
    """A delivery in the outbox, with the time of its event."""

    delivery: Delivery
    event_at: datetime


@dataclass(slots=True)
class Slot:
    """One endpoint."""

    subscription: Subscription
    secrets: list[tuple[str, datetime | None]] = field(default_factory=list)  # newest first; None = no end
    events: list[Event] = field(default_factory=list)
    sequence: int = 0
    generation: int = 0
    behind_since: datetime | None = None
    caught_up: set[str] = field(default_factory=set)
    marks: dict[str, tuple[int, int]] = field(default_factory=dict)
    fresh: list[Queued] = field(default_factory=list)
    sending: dict[int, tuple[Queued, datetime | None]] = field(default_factory=dict)  # None = given back
    resending: dict[int, tuple[Queued, datetime | None]] = field(default_factory=dict)
    retries: dict[int, tuple[Queued, datetime]] = field(default_factory=dict)
    dead: list[Queued] = field(default_factory=list)  # newest first
    log: list[Attempt] = field(default_factory=list)  # newest first
    paused_until: datetime | None = None
    streak: Streak = field(default_factory=Streak)

    def queued(self) -> list[Queued]:
        """Everything undelivered."""
        lanes = (self.sending, self.resending, self.retries)
        return [*self.fresh, *(entry for lane in lanes for entry, _ in lane.values())]

    def drop_queue(self) -> None:
        """Forget everything undelivered but dead letters."""
        self.fresh.clear()
        for lane in (self.sending, self.resending, self.retries):
            lane.clear()

    def fall_behind(self, since: datetime, *, again: bool) -> None:
        """To be caught up from then on; `again` sends what had been queued before once more."""
        self.generation += 1
        self.behind_since = since
        self.caught_up.clear()
        if again:
            self.marks.clear()


@dataclass(slots=True)
class MemoryEndpoints:
    """All endpoints of one memory store; give the same one to both twins."""

    slots: dict[SubscriptionId, Slot] = field(default_factory=dict)
    untold: dict[str, Event] = field(default_factory=dict)
    version: int = 0


def ms_later(moment: datetime, seconds: float) -> datetime:
    """The moment after so many seconds, in whole milliseconds as the store counts."""
    return moment + timedelta(milliseconds=int(seconds * 1000))
