"""What goes to one endpoint only: the test message, and an event that somebody wants once more."""

from __future__ import annotations

from monitor.model import Event, EventId, EventType, Position, SubscriptionId
from monitor.ports import Endpoints, Outbox, OutboxDesk


async def ping(subscription: SubscriptionId, endpoints: Endpoints, outbox: Outbox) -> Event | None:
    """Queue a ping; None if there is no such subscription or it is disabled."""
    event = await endpoints.tell(subscription, EventType.PING, detail="a test message; nothing happened")
    if event is None or await outbox.enqueue(subscription, [endpoint_position(event)]) <= 0:
        return None
    return event


def endpoint_position(event: Event) -> tuple[Position, Event]:
    """An endpoint's event with its place: each endpoint counts as a shard of its own."""
    return Position(f"e/{event.subject}", f"{event.sequence}-0"), event


async def resend_one(outbox: Outbox, desk: OutboxDesk, subscription: SubscriptionId, event: EventId) -> bool:
    """Queue an event that the endpoint has had, or a dead letter, once more; False if its log knows no such event."""
    had = [one.delivery for one in await outbox.log(subscription, limit=1_000)]
    had += await outbox.dead(subscription)
    found = next((one for one in had if one.event == event), None)
    return found is not None and await desk.again(found)
