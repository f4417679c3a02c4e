"""Times in which nobody looked: kept, shown, not counted, and what is found after them is late."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from looking import FEED, STORY, WORDS, Newsdesk, feed

from monitor.fetch import Answer
from monitor.model import (
    Article,
    Away,
    EventType,
    FetchFailed,
    FetchReason,
    FetchResult,
    ItemKind,
    NotModified,
    Request,
    SourceRules,
)
from monitor.pipeline import Outcome, item_of
from monitor.poll import AwayLog, Reach
from monitor.poll.away import is_late, stood
from monitor.ports import Presence
from monitor.sources import article_id, host, source_id
from monitor.store.client import StoreClient
from monitor.store.keys import Keys
from monitor.store.memory.clock import FrozenClock
from monitor.store.memory.presence import MemoryPresence
from monitor.store.presence import RECENT, RedisPresence
from workers.looker import Looker
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


async def test_a_clock_that_was_set_back_makes_nobody_away(presence: Presence, frozen_clock: FrozenClock) -> None:
    mine, away = FrozenClock(), AwayLog()
    watching = Watching(presence, away, mine)
    await watching.beat()
    mine.advance(-HOUR_S)
    for _ in range(70):
        for clock in (mine, frozen_clock):
            clock.advance(60)
        await watching.beat()
    assert (await presence.spans(), away.spans) == ((), ())


async def test_the_last_sign_of_life_is_known(presence: Presence, frozen_clock: FrozenClock) -> None:
    assert await presence.last() is None
    await presence.beat(why="x")
    begun = frozen_clock.now()
    frozen_clock.advance(HOUR_S)
    assert await presence.last() == begun
    await presence.beat(why="x")
    assert await presence.last() == frozen_clock.now()


async def test_the_newest_spans_are_answered(presence: Presence, frozen_clock: FrozenClock) -> None:
    for number in range(RECENT + 6):
        await presence.beat(why=str(number))
        frozen_clock.advance(400)
    spans = await presence.spans()
    assert len(spans) == RECENT
    assert spans[-1].why == str(RECENT + 5)


# ------------------------------------------------ one process
SILENCE = FetchFailed("u", FetchReason.CONNECT)
ANSWER = NotModified("u", ())
SOURCE = source_id(FEED)


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
    away, reach = AwayLog(), Reach()
    watching = Watching(MemoryPresence(frozen_clock), away, frozen_clock, reach)
    await watching.beat()
    for minute in range(20):
        reach.saw(f"{minute % 3}.example", SILENCE)
        frozen_clock.advance(60)
        await watching.beat()
    assert reach.is_cut_off
    reach.saw("1.example", ANSWER)
    await watching.beat()
    (span,) = away.spans
    assert span.why == CUT_OFF
    assert span.until - span.since > timedelta(minutes=15)


async def test_one_host_that_does_not_answer_is_no_time_away(frozen_clock: FrozenClock) -> None:
    away, reach = AwayLog(), Reach()
    watching = Watching(MemoryPresence(frozen_clock), away, frozen_clock, reach)
    for _ in range(30):
        reach.saw("down.example", SILENCE)
        frozen_clock.advance(60)
        await watching.beat()
    assert away.spans == ()


def test_hosts_that_are_down_while_others_answer_say_nothing_of_our_network() -> None:
    reach = Reach()
    for silent in ("a.example", "b.example"):
        reach.saw(silent, SILENCE)
    reach.saw("c.example", ANSWER)
    for silent in ("a.example", "b.example", "a.example", "c.example"):
        reach.saw(silent, SILENCE)
        assert not reach.is_cut_off
    reach.saw("d.example", SILENCE)
    assert reach.is_cut_off
    for answering in ("a.example", "b.example"):
        reach.saw(answering, ANSWER)
        assert not reach.is_cut_off
    for silent in ("a.example", "b.example"):
        reach.saw(silent, SILENCE)
    assert reach.is_cut_off


@pytest.mark.parametrize(
    ("reason", "is_cut_off"),
    [
        (FetchReason.PROTOCOL, False), (FetchReason.TLS, False), (FetchReason.TOO_LARGE, False),
        (FetchReason.ROBOTS, True), (FetchReason.BAD_URL, True), (FetchReason.HOST_BUSY, True), (FetchReason.DNS, True),
    ],
)  # fmt: skip
def test_only_an_answer_ends_being_cut_off(
    reason: FetchReason,
    is_cut_off: bool,  # noqa: FBT001 - a case of the table
) -> None:
    reach = Reach()
    for silent in ("a.example", "b.example"):
        assert not reach.is_cut_off
        reach.saw(silent, SILENCE)
    reach.saw("c.example", FetchFailed("u", reason))
    assert reach.is_cut_off is is_cut_off


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


async def test_without_a_network_no_page_and_no_source_is_said_to_fail(desk: Newsdesk) -> None:
    article = await desk.article(HOURLY)
    desk.says(*WORDS)
    desk.fetcher.say(FEED, Answer(feed(STORY)))
    await desk.look(ItemKind.SOURCE)
    await desk.look(later_s=2)
    for url in (STORY, FEED):
        desk.fetcher.say(url, FetchFailed(url, FetchReason.DNS, "no such host"))
    desk.world.reach.saw("elsewhere.example", SILENCE)
    before, source = (await desk.head(article)).state, await desk.world.book.states([SOURCE])
    for _ in range(10):
        for kind in ItemKind:
            looked = await desk.look(kind, later_s=2 * HOUR_S)
            assert (looked.outcome, looked.why) == (Outcome.PUT_OFF, "the network could not be reached")
    assert (await desk.head(article)).state == before
    assert await desk.world.book.states([SOURCE]) == source
    (planned,) = await desk.store.frontier.planned([item_of((await desk.head(article)).article)])
    assert planned.due is not None
    assert planned.due - desk.clock.now() <= timedelta(minutes=5)
    desk.says(*EDITED)
    assert (await desk.look(later_s=300)).outcome is Outcome.CHANGED


async def test_a_look_whose_host_is_busy_is_made_soon_and_counts_for_nothing(desk: Newsdesk) -> None:
    article = await desk.article(SourceRules(confirm=False, every_s=86_400))
    desk.says(*WORDS)
    await desk.look()
    before = (await desk.head(article)).state
    desk.fetcher.say(STORY, FetchFailed(STORY, FetchReason.HOST_BUSY, "elsewhere.example"))
    assert (await desk.look(later_s=25 * HOUR_S)).outcome is Outcome.PUT_OFF
    assert (await desk.head(article)).state == before
    desk.says(*EDITED)
    assert (await desk.look(later_s=300)).outcome is Outcome.CHANGED


async def test_without_a_network_looks_are_tried_one_at_a_time(desk: Newsdesk) -> None:
    urls = [f"https://{number}.example/a" for number in range(12)]
    await desk.watch()
    found = [Article(article_id(url), url, host(url), SOURCE, (SOURCE,), desk.clock.now()) for url in urls]
    await desk.store.archive.create(found)
    await desk.store.frontier.put([item_of(one) for one in found])
    stop = asyncio.Event()
    asked: list[str] = []

    class Unplugged:
        """A fetcher that nobody answers."""

        async def fetch(self, request: Request) -> FetchResult:
            asked.append(request.url)
            if len(asked) == 10:
                stop.set()
            return FetchFailed(request.url, FetchReason.CONNECT)

        async def crawl_delay(self, url: str) -> float:
            return 0.0

    world = replace(desk.world, fetcher=Unplugged())
    for silent in ("x.example", "y.example"):
        world.reach.saw(silent, SILENCE)
    begun = desk.clock.now()
    async with asyncio.timeout(30):
        await Looker(world, desk.store.wakeup, (ItemKind.ARTICLE,), pause_s=5.0).run(stop)
    assert desk.clock.now() - begun >= timedelta(seconds=45)
