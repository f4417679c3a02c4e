"""Times in which nobody looked: kept, shown, not counted, and what is found after them is late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from looking import STORY, WORDS, Newsdesk

from monitor.fetch import Answer
from monitor.model import Away, EventType, FetchFailed, FetchReason, Item, ItemKind, SourceRules
from monitor.pipeline import Looked, Outcome
from monitor.poll import AwayLog
from monitor.poll.away import is_late, stood
from monitor.ports import Presence
from monitor.store.client import StoreClient
from monitor.store.keys import Keys
from monitor.store.memory.clock import FrozenClock
from monitor.store.memory.presence import MemoryPresence
from monitor.store.presence import RECENT, RedisPresence
from workers.watching import ASLEEP, CUT_OFF, NOT_RUNNING, Watching

HOUR_S = 3_600.0
EDITED = (WORDS[0].replace("Twelve", "Fifteen"), *WORDS[1:])
HOURLY = SourceRules(confirm=False, every_s=3_600)


@pytest.fixture(params=["memory", "redis"])
def presence(request: pytest.FixtureRequest, frozen_clock: FrozenClock) -> Presence:
    if request.param == "memory":
        return MemoryPresence(frozen_clock)
    client: StoreClient = request.getfixturevalue("frozen_client")
    keys: Keys = request.getfixturevalue("frozen_keys")
    return RedisPresence(client, keys)


# ------------------------------------------------ the port: twin and real server
async def test_a_first_sign_of_life_ends_no_span(presence: Presence) -> None:
    found = await presence.beat(why="x")
    assert (found.spans, found.was_away) == ((), False)


async def test_a_silence_of_five_minutes_is_none_and_a_longer_one_is_kept(
    presence: Presence, frozen_clock: FrozenClock
) -> None:
    await presence.beat(why="x")
    frozen_clock.advance(300)
    assert not (await presence.beat(why="y")).was_away
    before = frozen_clock.now()
    frozen_clock.advance(301)
    found = await presence.beat(why="a: b")
    assert found.was_away
    assert found.spans == (Away(before, frozen_clock.now(), "a: b"),)
    assert not (await presence.beat(why="z")).was_away
    assert await presence.spans() == found.spans


async def test_the_newest_spans_are_answered(presence: Presence, frozen_clock: FrozenClock) -> None:
    for number in range(RECENT + 6):
        await presence.beat(why=str(number))
        frozen_clock.advance(400)
    spans = await presence.spans()
    assert len(spans) == RECENT
    assert spans[-1].why == str(RECENT + 5)


# ------------------------------------------------ one process
def seen(host: str, *, answered: bool) -> Looked:
    return Looked(Item(ItemKind.ARTICLE, "a", host), Outcome.FAILED, unreached=not answered)


async def test_a_process_that_was_stopped_or_slept_says_so(frozen_clock: FrozenClock) -> None:
    presence = MemoryPresence(frozen_clock)
    await Watching(presence, AwayLog(), frozen_clock).beat()
    frozen_clock.advance(8 * HOUR_S)
    away = AwayLog()
    again = Watching(presence, away, frozen_clock)
    await again.beat()
    assert [span.why for span in away.spans] == [NOT_RUNNING]
    frozen_clock.advance(8 * HOUR_S)
    await again.beat()
    assert [span.why for span in away.spans] == [NOT_RUNNING, ASLEEP]


async def test_without_a_network_nobody_watches(frozen_clock: FrozenClock) -> None:
    away = AwayLog()
    watching = Watching(MemoryPresence(frozen_clock), away, frozen_clock)
    await watching.beat()
    for minute in range(20):
        watching.saw(seen(f"{minute % 3}.example", answered=False))
        frozen_clock.advance(60)
        await watching.beat()
    assert watching.is_cut_off
    watching.saw(seen("1.example", answered=True))
    await watching.beat()
    (span,) = away.spans
    assert span.why == CUT_OFF
    assert span.until - span.since > timedelta(minutes=15)


async def test_one_host_that_does_not_answer_is_no_time_away(frozen_clock: FrozenClock) -> None:
    away = AwayLog()
    watching = Watching(MemoryPresence(frozen_clock), away, frozen_clock)
    for _ in range(30):
        watching.saw(seen("down.example", answered=False))
        frozen_clock.advance(60)
        await watching.beat()
    assert away.spans == ()


# ------------------------------------------------ what it means for looks
@pytest.fixture
def desk() -> Newsdesk:
    return Newsdesk()


async def test_a_change_found_after_more_than_an_hour_away_is_late(desk: Newsdesk) -> None:
    article = await desk.article(HOURLY)
    desk.says(*WORDS)
    await desk.look()
    now = desk.clock.now()
    desk.world.away.spans = (Away(now + timedelta(hours=1), now + timedelta(hours=9)),)
    desk.says(*EDITED)
    await desk.look(later_s=10 * HOUR_S)
    desk.says(*WORDS)
    await desk.look(later_s=2 * HOUR_S)
    assert [event.late for event in await desk.store.archive.events(article)] == [False, True, False]


async def test_time_away_does_not_make_a_page_gone(desk: Newsdesk) -> None:
    article = await desk.article(HOURLY)
    desk.says(*WORDS)
    await desk.look()
    desk.fetcher.say(STORY, Answer(b"", status=404))
    for _ in range(3):
        await desk.look(later_s=2 * HOUR_S)
    now = desk.clock.now()
    desk.world.away.spans = (Away(now + timedelta(hours=1), now + timedelta(hours=60)),)
    await desk.look(later_s=61 * HOUR_S)
    assert EventType.UNAVAILABLE not in [event.type for event in await desk.store.archive.events(article)]
    for _ in range(3):
        await desk.look(later_s=15 * HOUR_S)
    assert [event.type for event in await desk.store.archive.events(article)][-1] is EventType.UNAVAILABLE


def test_only_the_overlap_counts() -> None:
    start = FrozenClock().now()
    hours = [start + timedelta(hours=n) for n in range(20)]
    away = (Away(hours[2], hours[4]), Away(hours[8], hours[15]))
    assert stood(hours[3], hours[10], away) == timedelta(hours=4)
    assert stood(hours[9], hours[12], away) == timedelta(0)
    assert is_late(hours[3], hours[5], away)
    assert not is_late(hours[4], hours[8], away)
    assert not is_late(hours[0], hours[19], (Away(hours[2], hours[3]),))
    assert not is_late(None, hours[19], away)


async def test_a_look_that_reaches_no_server_says_so(desk: Newsdesk) -> None:
    await desk.article(HOURLY)
    desk.fetcher.say(STORY, FetchFailed(STORY, FetchReason.DNS, "no such host"))
    assert (await desk.look()).unreached
    desk.fetcher.say(STORY, Answer(b"", status=500))
    assert not (await desk.look(later_s=7 * HOUR_S)).unreached
