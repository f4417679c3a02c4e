"""Names of events and their places: ids that a retry gives again, positions that stream ids and indexes share."""

from __future__ import annotations

from base64 import b32encode
from hashlib import sha256
from typing import Final

from monitor.model import EventId, EventType

EPOCH_MS: Final = 1_577_836_800_000  # 2020-01-01; positions stay exact in a double until 2089
PER_MS: Final = 4096
_ID_CHARS: Final = 26  # 130 bits


def event_id(subject: str, sequence: int, kind: EventType, content_hash: str = "") -> EventId:
    """`evt_` and 26 characters of the hash of what the event is."""
    digest = sha256(f"{subject}\n{sequence}\n{kind.value}\n{content_hash}".encode()).digest()
    return EventId("evt_" + b32encode(digest)[:_ID_CHARS].decode().lower())


def position_of(stream_id: str) -> int:
    """A stream id as one number that grows with it."""
    ms, number = stream_order(stream_id)
    return max(0, ms - EPOCH_MS) * PER_MS + min(number, PER_MS - 1)


def stream_order(stream_id: str) -> tuple[int, int]:
    """A stream id as numbers that can be compared."""
    ms, _, number = stream_id.partition("-")
    return int(ms or 0), int(number or 0)


def stream_id_of(position: int) -> str:
    """The stream id of a position."""
    return f"{position // PER_MS + EPOCH_MS}-{position % PER_MS}"


def next_position(last: int, now_ms: int) -> int:
    """The place of something that happens now, after everything before it."""
    return max(last + 1, (now_ms - EPOCH_MS) * PER_MS)
