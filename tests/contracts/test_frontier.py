"""What every Frontier and Wakeup does: the memory twin and Redis, time moved by hand."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from frontiers import BOTH, A, AnyFrontier, S, article, claim_one, source

from monitor.model import Item
from monitor.store.memory.clock import FrozenClock


# ------------------------------------------------ put
async def test_an_item_that_was_put_is_claimed_once(frontier: AnyFrontier) -> None:
    assert await frontier.put([article(1)]) == 1
    leases = await frontier.claim([A], 10, lease_s=60)
    assert [lease.item for lease in leases] == [article(1)]
    assert await frontier.claim([A], 10, lease_s=60) == []


async def test_a_known_item_is_left_alone_by_put(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)], after_s=100)
    assert await frontier.put([article(1), article(2)], after_s=5) == 1
    planned = await frontier.planned([article(1), article(2)])
    assert [entry.due for entry in planned] == [frozen_clock.now() + timedelta(seconds=s) for s in (100, 5)]


async def test_first_looks_are_spread(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(n) for n in range(4)], after_s=8, spread_s=32)
    planned = await frontier.planned([article(n) for n in range(4)])
    assert [entry.due for entry in planned] == [frozen_clock.now() + timedelta(seconds=8 + 8 * n) for n in range(4)]


async def test_an_item_is_not_claimed_before_it_is_due(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)], after_s=30)
    frozen_clock.advance(29)
    assert await frontier.claim(BOTH, 1, lease_s=60) == []
    frozen_clock.advance(1)
    assert (await claim_one(frontier)).due == frozen_clock.now()


async def test_items_of_other_kinds_are_not_claimed(frontier: AnyFrontier) -> None:
    await frontier.put([source(1), article(1, "b.example")])
    assert [lease.item for lease in await frontier.claim([S], 10, lease_s=60)] == [source(1)]
    assert [lease.item for lease in await frontier.claim([A], 10, lease_s=60)] == [article(1, "b.example")]


async def test_an_article_and_a_source_may_have_the_same_id(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    same = [Item(A, "1", "a.example"), Item(S, "1", "a.example")]
    assert await frontier.put(same) == 2
    first = await claim_one(frontier)
    frozen_clock.advance(1)
    second = await claim_one(frontier)
    assert {first.item, second.item} == set(same)


# ------------------------------------------------ planned
async def test_planned_answers_in_the_order_asked(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    items = [article(n, f"h{n}.example") for n in range(20)]
    await frontier.put(items[:10], after_s=64)
    planned = await frontier.planned(items[::-1])
    assert [entry.item for entry in planned] == items[::-1]
    assert [entry.due for entry in planned] == [None] * 10 + [frozen_clock.now() + timedelta(seconds=64)] * 10


async def test_a_leased_item_shows_as_leased(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await claim_one(frontier)
    (planned,) = await frontier.planned([article(1)])
    assert (planned.leased, planned.due) == (True, frozen_clock.now())


async def test_a_plan_says_when_the_host_may_be_asked_again(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    items = [article(1), article(2, "b.example"), article(3, "c.example")]
    await frontier.put(items)
    await frontier.block("a.example", for_s=3_600)
    await frontier.block("c.example", for_s=60)
    frozen_clock.advance(60)
    assert [one.host_free for one in await frontier.planned(items)] == [
        frozen_clock.now() + timedelta(seconds=3_540), None, None,
    ]  # fmt: skip


async def test_a_plan_says_that_an_update_was_announced(frontier: AnyFrontier) -> None:
    items = [article(n, f"h{n}.example") for n in range(3)]
    await frontier.put(items, after_s=64)
    await frontier.signal(items[:1])
    await frontier.signal(items[1:2], announced=False)
    assert [one.announced for one in await frontier.planned(items)] == [True, False, False]


# ------------------------------------------------ remove
async def test_a_removed_item_is_forgotten(frontier: AnyFrontier) -> None:
    await frontier.put([article(1), article(2)])
    assert await frontier.remove([article(1), article(3)]) == 1
    assert (await claim_one(frontier)).item == article(2)
    assert await frontier.put([article(1)]) == 1


async def test_the_lease_of_a_removed_item_acks_into_nothing(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    lease = await claim_one(frontier)
    await frontier.remove([article(1)])
    assert not await frontier.ack(lease, after_s=0)
    frozen_clock.advance(100)
    assert await frontier.claim([A], 1, lease_s=60) == []


async def test_the_lease_of_a_removed_item_runs_out_into_nothing(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await frontier.put([article(1)])
    await claim_one(frontier, lease_s=10)
    await frontier.remove([article(1)])
    frozen_clock.advance(10)
    assert await frontier.claim([A], 1, lease_s=60) == []
    assert await frontier.put([article(1)]) == 1
    assert (await claim_one(frontier)).expiries == 0


async def test_an_item_removed_and_put_again_during_a_lease_is_due_after_it(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await frontier.put([article(1)])
    lease = await claim_one(frontier)
    await frontier.remove([article(1)])
    assert await frontier.put([article(1)]) == 1
    frozen_clock.advance(1)
    assert await frontier.claim([A], 1, lease_s=60) == []
    assert not await frontier.ack(lease, after_s=600, pace_s=1)
    frozen_clock.advance(1)
    assert (await claim_one(frontier)).item == article(1)


async def test_a_host_that_lost_all_items_can_come_back(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    for _ in range(3):
        await frontier.put([article(1, "x.example"), article(2, "y.example")])
        assert len(await frontier.claim([A], 5, lease_s=60)) == 2
        assert await frontier.remove([article(1, "x.example"), article(2, "y.example")]) == 2
        frozen_clock.advance(60)
        assert await frontier.claim([A], 5, lease_s=60) == []


# ------------------------------------------------ wake-up
async def test_waiting_ends_at_once_when_something_is_due(frontier: AnyFrontier) -> None:
    await frontier.put([article(1)])
    async with asyncio.timeout(2):
        await frontier.wait(timeout_s=30)


async def test_waiting_for_other_kinds_goes_on(frontier: AnyFrontier) -> None:
    await frontier.put([article(1)])
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await frontier.wait(timeout_s=30, kinds=[S])


async def test_waiting_ends_at_the_time_out(frontier: AnyFrontier) -> None:
    async with asyncio.timeout(2):
        await frontier.wait(timeout_s=0.1)


@pytest.mark.parametrize("how", ["put", "signal", "ack"])
async def test_a_sleeper_wakes_when_something_becomes_due(
    frontier: AnyFrontier, frozen_clock: FrozenClock, how: str
) -> None:
    await frontier.put([article(1)], after_s=0 if how == "ack" else 600)
    lease = await claim_one(frontier) if how == "ack" else None
    frozen_clock.advance(2)
    waiting = asyncio.create_task(frontier.wait(timeout_s=4))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    if lease:
        await frontier.ack(lease, after_s=0, pace_s=0)
    else:
        await (frontier.put([article(2)]) if how == "put" else frontier.signal([article(1)]))
    async with asyncio.timeout(1):
        await waiting
