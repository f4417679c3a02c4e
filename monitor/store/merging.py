"""Lists over shards: k-way merges of sorted sets, newest first, with opaque cursors."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from heapq import merge
from itertools import islice

from monitor.errors import NotFound
from monitor.store.client import StoreClient

Place = tuple[int, bytes]  # score, member


async def newest_first(client: StoreClient, keys: Sequence[str], *, cursor: str, limit: int) -> tuple[list[Place], str]:
    """Up to `limit` members of all these sets, highest score first, and the cursor of what follows ("" = the end)."""
    before = _read(cursor) if cursor else None
    top = str(before[0]) if before else "+inf"
    asked = limit + 1
    while True:
        replies = await client.all(
            [("ZRANGE", key, top, "-inf", "BYSCORE", "REV", "LIMIT", 0, asked, "WITHSCORES") for key in keys]
        )
        lists = [_places(reply, before) for reply in replies]
        short = any(
            len(reply) // 2 == asked and len(places) <= limit for reply, places in zip(replies, lists, strict=True)
        )
        if not short:
            break
        asked *= 4  # many members share the cursor's score
    merged: list[Place] = []
    for place in merge(*lists, reverse=True):
        if not merged or merged[-1] != place:
            merged.append(place)
        if len(merged) > limit:
            break
    page = list(islice(merged, limit))
    return page, _write(page[-1]) if len(merged) > limit else ""


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
