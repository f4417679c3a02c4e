"""The memory twin of the subscriptions: same answers, nothing survives the process."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitor.model import Event, EventType, Subscription, SubscriptionId
from monitor.ports import Clock
from monitor.store.endpoint_events import endpoint_event
from monitor.store.keys import MAX_ENDPOINT_EVENTS, MAX_SECRETS
from monitor.store.memory.endpoints import MemoryEndpoints, Slot


class MemorySubscriptions:
    """Behind the ports Subscriptions and Endpoints."""

    def __init__(self, clock: Clock, endpoints: MemoryEndpoints) -> None:
        self._clock = clock
        self._endpoints = endpoints

    async def put(self, subscription: Subscription, *, secret: str = "") -> bool:
        """Add or replace; an empty secret leaves that of record. True if it was new."""
        slot = self._endpoints.slots.get(subscription.id)
        is_new = slot is None
        if slot is None:
            slot = self._endpoints.slots[subscription.id] = Slot(subscription)
            if subscription.since is not None:
                slot.fall_behind(subscription.since, again=True)
        if not is_new:
            slot.paused_until = None
            for number, (entry, _) in slot.retries.items():
                if not entry.delivery.tries:
                    slot.retries[number] = (entry, self._now())
        slot.subscription = replace(subscription, disabled=slot.subscription.disabled)
        if secret and secret not in self._live(slot):
            slot.secrets = [(secret, None)]
        self._endpoints.version += 1
        return is_new

    async def get(self, subscription: SubscriptionId) -> Subscription | None:
        """One subscription."""
        slot = self._endpoints.slots.get(subscription)
        return slot.subscription if slot else None

    async def all(self) -> list[Subscription]:
        """All of them, oldest first."""
        found = [slot.subscription for slot in self._endpoints.slots.values()]
        return sorted(found, key=lambda one: (one.created, one.id))

    async def remove(self, subscription: SubscriptionId) -> bool:
        """Forget it, its queue and its log."""
        self._endpoints.version += 1
        return self._endpoints.slots.pop(subscription, None) is not None

    async def secrets(self, subscription: SubscriptionId) -> tuple[str, ...]:
        """Live signing secrets, newest first."""
        slot = self._endpoints.slots.get(subscription)
        return self._live(slot) if slot else ()

    # ------------------------------------------------ Endpoints
    async def version(self) -> str:
        """Another one after every change."""
        return str(self._endpoints.version)

    async def rotate(self, subscription: SubscriptionId, secret: str, *, keep_s: float) -> bool:
        """A new secret; the one before signs too for `keep_s`."""
        slot = self._endpoints.slots.get(subscription)
        if slot is None:
            return False
        end = self._clock.now() + timedelta(seconds=keep_s)
        older = [(one, end if until is None else min(until, end)) for one, until in slot.secrets]
        slot.secrets = [(secret, None), *older][:MAX_SECRETS]
        return True

    async def disable(self, subscription: SubscriptionId, reason: str) -> Event | None:
        """Drop its queue, remember from when on to catch up."""
        slot = self._endpoints.slots.get(subscription)
        if slot is None or slot.subscription.disabled:
            return None
        since = min((entry.event_at for entry in slot.queued()), default=self._clock.now())
        if slot.behind_since is not None:
            since = min(since, slot.behind_since)
        slot.drop_queue()
        slot.subscription = replace(slot.subscription, disabled=reason)
        slot.fall_behind(since, again=True)
        self._endpoints.version += 1
        event = self._add(slot, EventType.ENDPOINT_DISABLED, reason)
        self._endpoints.untold[event.id] = event
        return event

    async def enable(self, subscription: SubscriptionId) -> bool:
        """Live again and behind."""
        slot = self._endpoints.slots.get(subscription)
        if slot is None or not slot.subscription.disabled:
            return False
        slot.subscription = replace(slot.subscription, disabled="")
        slot.streak = type(slot.streak)()
        slot.paused_until = None
        self._endpoints.version += 1
        return True

    async def tell(self, subscription: SubscriptionId, kind: EventType, *, detail: str = "") -> Event | None:
        """An event of which the endpoint is the subject."""
        slot = self._endpoints.slots.get(subscription)
        return self._add(slot, kind, detail) if slot else None

    async def events(self, subscription: SubscriptionId) -> tuple[Event, ...]:
        """The newest events of the endpoint, oldest first."""
        slot = self._endpoints.slots.get(subscription)
        return tuple(slot.events) if slot else ()

    async def untold(self) -> list[Event]:
        """Events of `disable` not passed on yet, oldest first."""
        return sorted(self._endpoints.untold.values(), key=lambda event: (event.at, event.id))

    async def told(self, event: Event) -> None:
        """It has been passed on."""
        self._endpoints.untold.pop(event.id, None)

    def _add(self, slot: Slot, kind: EventType, detail: str) -> Event:
        event = endpoint_event(
            slot.subscription.id, slot.events[-1] if slot.events else None, kind, detail, self._now()
        )
        slot.events = [*slot.events, event][-MAX_ENDPOINT_EVENTS:]
        return event

    def _live(self, slot: Slot) -> tuple[str, ...]:
        now = self._clock.now()
        return tuple(secret for secret, until in slot.secrets if until is None or until > now)

    def _now(self) -> datetime:
        return self._clock.now()
