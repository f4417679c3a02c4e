"""Records of the archive and the book as the store keeps them, and the ids of events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from pydantic import TypeAdapter

from monitor.model import (
    Article,
    ArticleState,
    Candidate,
    Event,
    Health,
    Sighting,
    Source,
    SourceState,
    Validators,
)

ARTICLE: Final = TypeAdapter(Article)
CANDIDATE: Final = TypeAdapter(Candidate)
EVENT: Final = TypeAdapter(Event)
SIGHTING: Final = TypeAdapter(Sighting)
SOURCE: Final = TypeAdapter(Source)
SOURCE_STATE: Final = TypeAdapter(SourceState)
SHORT_FINGERPRINT: Final = 16  # hex digits


def moment(ms: bytes | int | None) -> datetime | None:
    """Milliseconds as a moment; None and 0 are none."""
    number = int(ms or 0)
    return datetime.fromtimestamp(number / 1000, UTC) if number else None


def pairs(flat: list[bytes]) -> dict[str, bytes]:
    """A flat reply of HGETALL as a dictionary."""
    return {flat[at].decode(): flat[at + 1] for at in range(0, len(flat), 2)}


def state_of(fields: dict[str, bytes]) -> ArticleState:
    """The state that the fields of an article's hash say."""

    def text(name: str) -> str:
        return fields.get(name, b"").decode()

    def number(name: str) -> int:
        return int(fields.get(name, b"0"))

    earlier = fields.get("ea", b"")
    width = SHORT_FINGERPRINT // 2
    return ArticleState(
        health=Health(text("h") or Health.NEW.value),
        versions=number("v"),
        changes=number("ch"),
        fingerprint=fields.get("fp", b"").hex(),
        last_confirmed=moment(fields.get("lc")),
        last_change=moment(fields.get("lch")),
        looked=moment(fields.get("lk")),
        looks=number("lo"),
        failures=number("f"),
        crashes=number("cr"),
        reason=text("r"),
        validators=Validators(text("e"), text("lm"), fields.get("bs", b"").hex()),
        sequence=number("sq"),
        title=text("t"),
        earlier=tuple(earlier[at : at + width].hex() for at in range(0, len(earlier), width)),
    )


def event_line(line: bytes) -> tuple[str, Event]:
    """(stream id, event) of a kept event."""
    stream_id, _, payload = line.partition(b"\n")
    return stream_id.decode(), EVENT.validate_json(payload)


def stream_id(text: str) -> tuple[int, int]:
    """A stream id as numbers that can be compared."""
    milliseconds, _, number = text.partition("-")
    return int(milliseconds), int(number or 0)
