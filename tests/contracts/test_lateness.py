"""How late messages are, over both stores: an event nobody passed on, a delivery nobody claimed."""

from __future__ import annotations

import pytest
from house import House, build, edits

from monitor.lateness import LATE_S, alarm, lag_s
from monitor.model import Pace, Rhythm
from monitor.store import Store


@pytest.fixture
async def house(both_stores: Store, frozen_clock: object) -> House:
    made = build(both_stores, frozen_clock)  # type: ignore[arg-type]  # the same clock
    await made.desk.open()
    return made


async def late(house: House) -> float:
    return await lag_s(house.store.log, house.store.desk, house.store.subscriptions)


async def test_what_nobody_passes_on_is_late_only_where_somebody_subscribes(house: House) -> None:
    await edits(house, 1)
    house.clock.advance(300)
    assert await late(house) == 0
    await house.subscribe()
    assert await late(house) == pytest.approx(300, abs=1)
    await house.settle_down()
    assert await late(house) == 0


async def test_what_nobody_claims_is_late_since_it_was_queued_whatever_comes_behind_it(house: House) -> None:
    await house.subscribe()
    article, _ = await edits(house, 1)
    await house.fanout.once()
    for _ in range(3):
        house.clock.advance(100)
        await house.desk.edit(article)
        await house.fanout.once()
    assert await late(house) == pytest.approx(300, abs=1)
    await house.settle_down()
    assert await late(house) == 0


async def test_what_waits_for_its_digest_or_was_given_back_is_not_late(house: House) -> None:
    await house.subscribe(pace=Pace(Rhythm.HOURLY))
    await edits(house, 2)
    await house.settle_down()
    house.clock.advance(60)
    assert await late(house) == 0
    await house.subscribe("sub_two")
    await edits(house, 1, 2)
    await house.fanout.once()
    await house.store.outbox.release(await house.store.outbox.claim(10, lease_s=60))
    assert await late(house) == 0


def test_the_alarm_says_how_late_and_what_to_look_at() -> None:
    assert alarm(LATE_S - 1) == ""
    assert alarm(600) == "Messages are 10 minutes late: is a deliverer running, and do the receivers answer?"
