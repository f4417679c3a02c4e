"""People's channels and digests: from committed edits to messages, on both stores."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from house import ONE, House, build, edits

from monitor.model import EventType, Filter, Pace, Rhythm, SavedFilter
from monitor.store import Store

MAIL = {"sink": "mail", "target": "desk"}


@pytest.fixture
async def house(both_stores: Store, frozen_clock: object) -> House:
    made = build(both_stores, frozen_clock)  # type: ignore[arg-type]  # the same clock
    await made.desk.open(tags=("national",))
    return made


async def test_a_person_gets_a_message_to_read_with_the_words_and_the_picture(house: House) -> None:
    await house.subscribe(**MAIL)
    await edits(house, 1)
    await house.settle_down()
    [letter] = house.messenger.letters
    assert "[-12-] {+13+}" in letter.text
    assert "<del>12</del> <ins>13</ins>" in letter.html
    assert "https://news.example/1" in letter.text
    assert letter.picture is None or letter.picture.png.startswith(b"\x89PNG")


async def test_a_digest_is_one_message_a_period_and_counts_what_it_tells_of(house: House) -> None:
    await house.subscribe(pace=Pace(Rhythm.HOURLY), **MAIL)
    for number in range(1, 4):
        await edits(house, 2, number)
    await house.settle_down()
    assert house.messenger.letters == []
    house.clock.advance(3600 + 5)
    await house.settle_down()
    [letter] = house.messenger.letters
    assert letter.title == "Redline: 6 changes in 3 articles, digest"
    assert letter.text.count("* ") == 3
    house.clock.advance(3600)
    await house.settle_down()
    assert len(house.messenger.letters) == 1


@pytest.mark.slow
async def test_a_digest_of_very_many_changes_comes_in_parts_that_tell_of_each_once(house: House) -> None:
    await house.subscribe(pace=Pace(Rhythm.HOURLY), **MAIL)
    for number in range(1, 8):
        await edits(house, 150, number)
        await house.settle_down()
    house.clock.advance(3600 + 5)
    await house.settle_down()
    told = [one.detail for one in await house.store.outbox.log(ONE)]
    assert told == ["50 events in one message", "1000 events in one message"]
    assert len({letter.id for letter in house.messenger.letters}) == len(house.messenger.letters) == len(told)
    backlog = await house.store.desk.backlog(ONE)
    assert (backlog.waiting, backlog.retrying, backlog.under_way, backlog.dead) == (0, 0, 0, 0)


async def test_a_digest_that_fails_is_tried_again_whole_under_the_same_id_and_told_once(house: House) -> None:
    await house.subscribe(pace=Pace(Rhythm.HOURLY), **MAIL)
    await edits(house, 5)
    await house.settle_down()
    house.channel_works = False
    house.clock.advance(3600 + 5)
    await house.settle_down()
    house.clock.advance(6)
    await house.settle_down()
    house.channel_works = True
    house.clock.advance(400)
    await house.settle_down()
    assert len({one.id for one in (*house.messenger.refused, *house.messenger.letters)}) == 1
    assert (len(house.messenger.refused), len(house.messenger.letters)) == (2, 1)


async def test_quiet_hours_hold_and_never_drop(house: House) -> None:
    now = house.clock.now()
    quiet = f"{now:%H:%M}-{now + timedelta(hours=2):%H:%M}"
    await house.subscribe(pace=Pace(quiet=quiet))
    _, events = await edits(house, 12)
    await house.settle_down()
    assert house.got() == []
    due_s = await house.store.outbox.next_due_s()
    assert due_s is not None
    assert 3600 < due_s <= 7200
    house.clock.advance(7200)
    await house.settle_down()
    assert house.got() == [event.id for event in events]


async def test_worth_a_look_sends_six_an_hour_and_loses_nothing(house: House) -> None:
    await house.subscribe(pace=Pace(per_hour=6, per_day=30, apart_s=1800), **MAIL)
    for number in range(1, 11):
        await edits(house, 1, number)
    await house.settle_down()
    assert len(house.messenger.letters) == 6
    assert house.messenger.letters[-1].title == "Redline: 5 changes in 5 articles, those beyond the limit"
    await edits(house, 1, 11)
    await house.settle_down()
    assert len(house.messenger.letters) == 6
    house.clock.advance(3601)
    await house.settle_down()
    assert len(house.messenger.letters) == 7


async def test_a_later_edit_joins_the_next_message_about_its_article(house: House) -> None:
    await house.subscribe(pace=Pace(apart_s=1800), **MAIL)
    article, _ = await edits(house, 1)
    await house.settle_down()
    house.clock.advance(60)
    for _ in range(3):
        await house.desk.edit(article)
    await house.settle_down()
    assert len(house.messenger.letters) == 1
    house.clock.advance(1800)
    await house.settle_down()
    assert len(house.messenger.letters) == 2
    assert "(3 edits)" in house.messenger.letters[1].text
    assert "/diff/2/5" in house.messenger.letters[1].text


async def test_a_channel_that_fails_holds_up_no_other(house: House) -> None:
    await house.subscribe("sub_mail", **MAIL)
    await house.subscribe("sub_hook")
    house.channel_works = False
    _, events = await edits(house, 5)
    await house.settle_down()
    assert house.got("sub_hook") == [event.id for event in events]


async def test_an_edited_pace_plans_anew_what_waits(house: House) -> None:
    await house.subscribe(pace=Pace(Rhythm.WEEKLY), **MAIL)
    await edits(house, 2)
    await house.settle_down()
    held = await house.store.subscriptions.get(ONE)
    assert held is not None
    await house.store.subscriptions.put(replace(held, pace=Pace()))
    house.forget_addressees()
    await house.settle_down()
    assert len(house.messenger.letters) == 2


async def test_filters_ask_for_words_and_for_the_article_s_age(house: House) -> None:
    changes = Filter(types=(EventType.CHANGED,))
    await house.subscribe("sub_word", filter=replace(changes, words=("13",)))
    await house.subscribe("sub_other", filter=replace(changes, words=("resign*",)))
    await house.subscribe("sub_young", filter=replace(changes, max_age_s=3600))
    article = await house.desk.write(1)
    house.clock.advance(7200)
    await house.desk.edit(article)
    await house.settle_down()
    assert [len(house.got(name)) for name in ("sub_word", "sub_other", "sub_young")] == [1, 0, 0]


async def test_a_subscription_that_names_a_saved_filter_follows_it(house: House) -> None:
    changes = Filter(types=(EventType.CHANGED,))
    await house.store.filters.put(SavedFilter("heavy", replace(changes, min_weight=100)))
    await house.subscribe(filter=replace(changes, saved=("heavy",)))
    article, _ = await edits(house, 1)
    await house.settle_down()
    assert house.got() == []
    await house.store.filters.put(SavedFilter("heavy", changes))
    event = await house.desk.edit(article)
    await house.settle_down()
    assert house.got() == [event.id]
