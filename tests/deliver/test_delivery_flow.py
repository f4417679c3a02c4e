"""From a committed edit to a sink: fan-out and deliverer together, on both stores."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from house import ONE, ONLY_CHANGES, House, a_fanout, build, edits

from monitor.deliver import ping
from monitor.model import ArticleId, EventId, EventType, Filter, Position, Remark, RemarkKind, SubscriptionId
from monitor.store import Store
from monitor.store.memory.clock import FrozenClock


@pytest.fixture
async def house(both_stores: Store, frozen_clock: FrozenClock) -> House:
    made = build(both_stores, frozen_clock)
    await made.desk.open(tags=("national",))
    return made


async def test_each_change_reaches_its_subscriber_once_and_in_order(house: House) -> None:
    await house.subscribe()
    _, events = await edits(house, 5)
    await house.settle_down()
    assert house.got() == [event.id for event in events]
    envelopes = [json.loads(one.body) for one in house.sink.parcels]
    assert [one["data"]["endpoint_sequence"] for one in envelopes] == [1, 2, 3, 4, 5]
    assert [one["data"]["sequence"] for one in envelopes] == [event.sequence for event in events]


async def test_the_envelope_tells_what_changed(house: House) -> None:
    await house.subscribe()
    article, [event] = await edits(house, 1)
    await house.settle_down()
    [sent] = [json.loads(one.body) for one in house.sink.parcels]
    assert (sent["id"], sent["type"], sent["schema"]) == (event.id, "article.changed", 1)
    data = sent["data"]
    assert (data["article_id"], data["from_version"], data["to_version"]) == (article, 1, 2)
    assert {"op": "replace", "old": "12", "new": "13"} in data["hunks"]
    assert data["diff_url"] == f"https://redline.example/articles/{article}/diff/1/2"
    assert data["url"] == "https://news.example/1"


async def test_only_who_wants_an_event_gets_it(house: House) -> None:
    await house.subscribe("sub_one", filter=Filter(tags=("national",)))
    await house.subscribe("sub_two", filter=Filter(tags=("sports",)))
    await edits(house, 1)
    await house.settle_down()
    assert (len(house.got("sub_one")), house.got("sub_two")) == (1, [])


async def test_a_failure_is_tried_again_under_the_same_id_by_the_schedule(house: House) -> None:
    await house.subscribe()
    _, [event] = await edits(house, 1)
    house.status = 500
    await house.settle_down()
    waits = []
    for _ in range(20):
        due_s = await house.store.outbox.next_due_s()
        if due_s is None:
            break
        waits.append(due_s)
        house.clock.advance(due_s)
        await house.settle_down()
    assert waits == [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
    assert house.got() == [event.id] * 10
    assert [one.event for one in await house.store.outbox.dead(ONE)] == [event.id]


async def test_events_after_a_failed_one_are_not_held_up(house: House) -> None:
    await house.subscribe()
    article, [first] = await edits(house, 1)
    house.status = 500
    await house.settle_down()
    house.status = 204
    second = await house.desk.edit(article)
    await house.settle_down()
    assert house.got() == [first.id, second.id]
    house.clock.advance(6)
    await house.settle_down()
    assert house.got() == [first.id, second.id, first.id]


async def test_one_failing_endpoint_hurts_no_other(house: House) -> None:
    await house.subscribe("sub_bad", target="https://bad.example/")
    await house.subscribe("sub_good")
    house.by_target["https://bad.example/"] = 500
    _, events = await edits(house, 20)
    await house.settle_down()
    assert house.got("sub_good") == [event.id for event in events]


async def test_gone_disables_and_the_owner_hears_of_it_on_another_channel(house: House) -> None:
    await house.subscribe("sub_gone", target="https://gone.example/")
    await house.subscribe("sub_other", filter=Filter(types=(EventType.ENDPOINT_DISABLED,)))
    house.by_target["https://gone.example/"] = 410
    await edits(house, 3)
    await house.settle_down()
    await house.settle_down()
    assert len(house.got("sub_gone")) == 1
    found = await house.store.subscriptions.get(SubscriptionId("sub_gone"))
    assert found is not None
    assert "410" in found.disabled
    [told] = [json.loads(one.body) for one in house.sink.parcels if one.subscription.id == "sub_other"]
    assert (told["type"], told["data"]["subscription_id"]) == ("endpoint.disabled", "sub_gone")
    assert "gone.example" not in json.dumps(told)


async def test_the_owner_hears_of_it_once_on_each_channel_that_people_read(house: House) -> None:
    await house.subscribe("sub_gone", target="https://gone.example/")
    names = ("sub_desk", "sub_desk_too", "sub_others")
    for name, target in zip(names, ("desk", "desk", "others"), strict=True):
        await house.subscribe(name, sink="mail", target=target, filter=Filter(articles=(ArticleId("another article"),)))
    house.by_target["https://gone.example/"] = 410
    await edits(house, 1)
    for _ in range(3):
        await house.settle_down()
    letters = house.messenger.letters
    assert [letter.title for letter in letters] == ["Subscription switched off: sub_gone"] * 2
    told = {
        name: await house.store.outbox.log(SubscriptionId(name)) for name in ("sub_desk", "sub_desk_too", "sub_others")
    }
    assert [len(log) for log in told.values()] == [1, 0, 1]


async def test_an_endpoint_that_is_enabled_again_gets_what_it_missed(house: House) -> None:
    await house.subscribe()
    article, early = await edits(house, 2)
    house.status = 410
    await house.settle_down()
    house.clock.advance(3600)
    late = [await house.desk.edit(article) for _ in range(2)]
    await house.settle_down()
    house.status = 204
    house.sink.parcels.clear()
    assert await house.store.endpoints.enable(ONE)
    await house.settle_down()
    assert house.got() == [event.id for event in (*early, *late)]
    house.clock.advance(1)
    newest = await house.desk.edit(article)
    await house.settle_down()
    assert house.got()[-1] == newest.id
    assert len(house.got()) == 5


@pytest.mark.slow
async def test_five_days_of_nothing_but_failures_disable(house: House) -> None:
    await house.subscribe()
    article, _ = await edits(house, 1)
    house.status = 500
    for _ in range(5 * 24):
        await house.settle_down()
        found = await house.store.subscriptions.get(ONE)
        assert found is not None
        assert not found.disabled
        house.clock.advance(3600)
    await house.desk.edit(article)
    await house.settle_down()
    found = await house.store.subscriptions.get(ONE)
    assert found is not None
    assert found.disabled.startswith("nothing but failures since 2026-05-04 09:00 UTC")


@pytest.mark.slow
async def test_a_success_in_between_starts_the_five_days_anew(house: House) -> None:
    await house.subscribe()
    article, _ = await edits(house, 1)
    for hours in range(6 * 24):
        house.status = 204 if hours == 48 else 500
        if hours == 48:
            await house.desk.edit(article)
        await house.settle_down()
        house.clock.advance(3600)
    found = await house.store.subscriptions.get(ONE)
    assert found is not None
    assert not found.disabled


async def test_a_replay_sends_everything_since_then_with_the_same_ids(house: House) -> None:
    await house.subscribe()
    article, _ = await edits(house, 2)
    await house.settle_down()
    house.clock.advance(3600)
    since = house.clock.now()
    late = [await house.desk.edit(article) for _ in range(2)]
    await house.settle_down()
    house.sink.parcels.clear()
    assert await house.store.catch_up.replay(ONE, since)
    await house.settle_down()
    assert house.got() == [event.id for event in late]


async def test_a_new_subscription_gets_nothing_from_before_it_unless_it_asks(house: House) -> None:
    _, events = await edits(house, 2)
    house.clock.advance(3600)
    await house.subscribe("sub_new", filter=ONLY_CHANGES)
    await house.subscribe("sub_past", filter=ONLY_CHANGES, since=house.clock.now() - timedelta(days=1))
    await house.settle_down()
    assert house.got("sub_new") == []
    assert house.got("sub_past") == [event.id for event in events]


async def test_a_ping_goes_to_one_endpoint_whatever_its_filter(house: House) -> None:
    await house.subscribe("sub_one")
    await house.subscribe("sub_two")
    event = await ping(ONE, house.store.endpoints, house.store.outbox)
    assert event is not None
    await house.settle_down()
    assert (house.got("sub_one"), house.got("sub_two")) == ([event.id], [])


async def test_a_shard_has_one_owner_until_its_lease_runs_out(house: House) -> None:
    await house.subscribe()
    article, [first] = await edits(house, 1)
    await house.settle_down()
    second_fanout = a_fanout(house.store, "second")
    second = await house.desk.edit(article)
    assert await second_fanout.once() == 0
    house.clock.advance(60)
    assert await second_fanout.once() == 1
    assert await house.fanout.once() == 0
    await house.settle_down()
    assert house.got() == [first.id, second.id]


async def test_an_event_whose_record_is_gone_is_a_dead_letter_and_holds_up_nothing(house: House) -> None:
    await house.subscribe()
    _, [event] = await edits(house, 1)
    lost = replace(event, id=EventId("evt_lost"), sequence=99)
    await house.store.outbox.enqueue(ONE, [(Position("x00", "1-1"), lost)])
    await house.settle_down()
    assert house.got() == [event.id]
    assert [one.event for one in await house.store.outbox.dead(ONE)] == ["evt_lost"]


async def test_a_test_message_reaches_an_endpoint_that_is_behind(house: House) -> None:
    await house.subscribe()
    assert await house.store.catch_up.replay(ONE, house.clock.now())
    event = await ping(ONE, house.store.endpoints, house.store.outbox)
    assert event is not None
    await house.settle_down()
    assert house.got() == [event.id]


async def test_a_withdrawal_reaches_who_got_the_change_though_the_filter_is_another_now(house: House) -> None:
    heavy = replace(ONLY_CHANGES, words=("resign*",), min_weight=99)
    await house.subscribe("sub_wide", filter=ONLY_CHANGES)
    await house.subscribe("sub_never", filter=heavy)
    article, [early] = await edits(house, 1)
    await house.settle_down()
    for wanted in (heavy, replace(heavy, min_weight=100)):
        house.clock.advance(600)
        held = await house.store.subscriptions.get(SubscriptionId("sub_wide"))
        assert held is not None
        await house.store.subscriptions.put(replace(held, filter=wanted).changed(held, house.clock.now()))
    house.clock.advance(600)
    await house.desk.edit(article)
    await house.settle_down()
    withdrawn = []
    for number in (3, 2):  # nobody was told of the later change, so its withdrawal is nobody's business
        said = Remark(article, number, RemarkKind.NOT_AN_EDIT, "desk", "a widget")
        withdrawn.append((await house.store.annotations.add(said)).event)
    await house.settle_down()
    assert withdrawn[1] is not None
    assert house.got("sub_wide") == [early.id, withdrawn[1].id]
    assert house.got("sub_never") == []
