"""The memory twin of what people ask of the outbox."""

from __future__ import annotations

from dataclasses import replace

from monitor.model import Delivery, SubscriptionId
from monitor.ports import Backlog, Clock
from monitor.store.memory.endpoints import MemoryEndpoints, Queued


class MemoryOutboxDesk:
    """Behind the port OutboxDesk."""

    def __init__(self, clock: Clock, endpoints: MemoryEndpoints) -> None:
        self._clock = clock
        self._endpoints = endpoints

    async def lag_s(self) -> float:
        """Seconds for which the most overdue delivery could have been claimed."""
        now = self._clock.now()
        since = [
            max(first.delivery.queued, slot.paused_until or first.delivery.queued)
            for slot in self._endpoints.slots.values()
            if slot.fresh and not slot.sending and not slot.subscription.disabled
            for first in slot.fresh[:1]
        ]
        since += [
            due
            for slot in self._endpoints.slots.values()
            if not slot.resending and not slot.subscription.disabled
            for _, due in slot.retries.values()
        ]
        return max((now - min(since)).total_seconds(), 0.0) if since else 0.0

    async def redrive(self, subscription: SubscriptionId, *, limit: int = 1000) -> int:
        """Try dead letters again, oldest first."""
        slot = self._endpoints.slots.get(subscription)
        again = list(reversed(slot.dead))[:limit] if slot else []
        for entry in again:
            assert slot is not None  # noqa: S101 - there is something to try again
            slot.dead.remove(entry)
            slot.retries[entry.delivery.endpoint_sequence] = (entry, self._clock.now())
        self._endpoints.woken.set()
        return len(again)

    async def again(self, delivery: Delivery) -> bool:
        """Send this one once more."""
        slot = self._endpoints.slots.get(delivery.subscription)
        if slot is None or slot.subscription.disabled:
            return False
        number, now = delivery.endpoint_sequence, self._clock.now()
        held = [entry for entry in slot.queued() if entry.delivery.endpoint_sequence == number]
        slot.forget(number)
        fresh = replace(delivery, tries=0, queued=now, retry=False)
        slot.retries[number] = (held[0] if held else Queued(fresh, delivery.queued), now)
        self._endpoints.woken.set()
        return True

    async def backlog(self, subscription: SubscriptionId) -> Backlog:
        """What waits for it."""
        slot = self._endpoints.slots.get(subscription)
        if slot is None:
            return Backlog()
        return Backlog(
            waiting=len(slot.fresh),
            retrying=len(slot.retries),
            under_way=len(slot.sending) + len(slot.resending),
            dead=len(slot.dead),
            oldest=slot.fresh[0].delivery.queued if slot.fresh else None,
            behind=slot.behind_since is not None,
            streak=slot.streak,
        )
