"""What becomes of a lease: acknowledged, extended, run out, overtaken by a signal."""

from __future__ import annotations

from datetime import timedelta

from frontiers import BOTH, A, AnyFrontier, article, claim_one

from monitor.store.memory.clock import FrozenClock


# ------------------------------------------------ leases
async def test_an_ack_plans_the_next_look(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    lease = await claim_one(frontier)
    frozen_clock.advance(2)
    assert await frontier.ack(lease, after_s=600)
    (planned,) = await frontier.planned([article(1)])
    assert (planned.due, planned.leased) == (frozen_clock.now() + timedelta(seconds=600), False)


async def test_a_second_ack_is_refused(frontier: AnyFrontier) -> None:
    await frontier.put([article(1)])
    lease = await claim_one(frontier)
    assert await frontier.ack(lease, after_s=600)
    assert not await frontier.ack(lease, after_s=0)


async def test_an_item_without_a_next_look_stays_known(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await frontier.ack(await claim_one(frontier), after_s=None)
    frozen_clock.advance(10**7)
    assert await frontier.put([article(1)]) == 0
    assert await frontier.claim([A], 1, lease_s=60) == []
    (planned,) = await frontier.planned([article(1)])
    assert planned.due is None
    assert await frontier.signal([article(1)]) == 1
    assert (await claim_one(frontier)).signalled


async def test_a_lease_that_ran_out_is_taken_back_with_its_due_time(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await frontier.put([article(1)])
    first = await claim_one(frontier, lease_s=60)
    frozen_clock.advance(59)
    assert await frontier.claim([A], 1, lease_s=60) == []
    frozen_clock.advance(1)
    second = await claim_one(frontier)
    assert (second.item, second.due, second.expiries) == (first.item, first.due, 1)
    assert second.token != first.token


async def test_an_ack_past_the_lease_is_refused(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    first = await claim_one(frontier, lease_s=60)
    frozen_clock.advance(60)
    assert not await frontier.ack(first, after_s=600)
    second = await claim_one(frontier, lease_s=60)
    assert not await frontier.ack(first, after_s=600)
    assert not await frontier.extend(first, lease_s=60)
    assert await frontier.ack(second, after_s=600)


async def test_an_extended_lease_holds_for_longer(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    lease = await claim_one(frontier, lease_s=60)
    frozen_clock.advance(50)
    assert await frontier.extend(lease, lease_s=60)
    frozen_clock.advance(59)
    assert await frontier.claim([A], 1, lease_s=60) == []
    assert await frontier.ack(lease, after_s=600)


async def test_the_hand_of_a_lost_worker_is_given_back_to_its_host(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await frontier.put([article(n) for n in range(4)])
    for _ in range(2):
        await claim_one(frontier, lease_s=60)
        frozen_clock.advance(1)
    frozen_clock.advance(60)
    for _ in range(2):
        await claim_one(frontier, lease_s=60)
        frozen_clock.advance(1)


async def test_tokens_grow(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    tokens = []
    for _ in range(3):
        lease = await claim_one(frontier)
        tokens.append(int(lease.token))
        await frontier.ack(lease, after_s=0, pace_s=0)
        frozen_clock.advance(1)
    assert tokens == sorted(set(tokens))


# ------------------------------------------------ quarantine
async def expire(frontier: AnyFrontier, frozen_clock: FrozenClock, times: int) -> None:
    for _ in range(times):
        await claim_one(frontier, lease_s=10)
        frozen_clock.advance(10)


async def test_three_lost_leases_put_an_item_in_quarantine_for_a_day(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await frontier.put([article(1)])
    await expire(frontier, frozen_clock, 3)
    assert await frontier.claim([A], 1, lease_s=10) == []
    (planned,) = await frontier.planned([article(1)])
    assert (planned.due, planned.quarantined) == (frozen_clock.now() + timedelta(days=1), "set aside after 3 crashes")
    frozen_clock.advance(86_400)
    assert (await claim_one(frontier)).expiries == 3


async def test_two_lost_leases_are_forgiven_by_an_ack(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await expire(frontier, frozen_clock, 2)
    await frontier.ack(await claim_one(frontier), after_s=0, pace_s=0)
    frozen_clock.advance(10)
    await expire(frontier, frozen_clock, 2)
    assert (await claim_one(frontier)).expiries == 2


async def test_an_ack_ends_the_quarantine(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await expire(frontier, frozen_clock, 3)
    await frontier.claim([A], 1, lease_s=10)
    frozen_clock.advance(86_400)
    await frontier.ack(await claim_one(frontier), after_s=60)
    (planned,) = await frontier.planned([article(1)])
    assert planned.quarantined == ""


async def test_a_signal_does_not_end_the_quarantine(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    await expire(frontier, frozen_clock, 3)
    await frontier.claim([A], 1, lease_s=10)
    assert await frontier.signal([article(1)]) == 0
    assert await frontier.claim([A], 1, lease_s=10) == []


async def test_an_item_in_quarantine_does_not_hold_up_its_host(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await frontier.put([article(1)])
    await expire(frontier, frozen_clock, 3)
    await frontier.put([article(2)])
    assert (await claim_one(frontier)).item == article(2)


async def test_a_failing_lease_of_a_quarantined_item_waits_another_day(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await frontier.put([article(1)])
    await expire(frontier, frozen_clock, 3)
    await frontier.claim([A], 1, lease_s=10)
    frozen_clock.advance(86_400)
    await expire(frontier, frozen_clock, 1)
    assert await frontier.claim([A], 1, lease_s=10) == []
    frozen_clock.advance(86_400)
    assert (await claim_one(frontier)).expiries == 4


# ------------------------------------------------ signals, and puts during a lease
async def test_a_signal_makes_a_known_item_due(frontier: AnyFrontier) -> None:
    await frontier.put([article(1)], after_s=600)
    assert await frontier.signal([article(1)]) == 1
    assert (await claim_one(frontier)).signalled


async def test_a_signal_puts_an_unknown_item(frontier: AnyFrontier) -> None:
    assert await frontier.signal([article(1)]) == 1
    assert (await claim_one(frontier)).signalled


async def test_a_signal_counts_for_one_look(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.signal([article(1)])
    await frontier.ack(await claim_one(frontier), after_s=0)
    frozen_clock.advance(1)
    assert not (await claim_one(frontier)).signalled


async def test_who_only_wants_to_know_announces_nothing(frontier: AnyFrontier) -> None:
    await frontier.put([article(1)], after_s=900)
    assert await frontier.signal([article(1), article(2, "b.example")], announced=False) == 2
    leases = await frontier.claim(BOTH, 9, lease_s=60)
    assert [lease.signalled for lease in leases] == [False, False]


async def test_a_question_during_a_lease_makes_the_ack_due_now(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await frontier.put([article(1)])
    lease = await claim_one(frontier)
    assert await frontier.signal([article(1)], announced=False) == 1
    await frontier.ack(lease, after_s=900)
    frozen_clock.advance(1)
    assert not (await claim_one(frontier)).signalled


async def test_a_question_does_not_take_an_announcement_back(frontier: AnyFrontier) -> None:
    await frontier.signal([article(1)])
    await frontier.signal([article(1)], announced=False)
    assert (await claim_one(frontier)).signalled


async def test_a_signal_during_a_lease_makes_the_ack_due_now(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    lease = await claim_one(frontier)
    assert await frontier.signal([article(1)]) == 1
    assert await frontier.ack(lease, after_s=600, pace_s=1)
    frozen_clock.advance(1)
    assert (await claim_one(frontier)).signalled


async def test_a_put_during_a_lease_makes_the_ack_due_now(frontier: AnyFrontier, frozen_clock: FrozenClock) -> None:
    await frontier.put([article(1)])
    lease = await claim_one(frontier)
    assert await frontier.put([article(1)], after_s=900) == 0
    assert await frontier.ack(lease, after_s=None, pace_s=1)
    frozen_clock.advance(1)
    assert not (await claim_one(frontier)).signalled


async def test_a_signal_survives_the_worker_that_had_claimed_it(
    frontier: AnyFrontier, frozen_clock: FrozenClock
) -> None:
    await frontier.signal([article(1)])
    await claim_one(frontier, lease_s=10)
    frozen_clock.advance(10)
    assert (await claim_one(frontier)).signalled
