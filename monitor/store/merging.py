"""Lists over shards: k-way merges of sorted sets, newest first, with opaque cursors."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from heapq import merge
from itertools import groupby, islice
from typing import Final

from monitor.errors import NotFound
from monitor.store.client import StoreClient

Place = tuple[int, bytes]  # score, member
_AT_LEAST: Final = 16


async def newest_first(client: StoreClient, keys: Sequence[str], *, cursor: str, limit: int) -> tuple[list[Place], str]:
    """Up to `limit` members of all these sets, highest score first, and the cursor of what follows ("" = the end)."""
    before = _read(cursor) if cursor else None
    top = str(before[0]) if before else "+inf"
    asked = 2 * limit // max(1, len(keys)) + _AT_LEAST  # of each: mostly enough, since ids are spread evenly
    while True:
        replies = await client.all(
            [("ZRANGE", key, top, "-inf", "BYSCORE", "REV", "LIMIT", 0, asked, "WITHSCORES") for key in keys]
        )
        lists = [_places(reply, before) for reply in replies]
        merged = [place for place, _ in islice(groupby(merge(*lists, reverse=True)), limit + 1)]
        cut_off = (places for reply, places in zip(replies, lists, strict=True) if len(reply) == 2 * asked)
        if not any(_ends_within(places, merged, limit) for places in cut_off):
            break
        asked *= 4
    page = merged[:limit]
    return page, _write(page[-1]) if len(merged) > limit else ""


def _ends_within(places: Sequence[Place], merged: Sequence[Place], limit: int) -> bool:
    """True if what a set has behind these places may belong to the merged ones: there are too few, or lower ones."""
    return len(merged) <= limit or not places or places[-1] > merged[limit]


def _places(reply: Sequence[bytes], before: Place | None) -> list[Place]:
    found = [(int(float(reply[at + 1])), reply[at]) for at in range(0, len(reply), 2)]
    return [place for place in found if before is None or place < before]


def _write(place: Place) -> str:
    return urlsafe_b64encode(b"%d %b" % place).decode().rstrip("=")


def _read(cursor: str) -> Place:
    try:
        score, _, member = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).partition(b" ")
        return int(score), member
    except ValueError as error:
        raise NotFound("this cursor is none of ours", hint="begin again without one") from error
