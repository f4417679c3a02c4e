"""What every Frontier, HostGate and Wakeup does: the memory twin and Redis, time moved by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from monitor.model import Item, ItemKind, Lease
from monitor.store.connecting import connect
from monitor.store.frontier import RedisFrontier
from monitor.store.keys import shard_of
from monitor.store.layout import open_layout
from monitor.store.memory.clock import FrozenClock
from monitor.store.memory.frontier import MemoryFrontier

A, S = ItemKind.ARTICLE, ItemKind.SOURCE
BOTH = (A, S)
AnyFrontier = MemoryFrontier | RedisFrontier


@pytest.fixture
def clock(frozen_clock: FrozenClock) -> FrozenClock:
    return frozen_clock


@pytest.fixture(params=["memory", "redis", "redis, a slot per script"])
async def frontier(
    request: pytest.FixtureRequest, clock: FrozenClock, redis_url: str
) -> AsyncIterator[MemoryFrontier | RedisFrontier]:
    if request.param == "memory":
        yield MemoryFrontier(clock)
        return
    async with connect(redis_url, clock=clock) as client:
        await client.do("FLUSHALL")
        if request.param != "redis":
            client.engine = replace(client.engine, cluster=True)
        _, keys = await open_layout(client, prefix="test", test=True)
        yield RedisFrontier(client, keys)


def article(number: int, host: str = "a.example") -> Item:
    return Item(A, f"{number:016d}", host)


def source(number: int, host: str = "a.example") -> Item:
    return Item(S, f"{number:012d}", host)


async def claim_one(frontier: AnyFrontier, *, lease_s: float = 60) -> Lease:
    (lease,) = await frontier.claim(BOTH, 1, lease_s=lease_s)
    return lease


# ------------------------------------------------ put
async def test_an_item_that_was_put_is_claimed_once(frontier: AnyFrontier) -> None:
    assert await frontier.put([article(1)]) == 1
    leases = await frontier.claim([A], 10, lease_s=60)
    assert [lease.item for lease in leases] == [article(1)]
    assert await frontier.claim([A], 10, lease_s=60) == []


async def test_a_known_item_is_left_alone_by_put(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)], after_s=100)
    assert await frontier.put([article(1), article(2)], after_s=5) == 1
    planned = await frontier.planned([article(1), article(2)])
    assert [entry.due for entry in planned] == [clock.now() + timedelta(seconds=s) for s in (100, 5)]


async def test_first_looks_are_spread(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(n) for n in range(4)], after_s=8, spread_s=32)
    planned = await frontier.planned([article(n) for n in range(4)])
    assert [entry.due for entry in planned] == [clock.now() + timedelta(seconds=8 + 8 * n) for n in range(4)]


async def test_an_item_is_not_claimed_before_it_is_due(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)], after_s=30)
    clock.advance(29)
    assert await frontier.claim(BOTH, 1, lease_s=60) == []
    clock.advance(1)
    assert (await claim_one(frontier)).due == clock.now()


async def test_items_of_other_kinds_are_not_claimed(frontier: AnyFrontier) -> None:
    await frontier.put([source(1), article(1, "b.example")])
    assert [lease.item for lease in await frontier.claim([S], 10, lease_s=60)] == [source(1)]
    assert [lease.item for lease in await frontier.claim([A], 10, lease_s=60)] == [article(1, "b.example")]


async def test_an_article_and_a_source_may_have_the_same_id(frontier: AnyFrontier, clock: FrozenClock) -> None:
    same = [Item(A, "1", "a.example"), Item(S, "1", "a.example")]
    assert await frontier.put(same) == 2
    first = await claim_one(frontier)
    clock.advance(1)
    second = await claim_one(frontier)
    assert {first.item, second.item} == set(same)


# ------------------------------------------------ pace of a host
async def test_one_claim_takes_one_item_of_a_host(frontier: AnyFrontier) -> None:
    await frontier.put([article(n, f"h{n % 3}.example") for n in range(9)])
    leases = await frontier.claim([A], 100, lease_s=60)
    assert sorted(lease.item.host for lease in leases) == ["h0.example", "h1.example", "h2.example"]


async def test_a_claim_takes_no_more_than_its_limit(frontier: AnyFrontier) -> None:
    await frontier.put([article(n, f"h{n}.example") for n in range(40)])
    assert len(await frontier.claim([A], 7, lease_s=60)) == 7
    assert len(await frontier.claim([A], 100, lease_s=60)) == 33


async def test_a_host_is_asked_again_only_after_its_pace(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1), article(2)])
    lease = await claim_one(frontier)
    clock.advance(1)
    assert await frontier.ack(lease, after_s=600, pace_s=10)
    clock.advance(9)
    assert await frontier.claim([A], 1, lease_s=60) == []
    clock.advance(1)
    assert (await claim_one(frontier)).item == article(2)


async def test_the_pace_of_the_last_ack_holds_between_claims(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(n) for n in range(3)])
    assert await frontier.ack(await claim_one(frontier), after_s=600, pace_s=10)
    clock.advance(10)
    await claim_one(frontier)
    clock.advance(9)
    assert await frontier.claim([A], 1, lease_s=60) == []
    clock.advance(1)
    await claim_one(frontier)


async def test_no_more_than_two_looks_at_a_host_are_under_way(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(n) for n in range(5)])
    first = await claim_one(frontier, lease_s=600)
    clock.advance(1)
    await claim_one(frontier, lease_s=600)
    clock.advance(30)
    assert await frontier.claim(BOTH, 10, lease_s=600) == []
    assert await frontier.ack(first, after_s=600, pace_s=1)
    clock.advance(1)
    await claim_one(frontier)


async def test_a_host_without_pace_gives_up_to_its_connections(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(n) for n in range(9)])
    await frontier.ack(await claim_one(frontier), after_s=600, pace_s=0)
    clock.advance(1)
    assert len(await frontier.claim([A], 8, lease_s=60)) == 2


async def test_a_busy_host_does_not_hold_up_others(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(n, "busy.example") for n in range(50)])
    await frontier.put([article(100 + n, f"h{n}.example") for n in range(10)])
    clock.advance(1)
    hosts = [lease.item.host for lease in await frontier.claim([A], 11, lease_s=60)]
    assert sorted(hosts) == sorted(["busy.example", *(f"h{n}.example" for n in range(10))])


async def test_of_the_hosts_of_a_shard_the_longest_ready_comes_first(frontier: AnyFrontier, clock: FrozenClock) -> None:
    hosts = [host for n in range(100) if shard_of(host := f"h{n}.example", 16) == 0][:3]
    for at, host in enumerate(hosts):
        await frontier.put([article(at, host)], after_s=30 - 10 * at)
    clock.advance(40)
    claimed = [(await claim_one(frontier)).item.host for _ in hosts]
    assert claimed == hosts[::-1]


async def test_within_a_host_the_earliest_due_comes_first(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)], after_s=10)
    await frontier.put([article(2)], after_s=5)
    clock.advance(20)
    assert (await claim_one(frontier)).item == article(2)


# ------------------------------------------------ block and reserve
async def test_a_blocked_host_is_not_asked(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await frontier.block("a.example", for_s=120)
    clock.advance(119)
    assert await frontier.claim([A], 1, lease_s=60) == []
    clock.advance(1)
    await claim_one(frontier)


async def test_the_later_of_two_blocks_holds(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await frontier.block("a.example", for_s=120)
    await frontier.block("a.example", for_s=10)
    clock.advance(60)
    assert await frontier.claim([A], 1, lease_s=60) == []


async def test_neither_signal_nor_ack_lowers_a_block(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1), article(2)])
    lease = await claim_one(frontier)
    await frontier.block("a.example", for_s=120)
    await frontier.ack(lease, after_s=0, pace_s=1)
    await frontier.signal([article(1), article(2)])
    clock.advance(60)
    assert await frontier.claim([A], 5, lease_s=60) == []


async def test_a_block_holds_for_items_put_later(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.block("a.example", for_s=120)
    await frontier.put([article(1)])
    assert await frontier.claim([A], 1, lease_s=60) == []
    clock.advance(120)
    await claim_one(frontier)


# ------------------------------------------------ turns of requests beyond the first of a look
async def test_a_turn_counts_as_a_request(frontier: AnyFrontier, clock: FrozenClock) -> None:
    assert await frontier.turn("a.example") == 0.0
    await frontier.put([article(1)])
    assert await frontier.claim([A], 1, lease_s=60) == []
    assert await frontier.turn("a.example") is None
    clock.advance(1)
    await claim_one(frontier)
    assert await frontier.turn("a.example") is None


async def test_turns_stand_in_line_a_pace_apart(frontier: AnyFrontier) -> None:
    assert [await frontier.turn("a.example", within_s=2.0) for _ in range(4)] == [0.0, 1.0, 2.0, None]


async def test_a_block_is_longer_than_a_turn_waits(frontier: AnyFrontier) -> None:
    await frontier.block("a.example", for_s=3_600)
    assert await frontier.turn("a.example", within_s=60.0) is None


async def test_a_host_with_two_looks_under_way_gives_a_turn_only_to_them(
    frontier: AnyFrontier, clock: FrozenClock
) -> None:
    await frontier.put([article(1), article(2)])
    await claim_one(frontier, lease_s=600)
    clock.advance(1)
    lease = await claim_one(frontier, lease_s=600)
    clock.advance(1)
    assert await frontier.turn("a.example") is None
    assert await frontier.turn("a.example", holding=True) == 0.0
    clock.advance(1)
    await frontier.ack(lease, after_s=600, pace_s=0)
    assert await frontier.turn("a.example") == 0.0


# ------------------------------------------------ hosts in trouble
async def test_five_failures_in_a_row_open_the_breaker_and_one_probe_at_a_time_follows(
    frontier: AnyFrontier, clock: FrozenClock
) -> None:
    await frontier.put([article(n) for n in range(3)])
    assert [await frontier.failed("a.example", dice=0.5) for _ in range(5)] == [0, 0, 0, 0, 120]
    clock.advance(119)
    assert await frontier.claim([A], 1, lease_s=60) == []
    clock.advance(1)
    probe = await claim_one(frontier)
    assert probe.host_failures == 5
    clock.advance(1)
    assert await frontier.claim([A], 1, lease_s=60) == []
    assert await frontier.failed("a.example", dice=0.5) == 210
    await frontier.ack(probe, after_s=600)
    clock.advance(209)
    assert await frontier.claim([A], 1, lease_s=60) == []
    clock.advance(1)
    probe = await claim_one(frontier)
    await frontier.answers("a.example")
    clock.advance(1)
    assert (await claim_one(frontier)).host_failures == 0


async def test_one_answer_between_failures_begins_the_count_again(frontier: AnyFrontier) -> None:
    await frontier.put([article(1)])
    for _ in range(4):
        await frontier.failed("a.example", dice=0.5)
    await frontier.answers("a.example")
    assert [await frontier.failed("a.example", dice=0.5) for _ in range(4)] == [0, 0, 0, 0]
    await claim_one(frontier)


async def test_a_host_that_asks_for_less_is_left_alone_at_once_and_ever_longer_up_to_six_hours(
    frontier: AnyFrontier, clock: FrozenClock
) -> None:
    await frontier.put([article(1)])
    waits = [await frontier.failed("a.example", dice=0.9, slow_down=True) for _ in range(8)]
    assert waits[0] == 168
    assert all(one < other for one, other in pairwise(waits) if other < 21_600)
    assert waits[-1] == 21_600
    clock.advance(21_599)
    assert await frontier.claim([A], 1, lease_s=60) == []


async def test_a_host_without_items_is_left_alone_if_it_asks_for_less(frontier: AnyFrontier) -> None:
    assert await frontier.failed("b.example", dice=0.0, slow_down=True) == 60
    await frontier.put([article(1, "b.example")])
    assert await frontier.claim([A], 1, lease_s=60) == []


async def test_a_host_in_doubt_is_said_with_each_lease_until_it_is_over(
    frontier: AnyFrontier, clock: FrozenClock
) -> None:
    await frontier.put([article(1), article(2, "b.example")])
    await frontier.doubt("a.example", for_s=100)
    leases = await frontier.claim([A], 5, lease_s=60)
    assert {lease.item.host: lease.host_doubted for lease in leases} == {"a.example": True, "b.example": False}
    for lease in leases:
        await frontier.ack(lease, after_s=99)
    clock.advance(100)
    assert [lease.host_doubted for lease in await frontier.claim([A], 5, lease_s=60)] == [False, False]


# ------------------------------------------------ leases
async def test_an_ack_plans_the_next_look(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    lease = await claim_one(frontier)
    clock.advance(2)
    assert await frontier.ack(lease, after_s=600)
    (planned,) = await frontier.planned([article(1)])
    assert (planned.due, planned.leased) == (clock.now() + timedelta(seconds=600), False)


async def test_a_second_ack_is_refused(frontier: AnyFrontier) -> None:
    await frontier.put([article(1)])
    lease = await claim_one(frontier)
    assert await frontier.ack(lease, after_s=600)
    assert not await frontier.ack(lease, after_s=0)


async def test_an_item_without_a_next_look_stays_known(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await frontier.ack(await claim_one(frontier), after_s=None)
    clock.advance(10**7)
    assert await frontier.put([article(1)]) == 0
    assert await frontier.claim([A], 1, lease_s=60) == []
    (planned,) = await frontier.planned([article(1)])
    assert planned.due is None
    assert await frontier.signal([article(1)]) == 1
    assert (await claim_one(frontier)).signalled


async def test_a_lease_that_ran_out_is_taken_back_with_its_due_time(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    first = await claim_one(frontier, lease_s=60)
    clock.advance(59)
    assert await frontier.claim([A], 1, lease_s=60) == []
    clock.advance(1)
    second = await claim_one(frontier)
    assert (second.item, second.due, second.expiries) == (first.item, first.due, 1)
    assert second.token != first.token


async def test_an_ack_past_the_lease_is_refused(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    first = await claim_one(frontier, lease_s=60)
    clock.advance(60)
    assert not await frontier.ack(first, after_s=600)
    second = await claim_one(frontier, lease_s=60)
    assert not await frontier.ack(first, after_s=600)
    assert not await frontier.extend(first, lease_s=60)
    assert await frontier.ack(second, after_s=600)


async def test_an_extended_lease_holds_for_longer(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    lease = await claim_one(frontier, lease_s=60)
    clock.advance(50)
    assert await frontier.extend(lease, lease_s=60)
    clock.advance(59)
    assert await frontier.claim([A], 1, lease_s=60) == []
    assert await frontier.ack(lease, after_s=600)


async def test_the_hand_of_a_lost_worker_is_given_back_to_its_host(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(n) for n in range(4)])
    for _ in range(2):
        await claim_one(frontier, lease_s=60)
        clock.advance(1)
    clock.advance(60)
    for _ in range(2):
        await claim_one(frontier, lease_s=60)
        clock.advance(1)


async def test_tokens_grow(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    tokens = []
    for _ in range(3):
        lease = await claim_one(frontier)
        tokens.append(int(lease.token))
        await frontier.ack(lease, after_s=0, pace_s=0)
        clock.advance(1)
    assert tokens == sorted(set(tokens))


# ------------------------------------------------ quarantine
async def expire(frontier: AnyFrontier, clock: FrozenClock, times: int) -> None:
    for _ in range(times):
        await claim_one(frontier, lease_s=10)
        clock.advance(10)


async def test_three_lost_leases_put_an_item_in_quarantine_for_a_day(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await expire(frontier, clock, 3)
    assert await frontier.claim([A], 1, lease_s=10) == []
    (planned,) = await frontier.planned([article(1)])
    assert (planned.due, planned.quarantined) == (clock.now() + timedelta(days=1), "set aside after 3 crashes")
    clock.advance(86_400)
    assert (await claim_one(frontier)).expiries == 3


async def test_two_lost_leases_are_forgiven_by_an_ack(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await expire(frontier, clock, 2)
    await frontier.ack(await claim_one(frontier), after_s=0, pace_s=0)
    clock.advance(10)
    await expire(frontier, clock, 2)
    assert (await claim_one(frontier)).expiries == 2


async def test_an_ack_ends_the_quarantine(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await expire(frontier, clock, 3)
    await frontier.claim([A], 1, lease_s=10)
    clock.advance(86_400)
    await frontier.ack(await claim_one(frontier), after_s=60)
    (planned,) = await frontier.planned([article(1)])
    assert planned.quarantined == ""


async def test_a_signal_does_not_end_the_quarantine(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await expire(frontier, clock, 3)
    await frontier.claim([A], 1, lease_s=10)
    assert await frontier.signal([article(1)]) == 0
    assert await frontier.claim([A], 1, lease_s=10) == []


async def test_an_item_in_quarantine_does_not_hold_up_its_host(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await expire(frontier, clock, 3)
    await frontier.put([article(2)])
    assert (await claim_one(frontier)).item == article(2)


async def test_a_failing_lease_of_a_quarantined_item_waits_another_day(
    frontier: AnyFrontier, clock: FrozenClock
) -> None:
    await frontier.put([article(1)])
    await expire(frontier, clock, 3)
    await frontier.claim([A], 1, lease_s=10)
    clock.advance(86_400)
    await expire(frontier, clock, 1)
    assert await frontier.claim([A], 1, lease_s=10) == []
    clock.advance(86_400)
    assert (await claim_one(frontier)).expiries == 4


# ------------------------------------------------ signals, and puts during a lease
async def test_a_signal_makes_a_known_item_due(frontier: AnyFrontier) -> None:
    await frontier.put([article(1)], after_s=600)
    assert await frontier.signal([article(1)]) == 1
    assert (await claim_one(frontier)).signalled


async def test_a_signal_puts_an_unknown_item(frontier: AnyFrontier) -> None:
    assert await frontier.signal([article(1)]) == 1
    assert (await claim_one(frontier)).signalled


async def test_a_signal_counts_for_one_look(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.signal([article(1)])
    await frontier.ack(await claim_one(frontier), after_s=0)
    clock.advance(1)
    assert not (await claim_one(frontier)).signalled


async def test_who_only_wants_to_know_announces_nothing(frontier: AnyFrontier) -> None:
    await frontier.put([article(1)], after_s=900)
    assert await frontier.signal([article(1), article(2, "b.example")], announced=False) == 2
    leases = await frontier.claim(BOTH, 9, lease_s=60)
    assert [lease.signalled for lease in leases] == [False, False]


async def test_a_question_during_a_lease_makes_the_ack_due_now(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    lease = await claim_one(frontier)
    assert await frontier.signal([article(1)], announced=False) == 1
    await frontier.ack(lease, after_s=900)
    clock.advance(1)
    assert not (await claim_one(frontier)).signalled


async def test_a_question_does_not_take_an_announcement_back(frontier: AnyFrontier) -> None:
    await frontier.signal([article(1)])
    await frontier.signal([article(1)], announced=False)
    assert (await claim_one(frontier)).signalled


async def test_a_signal_during_a_lease_makes_the_ack_due_now(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    lease = await claim_one(frontier)
    assert await frontier.signal([article(1)]) == 1
    assert await frontier.ack(lease, after_s=600, pace_s=1)
    clock.advance(1)
    assert (await claim_one(frontier)).signalled


async def test_a_put_during_a_lease_makes_the_ack_due_now(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    lease = await claim_one(frontier)
    assert await frontier.put([article(1)], after_s=900) == 0
    assert await frontier.ack(lease, after_s=None, pace_s=1)
    clock.advance(1)
    assert not (await claim_one(frontier)).signalled


async def test_a_signal_survives_the_worker_that_had_claimed_it(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.signal([article(1)])
    await claim_one(frontier, lease_s=10)
    clock.advance(10)
    assert (await claim_one(frontier)).signalled


# ------------------------------------------------ remove
async def test_a_removed_item_is_forgotten(frontier: AnyFrontier) -> None:
    await frontier.put([article(1), article(2)])
    assert await frontier.remove([article(1), article(3)]) == 1
    assert (await claim_one(frontier)).item == article(2)
    assert await frontier.put([article(1)]) == 1


async def test_the_lease_of_a_removed_item_acks_into_nothing(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    lease = await claim_one(frontier)
    await frontier.remove([article(1)])
    assert not await frontier.ack(lease, after_s=0)
    clock.advance(100)
    assert await frontier.claim([A], 1, lease_s=60) == []


async def test_the_lease_of_a_removed_item_runs_out_into_nothing(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await claim_one(frontier, lease_s=10)
    await frontier.remove([article(1)])
    clock.advance(10)
    assert await frontier.claim([A], 1, lease_s=60) == []
    assert await frontier.put([article(1)]) == 1
    assert (await claim_one(frontier)).expiries == 0


async def test_an_item_removed_and_put_again_during_a_lease_is_due_after_it(
    frontier: AnyFrontier, clock: FrozenClock
) -> None:
    await frontier.put([article(1)])
    lease = await claim_one(frontier)
    await frontier.remove([article(1)])
    assert await frontier.put([article(1)]) == 1
    clock.advance(1)
    assert await frontier.claim([A], 1, lease_s=60) == []
    assert not await frontier.ack(lease, after_s=600, pace_s=1)
    clock.advance(1)
    assert (await claim_one(frontier)).item == article(1)


async def test_a_host_that_lost_all_items_can_come_back(frontier: AnyFrontier, clock: FrozenClock) -> None:
    for _ in range(3):
        await frontier.put([article(1, "x.example"), article(2, "y.example")])
        assert len(await frontier.claim([A], 5, lease_s=60)) == 2
        assert await frontier.remove([article(1, "x.example"), article(2, "y.example")]) == 2
        clock.advance(60)
        assert await frontier.claim([A], 5, lease_s=60) == []


# ------------------------------------------------ planned
async def test_planned_answers_in_the_order_asked(frontier: AnyFrontier, clock: FrozenClock) -> None:
    items = [article(n, f"h{n}.example") for n in range(20)]
    await frontier.put(items[:10], after_s=64)
    planned = await frontier.planned(items[::-1])
    assert [entry.item for entry in planned] == items[::-1]
    assert [entry.due for entry in planned] == [None] * 10 + [clock.now() + timedelta(seconds=64)] * 10


async def test_a_leased_item_shows_as_leased(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await claim_one(frontier)
    (planned,) = await frontier.planned([article(1)])
    assert (planned.leased, planned.due) == (True, clock.now())


async def test_a_plan_says_when_the_host_may_be_asked_again(frontier: AnyFrontier, clock: FrozenClock) -> None:
    items = [article(1), article(2, "b.example"), article(3, "c.example")]
    await frontier.put(items)
    await frontier.block("a.example", for_s=3_600)
    await frontier.block("c.example", for_s=60)
    clock.advance(60)
    assert [one.host_free for one in await frontier.planned(items)] == [
        clock.now() + timedelta(seconds=3_540), None, None,
    ]  # fmt: skip


async def test_a_plan_says_that_an_update_was_announced(frontier: AnyFrontier) -> None:
    items = [article(n, f"h{n}.example") for n in range(3)]
    await frontier.put(items, after_s=64)
    await frontier.signal(items[:1])
    await frontier.signal(items[1:2], announced=False)
    assert [one.announced for one in await frontier.planned(items)] == [True, False, False]


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
async def test_a_sleeper_wakes_when_something_becomes_due(frontier: AnyFrontier, clock: FrozenClock, how: str) -> None:
    await frontier.put([article(1)], after_s=0 if how == "ack" else 600)
    lease = await claim_one(frontier) if how == "ack" else None
    clock.advance(2)
    waiting = asyncio.create_task(frontier.wait(timeout_s=4))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    if lease:
        await frontier.ack(lease, after_s=0, pace_s=0)
    else:
        await (frontier.put([article(2)]) if how == "put" else frontier.signal([article(1)]))
    async with asyncio.timeout(1):
        await waiting


# ------------------------------------------------ what somebody waits for
async def overdue(frontier: AnyFrontier, clock: FrozenClock, *hosts: str) -> None:
    """A backlog of an hour at each of these hosts."""
    for host in hosts:
        await frontier.put([replace(article(number), host=host, id=f"{host}-{number}") for number in range(10, 15)])
    clock.advance(3_600)


@pytest.mark.parametrize("announced", [True, False])
async def test_what_somebody_asks_for_comes_before_the_backlog_of_its_host(
    frontier: AnyFrontier, clock: FrozenClock, *, announced: bool
) -> None:
    await frontier.put([article(1)], after_s=86_400)
    await overdue(frontier, clock, "a.example")
    await frontier.signal([article(1)], announced=announced)
    (planned,) = await frontier.planned([article(1)])
    assert planned.due == clock.now()
    assert (await claim_one(frontier)).item == article(1)


async def test_what_is_overdue_itself_comes_to_the_front_when_somebody_asks(
    frontier: AnyFrontier, clock: FrozenClock
) -> None:
    await frontier.put([article(n) for n in range(5)])
    clock.advance(600)
    assert await frontier.signal([article(3)], announced=False) == 1
    assert (await claim_one(frontier)).item == article(3)


async def test_of_several_that_are_waited_for_the_first_asked_comes_first(
    frontier: AnyFrontier, clock: FrozenClock
) -> None:
    await overdue(frontier, clock, "a.example")
    for number in (3, 1, 2):
        await frontier.signal([article(number)])
        clock.advance(1)
    await frontier.signal([article(3)], announced=False)  # once more changes nothing
    claimed = []
    for _ in range(3):
        lease = await claim_one(frontier)
        claimed.append(lease.item)
        await frontier.ack(lease, after_s=900)
        clock.advance(1)
    assert claimed == [article(3), article(1), article(2)]


async def test_a_look_that_is_waited_for_comes_before_the_backlog_when_it_is_due_and_not_before(
    frontier: AnyFrontier, clock: FrozenClock
) -> None:
    await overdue(frontier, clock, "a.example")
    await frontier.signal([article(1)])
    await frontier.ack(await claim_one(frontier), after_s=2, waited_for=True)
    clock.advance(1)
    other = await claim_one(frontier)
    assert other.item != article(1)
    await frontier.ack(other, after_s=900)
    clock.advance(1)
    lease = await claim_one(frontier)
    assert lease.item == article(1)
    await frontier.ack(lease, after_s=2)  # in its turn again
    clock.advance(2)
    assert (await claim_one(frontier)).item != article(1)


async def test_a_look_that_is_waited_for_is_still_so_when_its_worker_is_lost(
    frontier: AnyFrontier, clock: FrozenClock
) -> None:
    await overdue(frontier, clock, "a.example")
    await frontier.signal([article(1)], announced=False)
    await claim_one(frontier, lease_s=5)
    clock.advance(6)
    assert (await claim_one(frontier)).item == article(1)


async def test_a_host_with_something_waited_for_is_asked_before_hosts_with_a_backlog(
    frontier: AnyFrontier, clock: FrozenClock
) -> None:
    names = [name for n in range(99) if shard_of(name := f"h{n}.example", 16) == 0][:4]  # claims are fair over shards
    await overdue(frontier, clock, *names)
    await frontier.signal([article(1, names[3])], announced=False)
    assert (await claim_one(frontier)).item == article(1, names[3])


async def test_neither_pace_nor_block_yields_to_who_waits(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await overdue(frontier, clock, "a.example", "b.example")
    first = [lease.item.host for lease in await frontier.claim([A], 2, lease_s=60)]
    assert sorted(first) == ["a.example", "b.example"]
    await frontier.block("b.example", for_s=60)
    await frontier.signal([article(1), article(2, "b.example")])
    assert await frontier.claim([A], 9, lease_s=60) == []
    clock.advance(1)
    assert [lease.item for lease in await frontier.claim([A], 9, lease_s=60)] == [article(1)]


async def test_what_goes_on_is_due_in_its_turn(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await frontier.ack(await claim_one(frontier), after_s=None)
    await overdue(frontier, clock, "a.example")
    assert await frontier.resume([article(1), article(2)]) == 2
    assert [one.due for one in await frontier.planned([article(1), article(2)])] == [clock.now()] * 2
    lease = await claim_one(frontier)
    assert lease.item not in {article(1), article(2)}
    assert await frontier.resume([lease.item]) == 1
    await frontier.ack(lease, after_s=900)
    assert (await frontier.planned([lease.item]))[0].due == clock.now()


# ------------------------------------------------ rank
async def test_a_backlog_is_claimed_in_the_order_it_was_given(frontier: AnyFrontier, clock: FrozenClock) -> None:
    items = [article(number) for number in range(3)]
    await frontier.put(items)
    clock.advance(600)
    assert await frontier.rank({items[0]: 10.0, items[1]: 300.0, items[2]: 200.0}) == 3
    claimed = []
    for _ in range(3):
        lease = await claim_one(frontier)
        claimed.append(lease.item)
        assert await frontier.claim(BOTH, 9, lease_s=60) == []  # the pace of the host holds
        await frontier.ack(lease, after_s=900)
        clock.advance(1)
    assert claimed == [items[1], items[2], items[0]]


async def test_what_falls_due_later_comes_after_the_backlog(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await frontier.put([article(2)], after_s=601)
    clock.advance(600)
    await frontier.rank({article(1): 0.0})
    clock.advance(10)
    assert (await claim_one(frontier)).item == article(1)


async def test_only_what_waits_for_its_turn_is_ranked(frontier: AnyFrontier, clock: FrozenClock) -> None:
    leased, asked, later = article(1, "b.example"), article(2, "c.example"), article(3, "d.example")
    await frontier.put([leased])
    await claim_one(frontier)
    await frontier.signal([asked])
    await frontier.put([later], after_s=3_600)
    before = await frontier.planned([leased, asked, later])
    assert await frontier.rank(dict.fromkeys([leased, asked, later, article(9)], 50.0)) == 0
    assert await frontier.planned([leased, asked, later]) == before


async def test_an_item_in_quarantine_is_not_ranked(frontier: AnyFrontier, clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    for _ in range(3):
        await claim_one(frontier, lease_s=5)
        clock.advance(10)
    await frontier.claim(BOTH, 1, lease_s=5)
    clock.advance(86_500)
    assert await frontier.rank({article(1): 50.0}) == 0


async def test_a_host_with_the_best_of_the_backlog_is_asked_first(frontier: AnyFrontier, clock: FrozenClock) -> None:
    names = [name for n in range(99) if shard_of(name := f"h{n}.example", 16) == 0]  # claims are fair over the shards
    one, other = article(1, names[0]), article(2, names[1])
    await frontier.put([one, other])
    clock.advance(600)
    await frontier.rank({one: 1.0, other: 500.0})
    assert (await claim_one(frontier)).item == other
