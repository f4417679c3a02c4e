"""An article's whole life through the pipeline: what the plan promises is what happens, for a year and longer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from looking import FEED, STORY, WORDS, Newsdesk, feed

from monitor import attention
from monitor.fetch import Answer
from monitor.model import ArticleId, EventType, Health, ItemKind, SourceRules
from monitor.pipeline import item_of
from monitor.poll.articles import LONGEST_BOOST

DAY = timedelta(days=1)
CLOSING = (7, 21, 60, 180, 365)


@pytest.fixture
def desk() -> Newsdesk:
    return Newsdesk()


async def looks(desk: Newsdesk, article: ArticleId, *, until: datetime) -> AsyncIterator[tuple[datetime, bool]]:
    """Look whenever it is due: (when, whether conditionally)."""
    known, _ = (await desk.store.catalog.heads([article]))[article]
    while True:
        (planned,) = await desk.store.frontier.planned([item_of(known)])
        if planned.due is None or planned.due > until:
            return
        await desk.look(later_s=max(1.0, (planned.due - desk.clock.now()).total_seconds()))
        yield desk.clock.now(), bool(desk.fetcher.asked[-1].validators.etag)


def days_of(found: list[datetime], begun: datetime) -> list[int]:
    return [round((at - begun) / DAY) for at in found]


async def test_news_are_looked_at_for_60_days_then_twice_more_and_without_conditions_on_those_days(
    desk: Newsdesk,
) -> None:
    article, begun = await desk.article(), desk.clock.now()
    desk.says(*WORDS, etag='"1"')
    made = [look async for look in looks(desk, article, until=begun + 900 * DAY)]
    assert days_of([at for at, conditional in made[1:] if not conditional], begun) == list(CLOSING)
    assert days_of([at for at, _ in made if at > begun + 61 * DAY], begun) == [180, 365]
    assert (await desk.head(article)).state.health is Health.FINISHED
    told = [event.type for event in await desk.store.archive.events(article)]
    assert told == [EventType.CREATED, EventType.FINISHED]


async def test_a_page_that_is_not_to_retire_is_looked_at_for_ever_at_least_every_fortnight(desk: Newsdesk) -> None:
    article, begun = await desk.article(SourceRules(confirm=False, retire=False)), desk.clock.now()
    desk.says(*WORDS, etag='"1"')
    made = [at async for at, _ in looks(desk, article, until=begun + 800 * DAY)]
    assert made[-1] > begun + 785 * DAY
    assert max((later - at) / DAY for at, later in pairwise(made)) < 14.1
    assert (await desk.head(article)).state.health is Health.OK


async def test_a_signal_wakes_a_finished_article_and_a_change_gives_it_a_new_life(desk: Newsdesk) -> None:
    article, begun = await desk.article(), desk.clock.now()
    desk.says(*WORDS, etag='"1"')
    _ = [look async for look in looks(desk, article, until=begun + 100 * DAY)]
    desk.clock.advance((begun + 100 * DAY - desk.clock.now()).total_seconds())
    known, _ = (await desk.store.catalog.heads([article]))[article]
    await desk.store.frontier.signal([item_of(known)])
    await desk.look(later_s=1)  # nothing has changed: it stays finished, with the looks that were planned
    assert (await desk.head(article)).state.health is Health.FINISHED
    (planned,) = await desk.store.frontier.planned([item_of(known)])
    assert planned.due is not None
    assert days_of([planned.due], begun) == [180]
    desk.says("Fifteen people were hurt.", *WORDS[1:], etag='"2"')
    await desk.store.frontier.signal([item_of(known)])
    woken = desk.clock.now()
    await desk.look(later_s=1)
    assert (await desk.head(article)).state.health is Health.OK
    made = [look async for look in looks(desk, article, until=woken + 900 * DAY)]
    assert days_of([at for at, conditional in made if not conditional], woken) == list(CLOSING)
    told = [event.type for event in await desk.store.archive.events(article)]
    assert told == [EventType.CREATED, EventType.FINISHED, EventType.CHANGED, EventType.FINISHED]


async def test_a_boost_is_two_minutes_apart_and_over_after_twelve_hours(desk: Newsdesk) -> None:
    article = await desk.article()
    desk.says(*WORDS, etag='"1"')
    await desk.look()
    begun = desk.clock.now()
    until = await attention.boost([article], timedelta(hours=100), desk.world)
    assert until == begun + LONGEST_BOOST == begun + timedelta(hours=12)
    made = [at async for at, _ in looks(desk, article, until=begun + timedelta(days=2))]
    inside = [at for at in made if at <= until]
    assert len(inside) == 12 * 30
    assert {later - at for at, later in pairwise(inside)} == {timedelta(minutes=2)}
    assert len(made) - len(inside) < 40


async def test_first_looks_of_a_new_source_are_spread_out(desk: Newsdesk) -> None:
    await desk.watch(SourceRules(max_new_per_look=40))
    desk.fetcher.say(FEED, Answer(feed(*(f"https://outlet.example/{number}" for number in range(40)))))
    await desk.look(ItemKind.SOURCE)
    listed = (await desk.store.catalog.heads((await desk.store.catalog.articles()).items)).values()
    planned = await desk.store.frontier.planned([item_of(article) for article, _ in listed])
    due = sorted(one.due for one in planned if one.due)
    assert len(due) == 40
    assert min(later - at for at, later in pairwise(due)) >= timedelta(seconds=1.9)


@pytest.mark.parametrize(("minutes", "heeded"), [(-60, False), (30, True), (600, False)])
async def test_an_entry_is_announced_by_an_update_since_our_last_look_that_is_not_to_come(
    desk: Newsdesk,
    minutes: int,
    heeded: bool,  # noqa: FBT001 - a case of the table
) -> None:
    article = await desk.article()
    desk.says(*WORDS, etag='"1"')
    await desk.look()
    looked = desk.clock.now()
    desk.clock.advance(3_600)
    updated = f"{looked + timedelta(minutes=minutes):%a, %d %b %Y %H:%M:%S +0000}"
    desk.fetcher.say(
        FEED, Answer(feed(STORY, extra="").replace(b"<item>", f"<item><updated>{updated}</updated>".encode()))
    )
    await desk.look(ItemKind.SOURCE)
    (planned,) = await desk.store.frontier.planned([item_of((await desk.head(article)).article)])
    assert planned.announced is heeded
