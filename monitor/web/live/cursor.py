"""How far a listener has read: a place in each shard of the event log, as one opaque word."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

BACK_OFF: Final = timedelta(seconds=60)  # shards tell the time a little apart, so a time reaches back further
MAX_CHARS: Final = 4_000
_VERSION: Final = 1
_BITS: Final = 12  # of the count within one millisecond

Vector = Mapping[str, str]  # shard -> stream id


def text_of(vector: Vector, shards: Sequence[str]) -> str:
    """The vector in few characters: differences to the newest place, in the order of the shards."""
    places = [_number(vector.get(shard, "0-0")) for shard in shards]
    newest = max(places, default=0)
    packed = bytes([_VERSION]) + _varint(newest) + b"".join(_varint(newest - place) for place in places)
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def cursor_of(text: str, shards: Sequence[str]) -> dict[str, str] | None:
    """The vector again; None if it is none of ours."""
    if not text or len(text) > MAX_CHARS or not text.isascii():
        return None
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    numbers = _numbers(packed[1:])
    if packed[:1] != bytes([_VERSION]) or numbers is None or len(numbers) != len(shards) + 1:
        return None
    newest, *behind = numbers
    if any(one > newest for one in behind):
        return None
    return {shard: _place(newest - one) for shard, one in zip(shards, behind, strict=True)}


def moment_of(since: datetime, shards: Sequence[str]) -> dict[str, str]:
    """The vector from which on everything after a time is read; some of what is read may be older."""
    ms = max(int((since - BACK_OFF).timestamp() * 1000), 0)
    return dict.fromkeys(shards, f"{ms}-0")


def _number(stream_id: str) -> int:
    ms, _, count = stream_id.partition("-")
    return (int(ms or 0) << _BITS) + int(count or 0)


def _place(number: int) -> str:
    return f"{number >> _BITS}-{number & (1 << _BITS) - 1}"


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:  # noqa: PLR2004 - seven bits a byte
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def _numbers(packed: bytes) -> list[int] | None:
    found, number, shift = [], 0, 0
    for byte in packed:
        number |= (byte & 127) << shift
        shift += 7
        if not byte & 128:
            found.append(number)
            number, shift = 0, 0
        elif shift > 70:  # noqa: PLR2004 - no place has so many bits
            return None
    return found if shift == 0 else None
