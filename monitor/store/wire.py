"""The smallest parts of binary records: numbers, texts and times, written to a bytearray and read back in order."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

_HEX: Final = re.compile(r"(?:[0-9a-f]{2})+\Z")
_SHIFTS: Final = range(0, 70, 7)  # of the bytes of a number
_LOW: Final = 0x7F


def to_ms(at: datetime) -> int:
    """A moment as milliseconds since 1970."""
    return round(at.timestamp() * 1000)


def to_moment(ms: int) -> datetime:
    """Milliseconds since 1970 as a moment in UTC."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def put_number(out: bytearray, number: int) -> None:
    """Seven bits a byte, lowest first; numbers are never negative."""
    while number > _LOW:
        out.append(number & _LOW | 0x80)
        number >>= 7
    out.append(number)


def put_text(out: bytearray, text: str) -> None:
    """A text; lower-case hex (hashes, ids) takes half its length. The lowest bit of the length says which."""
    if _HEX.match(text):
        data = bytes.fromhex(text)
        put_number(out, len(data) << 1 | 1)
    else:
        data = text.encode("utf-8", "surrogatepass")
        put_number(out, len(data) << 1)
    out += data


def put_texts(out: bytearray, texts: tuple[str, ...]) -> None:
    """How many, then each."""
    put_number(out, len(texts))
    for text in texts:
        put_text(out, text)


def number_at(data: bytes, at: int) -> tuple[int, int]:
    """The number that begins at this place, and the place behind it; raises ValueError."""
    found = 0
    for place, shift in zip(range(at, len(data)), _SHIFTS, strict=False):
        byte = data[place]
        found |= (byte & _LOW) << shift
        if byte <= _LOW:
            return found, place + 1
    raise ValueError("a number is cut off")


class Reader:
    """Reads what the functions above wrote; raises ValueError where the bytes end too soon or make no sense."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def number(self) -> int:
        """The next number."""
        at = self._at
        if at < len(self._data) and (byte := self._data[at]) <= _LOW:  # as most are
            self._at = at + 1
            return byte
        found, self._at = number_at(self._data, at)
        return found

    def take(self, count: int) -> bytes:
        """The next bytes."""
        end = self._at + count
        if end > len(self._data):
            raise ValueError("the record is cut off")
        found = self._data[self._at : end]
        self._at = end
        return found

    def text(self) -> str:
        """The next text."""
        length = self.number()
        data = self.take(length >> 1)
        return data.hex() if length & 1 else data.decode("utf-8", "surrogatepass")

    def texts(self) -> tuple[str, ...]:
        """The next counted texts."""
        return tuple(self.text() for _ in range(self.number()))

    def moment(self) -> datetime:
        """The next number as a moment."""
        return to_moment(self.number())

    def schema(self, known: int) -> None:
        """Raise ValueError unless the next byte is the one schema that is known."""
        found = self.take(1)[0]
        if found != known:
            raise ValueError(f"schema {found}, this Redline reads {known}")

    def rest(self) -> bytes:
        """Everything that has not been read."""
        return self.take(len(self._data) - self._at)

    def end(self) -> None:
        """Raise ValueError if anything has not been read."""
        if self._at != len(self._data):
            raise ValueError("there is more than a record")
