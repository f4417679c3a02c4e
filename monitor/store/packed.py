"""A delivery as the outbox keeps it: one short line. The scripts read its first three fields and the last.

ENDPOINT_SEQUENCE|TRIES|QUEUED_MS|EVENT|SUBJECT|SEQUENCE|TYPE|EVENT_MS

Once it was put into a message, the message's id stands before the last field (outbox_bind.lua).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Final

from monitor.event.positions import place as stream_id
from monitor.model import Attempt, Delivery, Event, EventId, EventType, SubscriptionId

MAX_FRESH_PER_CLAIM: Final = 8  # first tries of one endpoint that one deliverer holds
MAX_RETRIES_PER_CLAIM: Final = 2  # retries of one endpoint under way at a time
MOST_PACED: Final = 1_000  # deliveries of a paced endpoint that one claim takes (outbox_claim.lua)
MAX_LOGGED_BODY: Final = 4_096  # characters of an answer
LOG_SCHEMA: Final = 1
_LATE: Final = "+late"
_BODIES: Final = "\x1f"  # what comes behind it is dropped once a hundred newer lines have come

__all__ = [
    "MAX_FRESH_PER_CLAIM",
    "MAX_LOGGED_BODY",
    "MAX_RETRIES_PER_CLAIM",
    "MOST_PACED",
    "pack_again",
    "pack_attempt",
    "pack_tail",
    "stream_id",
    "unpack",
    "unpack_attempt",
]


def pack_tail(event: Event) -> str:
    """What the script puts behind the numbers it gives."""
    at = round(event.at.timestamp() * 1000)
    late = _LATE if event.late else ""
    return f"{event.id}|{event.subject}|{event.sequence}|{event.type.value}{late}|{at}"


def pack_again(delivery: Delivery) -> str:
    """The same for a delivery that is sent once more; it counts from when it was queued first."""
    kind = (delivery.type.value if delivery.type else "") + (_LATE if delivery.late else "")
    return f"{delivery.event}|{delivery.subject}|{delivery.sequence}|{kind}|{_ms(delivery.queued)}"


def unpack(subscription: SubscriptionId, line: bytes, *, retry: bool = False) -> Delivery:
    """The delivery that a line says."""
    number, tries, queued, event, subject, sequence, kind, *message, _ = line.decode().split("|")
    return Delivery(
        subscription,
        EventId(event),
        subject,
        int(sequence),
        int(number),
        _moment(int(queued)),
        tries=int(tries),
        type=EventType(kind.removesuffix(_LATE)),
        retry=retry,
        late=kind.endswith(_LATE),
        message=message[0] if message else "",
    )


def pack_attempt(attempt: Attempt, retry_after_s: float | None) -> str:
    """One line of the delivery log."""
    of = attempt.delivery
    kind = of.type.value if of.type else ""
    line: list[Any] = [
        LOG_SCHEMA,
        _ms(attempt.at),
        int(attempt.ok),
        attempt.status,
        attempt.detail,
        round(attempt.elapsed_s, 4),
        retry_after_s,
        [of.event, of.subject, of.sequence, of.endpoint_sequence, _ms(of.queued), of.tries, kind, int(of.retry)],
        list(attempt.joined),
    ]
    text = json.dumps(line, separators=(",", ":"))
    if attempt.ok or not (attempt.body or attempt.sent):
        return text
    bodies = [attempt.body[:MAX_LOGGED_BODY], attempt.sent[:MAX_LOGGED_BODY]]
    return f"{text}{_BODIES}{json.dumps(bodies, separators=(',', ':'))}"


def unpack_attempt(subscription: SubscriptionId, line: bytes) -> Attempt:
    """The attempt that a line of the log says."""
    told, _, bodies = line.partition(_BODIES.encode())
    _, at, ok, status, detail, elapsed_s, retry_after_s, of, joined = json.loads(told)
    body, sent = json.loads(bodies) if bodies else ("", "")
    event, subject, sequence, number, queued, tries, kind, retry = of
    delivery = Delivery(
        subscription,
        EventId(event),
        subject,
        sequence,
        number,
        _moment(queued),
        tries=tries,
        type=EventType(kind) if kind else None,
        retry=bool(retry),
    )
    subjects = tuple(joined) if isinstance(joined, list) else ()  # the release before kept a body in this place
    return Attempt(delivery, _moment(at), bool(ok), status, detail, elapsed_s, retry_after_s, body, sent, subjects)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
