"""What every keeper of boxes that turn does: the suite runs over the twin and over a real server."""

from __future__ import annotations

import pytest
from archive_stores import OTHER_SOURCE, SOURCE, article

from monitor.model.turning import FORGOTTEN_AFTER, MIN_TIMES
from monitor.ports import TurningBoxes
from monitor.store.client import StoreClient
from monitor.store.keys import MAX_TURNING, MAX_TURNING_ARTICLES, MAX_TURNING_PATH, Keys
from monitor.store.memory.clock import FrozenClock
from monitor.store.memory.turning import MemoryTurningBoxes
from monitor.store.turning import RedisTurningBoxes

FERRY, BARGE = article().id, article("barge").id
PATH = "article>div.box.css-9>p"


@pytest.fixture(params=["memory", "redis"])
def boxes(request: pytest.FixtureRequest, frozen_clock: FrozenClock) -> TurningBoxes:
    if request.param == "memory":
        return MemoryTurningBoxes(frozen_clock)
    client: StoreClient = request.getfixturevalue("frozen_client")
    keys: Keys = request.getfixturevalue("frozen_keys")
    return RedisTurningBoxes(client, keys)


async def test_a_box_counts_how_often_it_turned_and_on_how_many_articles(
    boxes: TurningBoxes, frozen_clock: FrozenClock
) -> None:
    assert await boxes.of(SOURCE) == ()
    await boxes.learn(SOURCE, FERRY, [PATH, "b.x", PATH])
    frozen_clock.advance(60)
    await boxes.learn(SOURCE, FERRY, [PATH])
    await boxes.learn(SOURCE, BARGE, [PATH])
    one, two = await boxes.of(SOURCE)
    assert (one.path, one.times, one.articles, one.last) == (PATH, 3, 2, frozen_clock.now())
    assert (two.path, two.times, two.articles) == ("b.x", 1, 1)
    assert await boxes.of(OTHER_SOURCE) == ()


async def test_once_is_not_enough_to_be_left_out(boxes: TurningBoxes, frozen_clock: FrozenClock) -> None:
    left_out = []
    for _ in range(MIN_TIMES):
        await boxes.learn(SOURCE, FERRY, [PATH])
        (one,) = await boxes.of(SOURCE)
        left_out.append(one.is_left_out(frozen_clock.now()))
    assert left_out == [False] * (MIN_TIMES - 1) + [True]
    assert not one.is_left_out(frozen_clock.now() + FORGOTTEN_AFTER)


async def test_what_has_not_turned_for_a_month_begins_anew(boxes: TurningBoxes, frozen_clock: FrozenClock) -> None:
    for _ in range(4):
        await boxes.learn(SOURCE, FERRY, [PATH])
    frozen_clock.advance(FORGOTTEN_AFTER.total_seconds())
    await boxes.learn(SOURCE, BARGE, [PATH])
    (one,) = await boxes.of(SOURCE)
    assert (one.times, one.articles) == (1, 1)


async def test_there_are_only_so_many_and_the_ones_that_turned_longest_ago_go(
    boxes: TurningBoxes, frozen_clock: FrozenClock
) -> None:
    for number in range(MAX_TURNING + 5):
        await boxes.learn(SOURCE, FERRY, [f"div.box-{number:03}"])
        frozen_clock.advance(1)
    kept = [one.path for one in await boxes.of(SOURCE)]
    assert kept == [f"div.box-{number:03}" for number in range(5, MAX_TURNING + 5)]
    await boxes.learn(SOURCE, FERRY, ["x" * (MAX_TURNING_PATH + 1), ""])
    assert [one.path for one in await boxes.of(SOURCE)] == kept


async def test_articles_are_counted_up_to_a_cap(boxes: TurningBoxes) -> None:
    for number in range(MAX_TURNING_ARTICLES + 3):
        await boxes.learn(SOURCE, article(f"story {number}").id, [PATH])
    (one,) = await boxes.of(SOURCE)
    assert (one.times, one.articles) == (MAX_TURNING_ARTICLES + 3, MAX_TURNING_ARTICLES)
