"""What the twins of subscriptions and outbox share: the slot of each endpoint, as plain records."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.model import Attempt, Delivery, Event, Streak, Subscription, SubscriptionId
from monitor.store.keys import MAX_DEAD_LETTERS


@dataclass(slots=True)
class Queued:
    """A delivery in the outbox, with the time of its event."""

    delivery: Delivery
    event_at: datetime


Lane = dict[int, tuple[Queued, datetime | None]]  # by number, until when it is claimed; None = given back


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
    sending: Lane = field(default_factory=dict)
    resending: Lane = field(default_factory=dict)
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

    def held(self, delivery: Delivery) -> tuple[Lane, Queued] | None:
        """The lane and entry of a delivery that is still this claimer's."""
        for lane in (self.sending, self.resending):
            found = lane.get(delivery.endpoint_sequence)
            if found and found[0].delivery.tries == delivery.tries:
                return lane, found[0]
        return None

    def fail(self, delivery: Delivery, now: datetime, retry_after_s: float | None) -> bool:
        """To be tried again, or a dead letter. False if it is no longer this claimer's."""
        held = self.held(delivery)
        if held is None:
            return False
        lane, entry = held
        del lane[delivery.endpoint_sequence]
        entry.delivery = replace(entry.delivery, tries=entry.delivery.tries + 1)
        if retry_after_s is None:
            self.dead = [entry, *self.dead][:MAX_DEAD_LETTERS]
        else:
            self.retries[entry.delivery.endpoint_sequence] = (entry, ms_later(now, retry_after_s))
        return True

    def forget(self, number: int) -> None:
        """Drop what was delivered, wherever it waits."""
        for lane in (self.sending, self.resending, self.retries):
            lane.pop(number, None)
        self.dead = [entry for entry in self.dead if entry.delivery.endpoint_sequence != number]


@dataclass(slots=True)
class MemoryEndpoints:
    """All endpoints of one memory store; give the same one to both twins."""

    slots: dict[SubscriptionId, Slot] = field(default_factory=dict)
    untold: dict[str, Event] = field(default_factory=dict)
    version: int = 0
    woken: asyncio.Event = field(default_factory=asyncio.Event)  # something may have become due


def ms_later(moment: datetime, seconds: float) -> datetime:
    """The moment after so many seconds, in whole milliseconds as the store counts."""
    return moment + timedelta(milliseconds=int(seconds * 1000))
