"""What every HostGate does: pace, connections, blocks and the breaker of a host."""

from __future__ import annotations

from itertools import pairwise

from frontiers import BOTH, A, AnyFrontier, article, claim_one

from monitor.store.keys import shard_of
from monitor.store.memory.clock import FrozenClock


# ------------------------------------------------ pace of a host
async def test_one_claim_takes_one_item_of_a_host(frontier: AnyFrontier) -> None:
    await frontier.put([article(n, f"h{n % 3}.example") for n in range(9)])
    leases = await frontier.claim([A], 100, lease_s=60)
    assert sorted(lease.item.host for lease in leases) == ["h0.example", "h1.example", "h2.example"]


async def test_a_claim_takes_no_more_than_its_limit(frontier: AnyFrontier) -> None:
    await frontier.put([article(n, f"h{n}.example") for n in range(40)])
    assert len(await frontier.claim([A], 7, lease_s=60)) == 7
    assert len(await frontier.claim([A], 100, lease_s=60)) == 33


async def test_a_host_is_asked_again_only_after_its_pace(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1), article(2)])
    lease = await claim_one(frontier)
    frozen_clock.advance(1)
    assert await frontier.ack(lease, after_s=600, pace_s=10)
    frozen_clock.advance(9)
    assert await frontier.claim([A], 1, lease_s=60) == []
    frozen_clock.advance(1)
    assert (await claim_one(frontier)).item == article(2)


async def test_the_pace_of_the_last_ack_holds_between_claims(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(n) for n in range(3)])
    assert await frontier.ack(await claim_one(frontier), after_s=600, pace_s=10)
    frozen_clock.advance(10)
    await claim_one(frontier)
    frozen_clock.advance(9)
    assert await frontier.claim([A], 1, lease_s=60) == []
    frozen_clock.advance(1)
    await claim_one(frontier)


async def test_no_more_than_two_looks_at_a_host_are_under_way(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(n) for n in range(5)])
    first = await claim_one(frontier, lease_s=600)
    frozen_clock.advance(1)
    await claim_one(frontier, lease_s=600)
    frozen_clock.advance(30)
    assert await frontier.claim(BOTH, 10, lease_s=600) == []
    assert await frontier.ack(first, after_s=600, pace_s=1)
    frozen_clock.advance(1)
    await claim_one(frontier)


async def test_a_host_without_pace_gives_up_to_its_connections(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await frontier.put([article(n) for n in range(9)])
    await frontier.ack(await claim_one(frontier), after_s=600, pace_s=0)
    frozen_clock.advance(1)
    assert len(await frontier.claim([A], 8, lease_s=60)) == 2


async def test_a_busy_host_does_not_hold_up_others(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(n, "busy.example") for n in range(50)])
    await frontier.put([article(100 + n, f"h{n}.example") for n in range(10)])
    frozen_clock.advance(1)
    hosts = [lease.item.host for lease in await frontier.claim([A], 11, lease_s=60)]
    assert sorted(hosts) == sorted(["busy.example", *(f"h{n}.example" for n in range(10))])


async def test_of_the_hosts_of_a_shard_the_longest_ready_comes_first(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    hosts = [host for n in range(100) if shard_of(host := f"h{n}.example", 16) == 0][:3]
    for at, host in enumerate(hosts):
        await frontier.put([article(at, host)], after_s=30 - 10 * at)
    frozen_clock.advance(40)
    claimed = [(await claim_one(frontier)).item.host for _ in hosts]
    assert claimed == hosts[::-1]


async def test_within_a_host_the_earliest_due_comes_first(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)], after_s=10)
    await frontier.put([article(2)], after_s=5)
    frozen_clock.advance(20)
    assert (await claim_one(frontier)).item == article(2)


# ------------------------------------------------ block and reserve
async def test_a_blocked_host_is_not_asked(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await frontier.block("a.example", for_s=120)
    frozen_clock.advance(119)
    assert await frontier.claim([A], 1, lease_s=60) == []
    frozen_clock.advance(1)
    await claim_one(frontier)


async def test_the_later_of_two_blocks_holds(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await frontier.block("a.example", for_s=120)
    await frontier.block("a.example", for_s=10)
    frozen_clock.advance(60)
    assert await frontier.claim([A], 1, lease_s=60) == []


async def test_neither_signal_nor_ack_lowers_a_block(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1), article(2)])
    lease = await claim_one(frontier)
    await frontier.block("a.example", for_s=120)
    await frontier.ack(lease, after_s=0, pace_s=1)
    await frontier.signal([article(1), article(2)])
    frozen_clock.advance(60)
    assert await frontier.claim([A], 5, lease_s=60) == []


