"""What comes first: what somebody waits for, then the backlog by its rank."""

from __future__ import annotations

import pytest
from frontiers import BOTH, A, AnyFrontier, article, claim_one, overdue

from monitor.store.keys import shard_of
from monitor.store.memory.clock import FrozenClock


# ------------------------------------------------ what somebody waits for
@pytest.mark.parametrize("announced", [True, False])
async def test_what_somebody_asks_for_comes_before_the_backlog_of_its_host(
    frontier: AnyFrontier, frozen_clock: FrozenClock, *, announced: bool
) -> None:
    await frontier.put([article(1)], after_s=86_400)
    await overdue(frontier, frozen_clock, "a.example")
    await frontier.signal([article(1)], announced=announced)
    (planned,) = await frontier.planned([article(1)])
    assert planned.due == frozen_clock.now()
    assert (await claim_one(frontier)).item == article(1)


async def test_what_is_overdue_itself_comes_to_the_front_when_somebody_asks(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await frontier.put([article(n) for n in range(5)])
    frozen_clock.advance(600)
    assert await frontier.signal([article(3)], announced=False) == 1
    assert (await claim_one(frontier)).item == article(3)


async def test_of_several_that_are_waited_for_the_first_asked_comes_first(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await overdue(frontier, frozen_clock, "a.example")
    for number in (3, 1, 2):
        await frontier.signal([article(number)])
        frozen_clock.advance(1)
    await frontier.signal([article(3)], announced=False)  # once more changes nothing
    claimed = []
    for _ in range(3):
        lease = await claim_one(frontier)
        claimed.append(lease.item)
        await frontier.ack(lease, after_s=900)
        frozen_clock.advance(1)
    assert claimed == [article(3), article(1), article(2)]


async def test_a_look_that_is_waited_for_comes_before_the_backlog_when_it_is_due_and_not_before(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await overdue(frontier, frozen_clock, "a.example")
    await frontier.signal([article(1)])
    await frontier.ack(await claim_one(frontier), after_s=2, waited_for=True)
    frozen_clock.advance(1)
    other = await claim_one(frontier)
    assert other.item != article(1)
    await frontier.ack(other, after_s=900)
    frozen_clock.advance(1)
    lease = await claim_one(frontier)
    assert lease.item == article(1)
    await frontier.ack(lease, after_s=2)  # in its turn again
    frozen_clock.advance(2)
    assert (await claim_one(frontier)).item != article(1)


async def test_a_look_that_is_waited_for_is_still_so_when_its_worker_is_lost(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await overdue(frontier, frozen_clock, "a.example")
    await frontier.signal([article(1)], announced=False)
    await claim_one(frontier, lease_s=5)
    frozen_clock.advance(6)
    assert (await claim_one(frontier)).item == article(1)


async def test_a_host_with_something_waited_for_is_asked_before_hosts_with_a_backlog(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    names = [name for n in range(99) if shard_of(name := f"h{n}.example", 16) == 0][:4]  # claims are fair over shards
    await overdue(frontier, frozen_clock, *names)
    await frontier.signal([article(1, names[3])], announced=False)
    assert (await claim_one(frontier)).item == article(1, names[3])


async def test_neither_pace_nor_block_yields_to_who_waits(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await overdue(frontier, frozen_clock, "a.example", "b.example")
    first = [lease.item.host for lease in await frontier.claim([A], 2, lease_s=60)]
    assert sorted(first) == ["a.example", "b.example"]
    await frontier.block("b.example", for_s=60)
    await frontier.signal([article(1), article(2, "b.example")])
    assert await frontier.claim([A], 9, lease_s=60) == []
    frozen_clock.advance(1)
    assert [lease.item for lease in await frontier.claim([A], 9, lease_s=60)] == [article(1)]


async def test_what_goes_on_is_due_in_its_turn(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await frontier.ack(await claim_one(frontier), after_s=None)
    await overdue(frontier, frozen_clock, "a.example")
    assert await frontier.resume([article(1), article(2)]) == 2
    assert [one.due for one in await frontier.planned([article(1), article(2)])] == [frozen_clock.now()] * 2
    lease = await claim_one(frontier)
    assert lease.item not in {article(1), article(2)}
    assert await frontier.resume([lease.item]) == 1
    await frontier.ack(lease, after_s=900)
    assert (await frontier.planned([lease.item]))[0].due == frozen_clock.now()


# ------------------------------------------------ rank
async def test_a_backlog_is_claimed_in_the_order_it_was_given(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    items = [article(number) for number in range(3)]
    await frontier.put(items)
    frozen_clock.advance(600)
    assert await frontier.rank({items[0]: 10.0, items[1]: 300.0, items[2]: 200.0}) == 3
    claimed = []
    for _ in range(3):
        lease = await claim_one(frontier)
        claimed.append(lease.item)
        assert await frontier.claim(BOTH, 9, lease_s=60) == []  # the pace of the host holds
        await frontier.ack(lease, after_s=900)
        frozen_clock.advance(1)
    assert claimed == [items[1], items[2], items[0]]


async def test_what_falls_due_later_comes_after_the_backlog(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await frontier.put([article(2)], after_s=601)
    frozen_clock.advance(600)
    await frontier.rank({article(1): 0.0})
    frozen_clock.advance(10)
    assert (await claim_one(frontier)).item == article(1)


async def test_only_what_waits_for_its_turn_is_ranked(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    leased, asked, later = article(1, "b.example"), article(2, "c.example"), article(3, "d.example")
    await frontier.put([leased])
    await claim_one(frontier)
    await frontier.signal([asked])
    await frontier.put([later], after_s=3_600)
    before = await frontier.planned([leased, asked, later])
    assert await frontier.rank(dict.fromkeys([leased, asked, later, article(9)], 50.0)) == 0
    assert await frontier.planned([leased, asked, later]) == before


async def test_an_item_in_quarantine_is_not_ranked(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    for _ in range(3):
        await claim_one(frontier, lease_s=5)
        frozen_clock.advance(10)
    await frontier.claim(BOTH, 1, lease_s=5)
    frozen_clock.advance(86_500)
    assert await frontier.rank({article(1): 50.0}) == 0


async def test_a_host_with_the_best_of_the_backlog_is_asked_first(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    names = [name for n in range(99) if shard_of(name := f"h{n}.example", 16) == 0]  # claims are fair over the shards
    one, other = article(1, names[0]), article(2, names[1])
    await frontier.put([one, other])
    frozen_clock.advance(600)
    await frontier.rank({one: 1.0, other: 500.0})
    assert (await claim_one(frontier)).item == other
