"""The test message: the same way as every event, for one endpoint only."""

from __future__ import annotations

from monitor.model import Event, EventType, Position, SubscriptionId
from monitor.ports import Endpoints, Outbox


async def ping(subscription: SubscriptionId, endpoints: Endpoints, outbox: Outbox) -> Event | None:
    """Queue a ping; None if there is no such subscription or it is disabled."""
    event = await endpoints.tell(subscription, EventType.PING, detail="a test message; nothing happened")
    if event is None or await outbox.enqueue(subscription, [endpoint_position(event)]) <= 0:
        return None
    return event


def endpoint_position(event: Event) -> tuple[Position, Event]:
    """An endpoint's event with its place: each endpoint counts as a shard of its own."""
    return Position(f"e/{event.subject}", f"{event.sequence}-0"), event
