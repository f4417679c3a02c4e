"""Lists over shards: page by page they give every member once, in order, however unevenly the shards are filled."""

from __future__ import annotations

from random import Random

import pytest

from monitor.store.client import StoreClient
from monitor.store.merging import newest_first

KEYS = [f"{{s{number}}}:list" for number in range(8)]


async def fill(client: StoreClient, places: list[tuple[int, bytes]], *, spread: int) -> None:
    dice = Random(7)  # noqa: S311 - seeded
    for score, member in places:
        await client.do("ZADD", KEYS[dice.randrange(spread)], score, member)


@pytest.mark.parametrize("spread", [1, 3, 8])
@pytest.mark.parametrize("scores", [1, 7, 100_000])
@pytest.mark.parametrize("limit", [1, 10, 150])
async def test_pages_give_every_member_once_and_in_order(
    frozen_client: StoreClient, spread: int, scores: int, limit: int
) -> None:
    dice = Random(scores)  # noqa: S311 - seeded
    places = [(dice.randrange(scores), b"%04d" % number) for number in range(200)]
    await fill(frozen_client, places, spread=spread)
    found, cursor, pages = [], "", 0
    while pages == 0 or cursor:
        page, cursor = await newest_first(frozen_client, KEYS, cursor=cursor, limit=limit)
        found += page
        pages += 1
    assert found == sorted(places, reverse=True)
    assert pages == -(-200 // limit)


async def test_a_member_of_several_sets_is_told_once(frozen_client: StoreClient) -> None:
    for key in KEYS:
        await frozen_client.do("ZADD", key, 5, "one", 4, "two")
    page, cursor = await newest_first(frozen_client, KEYS, cursor="", limit=1)
    assert page == [(5, b"one")]
    page, cursor = await newest_first(frozen_client, KEYS, cursor=cursor, limit=1)
    assert (page, cursor) == ([(4, b"two")], "")


async def test_empty_sets_give_an_empty_page(frozen_client: StoreClient) -> None:
    assert await newest_first(frozen_client, KEYS, cursor="", limit=10) == ([], "")
