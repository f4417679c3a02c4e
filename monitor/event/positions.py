"""The order of positions in a shard's stream."""

from __future__ import annotations


def place(stream_id: str) -> tuple[int, int]:
    """A stream id as two numbers that can be compared: ms and count.

    >>> place("1764000000000-2") > place("999-10")
    True
    """
    ms, _, number = stream_id.partition("-")
    return int(ms), int(number or 0)
