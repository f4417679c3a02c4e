"""What every Outbox does; run over the memory twin and over a real server."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from delivery_stores import SHARD, START, Open, Stores, memory_stores, placed, redis_stores, subscription

from monitor.model import Attempt, Delivery, SubscriptionId
from monitor.ports import BEHIND
from monitor.store.client import StoreClient
from monitor.store.keys import Keys
from monitor.store.memory.clock import FrozenClock

ONE = SubscriptionId("sub_one")
TWO = SubscriptionId("sub_two")


@pytest.fixture(params=["memory", "redis"])
def open_stores(request: pytest.FixtureRequest, frozen_clock: FrozenClock) -> Open:
    if request.param == "memory":
        return lambda max_queued=100: memory_stores(frozen_clock, max_queued)
    client: StoreClient = request.getfixturevalue("frozen_client")
    keys: Keys = request.getfixturevalue("frozen_keys")
    return lambda max_queued=100: redis_stores(client, keys, frozen_clock, max_queued)


@pytest.fixture
async def stores(open_stores: Open) -> Stores:
    stores = open_stores()
    await stores.subscriptions.put(subscription("sub_one"))
    await stores.subscriptions.put(subscription("sub_two"))
    return stores


def ok(delivery: Delivery) -> Attempt:
    return Attempt(delivery, START, ok=True, status=204)


def failed(delivery: Delivery, status: int = 500) -> Attempt:
    return Attempt(delivery, START, ok=False, status=status, detail="no", body="an answer")


def numbers(deliveries: list[Delivery]) -> list[int]:
    return [one.endpoint_sequence for one in deliveries]


async def test_events_are_handed_out_in_order_with_consecutive_numbers(stores: Stores) -> None:
    assert await stores.outbox.enqueue(ONE, placed(1, 2, 3)) == 3
    claimed = await stores.outbox.claim(10, lease_s=30)
    assert [(one.endpoint_sequence, one.sequence, one.tries, one.retry) for one in claimed] == [
        (1, 1, 0, False),
        (2, 2, 0, False),
        (3, 3, 0, False),
    ]
    assert claimed[0].event == "evt_aaaa1"
    assert claimed[0].queued == START


async def test_an_event_is_queued_once_however_often_it_is_enqueued(stores: Stores) -> None:
    assert await stores.outbox.enqueue(ONE, placed(1, 2)) == 2
    assert await stores.outbox.enqueue(ONE, placed(1, 2, 3)) == 1
    assert await stores.outbox.enqueue(ONE, placed(2)) == 0
    assert numbers(await stores.outbox.claim(10, lease_s=30)) == [1, 2, 3]


async def test_each_shard_of_the_log_has_its_own_mark(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(5))
    assert await stores.outbox.enqueue(ONE, placed(1, shard="a01")) == 1


async def test_each_endpoint_has_its_own_numbers(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1, 2))
    await stores.outbox.enqueue(TWO, placed(2))
    claimed = await stores.outbox.claim(10, lease_s=30)
    assert sorted((one.subscription, one.endpoint_sequence) for one in claimed) == [
        ("sub_one", 1),
        ("sub_one", 2),
        ("sub_two", 1),
    ]


async def test_an_unknown_subscription_takes_nothing(stores: Stores) -> None:
    assert await stores.outbox.enqueue(SubscriptionId("sub_none"), placed(1)) == 0
    assert await stores.outbox.next_due_s() is None


async def test_a_claim_is_never_larger_than_its_limit_and_loses_nothing(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(*range(1, 6)))
    await stores.outbox.enqueue(TWO, placed(*range(1, 6)))
    seen: list[tuple[str, int]] = []
    while claimed := await stores.outbox.claim(3, lease_s=30):
        assert len(claimed) <= 3
        for delivery in claimed:
            seen.append((delivery.subscription, delivery.endpoint_sequence))
            await stores.outbox.settle(ok(delivery), retry_after_s=None)
    assert sorted(seen) == [(name, n) for name in ("sub_one", "sub_two") for n in range(1, 6)]


async def test_what_is_under_way_is_not_handed_out_again(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(*range(1, 20)))
    first = await stores.outbox.claim(100, lease_s=30)
    assert 1 <= len(first) < 19
    assert await stores.outbox.claim(100, lease_s=30) == []


async def test_a_delivered_event_is_gone(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1))
    [delivery] = await stores.outbox.claim(10, lease_s=30)
    await stores.outbox.settle(ok(delivery), retry_after_s=None)
    stores.clock.advance(3600)
    assert await stores.outbox.claim(10, lease_s=30) == []
    assert await stores.outbox.next_due_s() is None


async def test_a_failed_delivery_is_due_again_after_its_wait_and_not_before(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1))
    [delivery] = await stores.outbox.claim(10, lease_s=30)
    await stores.outbox.settle(failed(delivery), retry_after_s=5)
    assert await stores.outbox.claim(10, lease_s=30) == []
    assert await stores.outbox.next_due_s() == 5
    stores.clock.advance(5)
    [again] = await stores.outbox.claim(10, lease_s=30)
    assert (again.endpoint_sequence, again.event, again.tries, again.retry) == (1, delivery.event, 1, True)


async def test_first_tries_go_on_behind_a_failed_one(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1))
    [delivery] = await stores.outbox.claim(10, lease_s=30)
    await stores.outbox.settle(failed(delivery), retry_after_s=300)
    await stores.outbox.enqueue(ONE, placed(2, 3))
    assert numbers(await stores.outbox.claim(10, lease_s=30)) == [2, 3]


async def test_a_lease_that_ran_out_is_taken_over_in_order_before_newer_events(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1, 2))
    await stores.outbox.claim(10, lease_s=30)
    await stores.outbox.enqueue(ONE, placed(3))
    stores.clock.advance(31)
    claimed = await stores.outbox.claim(10, lease_s=30)
    assert [(one.endpoint_sequence, one.tries) for one in claimed] == [(1, 1), (2, 1)]


async def test_an_idle_outbox_says_when_a_lease_runs_out(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1))
    assert await stores.outbox.next_due_s() == 0
    await stores.outbox.claim(10, lease_s=30)
    assert await stores.outbox.next_due_s() == 30


async def test_what_is_given_back_is_due_at_once_and_not_counted_as_a_try(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1, 2))
    claimed = await stores.outbox.claim(10, lease_s=30)
    await stores.outbox.release(claimed)
    again = await stores.outbox.claim(10, lease_s=30)
    assert [(one.endpoint_sequence, one.tries) for one in again] == [(1, 0), (2, 0)]


async def test_a_failure_told_after_the_lease_was_lost_changes_nothing(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1))
    [late] = await stores.outbox.claim(10, lease_s=30)
    stores.clock.advance(31)
    [current] = await stores.outbox.claim(10, lease_s=30)
    await stores.outbox.settle(failed(late), retry_after_s=None)
    assert await stores.outbox.dead(ONE) == []
    await stores.outbox.settle(ok(current), retry_after_s=None)
    assert await stores.outbox.next_due_s() is None
    assert len(await stores.outbox.log(ONE)) == 2


async def test_a_success_told_after_the_lease_was_lost_counts(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1))
    [late] = await stores.outbox.claim(10, lease_s=30)
    stores.clock.advance(31)
    await stores.outbox.settle(ok(late), retry_after_s=None)
    assert await stores.outbox.claim(10, lease_s=30) == []


async def test_a_delivery_without_a_further_try_is_a_dead_letter_and_can_be_tried_again(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1, 2))
    for delivery in await stores.outbox.claim(10, lease_s=30):
        await stores.outbox.settle(failed(delivery), retry_after_s=None)
    assert numbers(await stores.outbox.dead(ONE)) == [2, 1]
    assert await stores.desk.redrive(ONE) == 2
    assert await stores.outbox.dead(ONE) == []
    assert [(one.endpoint_sequence, one.tries) for one in await stores.outbox.claim(10, lease_s=30)] == [(1, 1), (2, 1)]


async def test_a_paused_endpoint_hands_out_nothing_while_others_go_on(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1))
    [delivery] = await stores.outbox.claim(10, lease_s=30)
    await stores.outbox.settle(failed(delivery, 429), retry_after_s=5, pause_s=60)
    await stores.outbox.enqueue(ONE, placed(2))
    await stores.outbox.enqueue(TWO, placed(2))
    stores.clock.advance(10)
    assert [one.subscription for one in await stores.outbox.claim(10, lease_s=120)] == ["sub_two"]
    assert await stores.outbox.next_due_s() == 50
    stores.clock.advance(50)
    assert numbers(await stores.outbox.claim(10, lease_s=30)) == [2, 1]


async def test_failures_in_a_row_are_counted_until_a_success(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1, 2))
    first, second = await stores.outbox.claim(10, lease_s=30)
    await stores.outbox.settle(failed(first), retry_after_s=5)
    stores.clock.advance(10)
    streak = await stores.outbox.settle(failed(second), retry_after_s=5)
    assert (streak.failures, streak.first, streak.last) == (2, START, START + timedelta(seconds=10))
    [again] = await stores.outbox.claim(10, lease_s=30)
    assert (await stores.outbox.settle(ok(again), retry_after_s=None)).failures == 0


async def test_the_log_holds_every_attempt_newest_first(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1))
    [delivery] = await stores.outbox.claim(10, lease_s=30)
    await stores.outbox.settle(failed(delivery, 503), retry_after_s=5)
    stores.clock.advance(5)
    [again] = await stores.outbox.claim(10, lease_s=30)
    await stores.outbox.settle(ok(again), retry_after_s=None)
    newest, oldest = await stores.outbox.log(ONE)
    assert (newest.ok, newest.status, newest.delivery.tries) == (True, 204, 1)
    assert (oldest.ok, oldest.status, oldest.detail, oldest.retry_after_s) == (False, 503, "no", 5)
    assert oldest.body == "an answer"
    assert oldest.delivery == delivery
    assert await stores.outbox.log(ONE, limit=1) == [newest]


async def test_the_backlog_says_what_waits(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1))
    [delivery] = await stores.outbox.claim(10, lease_s=30)
    await stores.outbox.settle(failed(delivery), retry_after_s=5)
    await stores.outbox.enqueue(ONE, placed(2, 3))
    backlog = await stores.desk.backlog(ONE)
    assert (backlog.waiting, backlog.retrying, backlog.under_way, backlog.dead) == (2, 1, 0, 0)
    assert (backlog.oldest, backlog.behind, backlog.streak.failures) == (START, False, 1)


# ------------------------------------------------ disabled and behind
async def test_a_disabled_endpoint_has_no_queue_and_takes_nothing(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1))
    await stores.subscriptions.disable(ONE, "410")
    assert await stores.outbox.claim(10, lease_s=30) == []
    assert await stores.outbox.enqueue(ONE, placed(2)) == 0
    assert await stores.outbox.next_due_s() is None
    assert await stores.outbox.behind(SHARD) == []


async def test_an_enabled_endpoint_is_caught_up_from_its_oldest_undelivered_event(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1, 2))
    stores.clock.advance(3600)
    await stores.subscriptions.disable(ONE, "410")
    assert await stores.subscriptions.enable(ONE)
    assert await stores.outbox.enqueue(ONE, placed(3)) == BEHIND
    [behind] = await stores.outbox.behind(SHARD)
    assert behind.subscription == ONE
    assert int(behind.after.partition("-")[0]) == int(START.timestamp() * 1000) - 1
    assert await stores.outbox.catch_up(behind, placed(1, 2)) == 2
    await stores.outbox.caught_up(behind, shards=2)
    assert await stores.outbox.enqueue(ONE, placed(3)) == 1
    assert [one.sequence for one in await stores.outbox.claim(10, lease_s=30)] == [1, 2, 3]


async def test_an_endpoint_is_behind_until_every_shard_is_caught_up(stores: Stores) -> None:
    await stores.outbox.replay(ONE, START)
    [first] = await stores.outbox.behind(SHARD)
    await stores.outbox.caught_up(first, shards=2)
    assert await stores.outbox.behind(SHARD) == []
    assert await stores.outbox.enqueue(ONE, placed(1, shard="a01")) == BEHIND
    [second] = await stores.outbox.behind("a01")
    await stores.outbox.caught_up(second, shards=2)
    assert await stores.outbox.enqueue(ONE, placed(1, shard="a01")) == 1
    assert not (await stores.desk.backlog(ONE)).behind


async def test_a_replay_sends_again_what_was_sent(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1))
    [delivery] = await stores.outbox.claim(10, lease_s=30)
    await stores.outbox.settle(ok(delivery), retry_after_s=None)
    assert await stores.outbox.replay(ONE, START)
    [behind] = await stores.outbox.behind(SHARD)
    assert await stores.outbox.catch_up(behind, placed(1)) == 1
    [again] = await stores.outbox.claim(10, lease_s=30)
    assert (again.event, again.endpoint_sequence) == (delivery.event, 2)


async def test_catching_up_for_an_older_replay_does_nothing(stores: Stores) -> None:
    await stores.outbox.replay(ONE, START)
    [old] = await stores.outbox.behind(SHARD)
    await stores.outbox.replay(ONE, START)
    assert await stores.outbox.catch_up(old, placed(1)) == BEHIND
    await stores.outbox.caught_up(old, shards=1)
    assert len(await stores.outbox.behind(SHARD)) == 1


async def test_a_full_queue_leaves_the_endpoint_behind_and_loses_nothing(open_stores: Open) -> None:
    stores = open_stores(max_queued=3)
    await stores.subscriptions.put(subscription("sub_one"))
    version = await stores.subscriptions.version()
    assert await stores.outbox.enqueue(ONE, placed(*range(1, 8))) == BEHIND
    assert await stores.subscriptions.version() != version
    seen: list[int] = []
    for _ in range(10):
        for delivery in await stores.outbox.claim(10, lease_s=30):
            seen.append(delivery.sequence)
            await stores.outbox.settle(ok(delivery), retry_after_s=None)
        for behind in await stores.outbox.behind(SHARD):
            if await stores.outbox.catch_up(behind, placed(*range(1, 8))) != BEHIND:
                await stores.outbox.caught_up(behind, shards=1)
    assert seen == [1, 2, 3, 4, 5, 6, 7]


async def test_a_removed_subscription_leaves_nothing_behind(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1, 2))
    await stores.outbox.claim(1, lease_s=30)
    assert await stores.subscriptions.remove(ONE)
    assert await stores.outbox.claim(10, lease_s=30) == []
    assert await stores.outbox.log(ONE) == []
    assert await stores.outbox.next_due_s() is None


async def test_an_attempt_for_a_removed_subscription_is_forgotten(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1))
    [delivery] = await stores.outbox.claim(1, lease_s=30)
    await stores.subscriptions.remove(ONE)
    await stores.outbox.settle(failed(delivery), retry_after_s=5)
    assert await stores.outbox.log(ONE) == []
    assert await stores.outbox.next_due_s() is None


async def test_a_sleeper_wakes_when_something_is_queued(stores: Stores) -> None:
    await stores.outbox.wait(timeout_s=0.01)
    await stores.outbox.enqueue(ONE, placed(1))
    await stores.outbox.wait(timeout_s=4)
    assert len(await stores.outbox.claim(10, lease_s=30)) == 1


async def test_deliveries_can_be_compared_by_what_they_are(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1))
    [delivery] = await stores.outbox.claim(1, lease_s=30)
    assert delivery == replace(delivery)


# ------------------------------------------------ messages
async def test_what_was_put_into_a_message_comes_again_with_its_id(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1, 2, 3))
    claimed = await stores.outbox.claim(10, lease_s=30)
    assert await stores.outbox.bind(claimed[:2], "msg_1")
    stores.clock.advance(31)
    again = await stores.outbox.claim(10, lease_s=30)
    assert [(one.endpoint_sequence, one.message, one.tries) for one in again] == [
        (1, "msg_1", 1),
        (2, "msg_1", 1),
        (3, "", 1),
    ]
    assert await stores.outbox.bind(again[:2], "msg_1")  # the same once more
    await stores.outbox.settle(failed(again[0]), retry_after_s=5, others=again[1:2])
    await stores.outbox.settle(failed(again[2]), retry_after_s=None)
    stores.clock.advance(6)
    once_more = await stores.outbox.claim(10, lease_s=30)
    assert [(one.event, one.message, one.tries) for one in once_more] == [
        ("evt_aaaa1", "msg_1", 2),
        ("evt_aaaa2", "msg_1", 2),
    ]
    assert [one.message for one in await stores.outbox.dead(ONE)] == [""]


async def test_a_claimer_that_lost_its_lease_puts_nothing_into_a_message(stores: Stores) -> None:
    await stores.outbox.enqueue(ONE, placed(1, 2))
    lost = await stores.outbox.claim(10, lease_s=30)
    stores.clock.advance(31)
    ours = await stores.outbox.claim(10, lease_s=30)
    assert not await stores.outbox.bind(lost, "msg_old")
    assert await stores.outbox.bind(ours, "msg_new")
    stores.clock.advance(31)
    assert {one.message for one in await stores.outbox.claim(10, lease_s=30)} == {"msg_new"}
