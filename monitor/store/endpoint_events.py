"""Events of which an endpoint is the subject: their numbers and ids."""

from __future__ import annotations

from base64 import b32encode
from datetime import datetime
from hashlib import sha256

from monitor.model import Event, EventId, EventType, SubscriptionId


def endpoint_event(
    subscription: SubscriptionId, before: Event | None, kind: EventType, detail: str, at: datetime
) -> Event:
    """The event that follows `before`; the same arguments give the same id."""
    sequence = before.sequence + 1 if before else 1
    return Event(
        id=event_id(subscription, sequence, kind),
        type=kind,
        subject=subscription,
        sequence=sequence,
        prev=before.id if before else None,
        at=at,
        detail=detail,
    )


def event_id(subject: str, sequence: int, kind: EventType, content_hash: str = "") -> EventId:
    """`evt_` and 26 characters of the hash of what the event is."""
    digest = sha256(f"{subject}\n{sequence}\n{kind.value}\n{content_hash}".encode()).digest()
    return EventId("evt_" + b32encode(digest)[:26].decode().lower())