async def test_a_block_holds_for_items_put_later(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.block("a.example", for_s=120)
    await frontier.put([article(1)])
    assert await frontier.claim([A], 1, lease_s=60) == []
    frozen_clock.advance(120)
    await claim_one(frontier)


# ------------------------------------------------ turns of requests beyond the first of a look
async def test_a_turn_counts_as_a_request(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    assert await frontier.turn("a.example") == 0.0
    await frontier.put([article(1)])
    assert await frontier.claim([A], 1, lease_s=60) == []
    assert await frontier.turn("a.example") is None
    frozen_clock.advance(1)
    await claim_one(frontier)
    assert await frontier.turn("a.example") is None


async def test_turns_stand_in_line_a_pace_apart(frontier: AnyFrontier) -> None:
    assert [await frontier.turn("a.example", within_s=2.0) for _ in range(4)] == [0.0, 1.0, 2.0, None]


async def test_a_block_is_longer_than_a_turn_waits(frontier: AnyFrontier) -> None:
    await frontier.block("a.example", for_s=3_600)
    assert await frontier.turn("a.example", within_s=60.0) is None


async def test_a_host_with_two_looks_under_way_gives_a_turn_only_to_them(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await frontier.put([article(1), article(2)])
    await claim_one(frontier, lease_s=600)
    frozen_clock.advance(1)
    lease = await claim_one(frontier, lease_s=600)
    frozen_clock.advance(1)
    assert await frontier.turn("a.example") is None
    assert await frontier.turn("a.example", holding=True) == 0.0
    frozen_clock.advance(1)
    await frontier.ack(lease, after_s=600, pace_s=0)
    assert await frontier.turn("a.example") == 0.0


# ------------------------------------------------ hosts in trouble
async def test_five_failures_in_a_row_open_the_breaker_and_one_probe_at_a_time_follows(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await frontier.put([article(n) for n in range(3)])
    assert [await frontier.failed("a.example", dice=0.5) for _ in range(5)] == [0, 0, 0, 0, 120]
    frozen_clock.advance(119)
    assert await frontier.claim([A], 1, lease_s=60) == []
    frozen_clock.advance(1)
    probe = await claim_one(frontier)
    assert probe.host_failures == 5
    frozen_clock.advance(1)
    assert await frontier.claim([A], 1, lease_s=60) == []
    assert await frontier.failed("a.example", dice=0.5) == 210
    await frontier.ack(probe, after_s=600)
    frozen_clock.advance(209)
    assert await frontier.claim([A], 1, lease_s=60) == []
    frozen_clock.advance(1)
    probe = await claim_one(frontier)
    await frontier.answers("a.example")
    frozen_clock.advance(1)
    assert (await claim_one(frontier)).host_failures == 0


async def test_one_answer_between_failures_begins_the_count_again(frontier: AnyFrontier) -> None:
    await frontier.put([article(1)])
    for _ in range(4):
        await frontier.failed("a.example", dice=0.5)
    await frontier.answers("a.example")
    assert [await frontier.failed("a.example", dice=0.5) for _ in range(4)] == [0, 0, 0, 0]
    await claim_one(frontier)


async def test_a_host_that_asks_for_less_is_left_alone_at_once_and_ever_longer_up_to_six_hours(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await frontier.put([article(1)])
    waits = [await frontier.failed("a.example", dice=0.9, slow_down=True) for _ in range(8)]
    assert waits[0] == 168
    assert all(one < other for one, other in pairwise(waits) if other < 21_600)
    assert waits[-1] == 21_600
    frozen_clock.advance(21_599)
    assert await frontier.claim([A], 1, lease_s=60) == []


async def test_a_host_without_items_is_left_alone_if_it_asks_for_less(frontier: AnyFrontier) -> None:
    assert await frontier.failed("b.example", dice=0.0, slow_down=True) == 60
    await frontier.put([article(1, "b.example")])
    assert await frontier.claim([A], 1, lease_s=60) == []


async def test_a_host_in_doubt_is_said_with_each_lease_until_it_is_over(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await frontier.put([article(1), article(2, "b.example")])
    await frontier.doubt("a.example", for_s=100)
    leases = await frontier.claim([A], 5, lease_s=60)
    assert {lease.item.host: lease.host_doubted for lease in leases} == {"a.example": True, "b.example": False}
    for lease in leases:
        await frontier.ack(lease, after_s=99)
    frozen_clock.advance(100)
    assert [lease.host_doubted for lease in await frontier.claim([A], 5, lease_s=60)] == [False, False]
