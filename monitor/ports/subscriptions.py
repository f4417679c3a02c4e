"""Who wants what: subscriptions, their secrets, filters with names, and the life of endpoints."""

from __future__ import annotations

from typing import Protocol

from monitor.model import Event, EventType, Filter, SavedFilter, Subscription, SubscriptionId


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
