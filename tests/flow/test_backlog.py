"""After a time away: what was most probably edited is looked at first, at the usual pace, and nothing starves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from looking import FEED, WORDS, Newsdesk, page

from monitor import attention, backlog, pipeline
from monitor.fetch import Answer
from monitor.model import Article, ArticleId, Away, ItemKind, Source, SourceKind
from monitor.pipeline import item_of
from monitor.poll import AwayLog
from monitor.sources import article_id, host, source_id
from workers.watching import Watching

AWAY_S = 6 * 86_400.0
AGES_H = (48, 2, 24, 6, 12)  # of five articles of one outlet when Redline stops


@pytest.fixture
async def desk() -> Newsdesk:
    """Five articles of one host, each looked at once an hour ago, when the machine falls asleep for two days."""
    desk = Newsdesk()
    now = desk.clock.now()
    source = Source(source_id(FEED), FEED, SourceKind.FEED, "Outlet", now)
    await desk.store.book.put(source)
    for hours in AGES_H:
        await _article(desk, source, hours, published=now - timedelta(hours=hours))
    await _looks(desk, len(AGES_H))
    return desk


async def _article(desk: Newsdesk, source: Source, hours: int, *, published: datetime) -> None:
    url = f"https://outlet.example/news/{hours}"
    article = Article(
        article_id(url), url, host(url), source.id, (source.id,), published, published=published.isoformat()
    )
    desk.fetcher.say(url, Answer(page(*WORDS, title=f"Story {hours}")))
    await desk.store.own_archive.create([article])
    await desk.world.frontier.put([item_of(article)])


async def _sleep(desk: Newsdesk, seconds: float) -> None:
    """Nobody looks for so long; the first sign of life after it orders what fell due."""
    watching = Watching(
        desk.store.presence, AwayLog(), desk.clock, returned=lambda away: backlog.rank(away, desk.world)
    )
    await watching.beat()
    desk.clock.advance(seconds)
    await watching.beat()


async def _looks(desk: Newsdesk, count: int) -> list[tuple[float, ArticleId]]:
    """The next looks as one worker makes them: seconds from now, and at what."""
    begun, made = desk.clock.now(), list[tuple[float, ArticleId]]()
    for _ in range(4 * count):
        leases = await desk.world.frontier.claim([ItemKind.ARTICLE], 9, lease_s=60)
        for lease in leases:
            made.append(((desk.clock.now() - begun).total_seconds(), ArticleId(lease.item.id)))
            await pipeline.look(lease, desk.world)
        desk.clock.advance(0.5)
    return made[:count]


def _id(hours: int) -> ArticleId:
    return article_id(f"https://outlet.example/news/{hours}")


async def test_the_backlog_is_run_by_what_a_look_is_worth_at_the_usual_pace(desk: Newsdesk) -> None:
    await _sleep(desk, AWAY_S)
    made = await _looks(desk, len(AGES_H))
    assert [article for _, article in made] == [_id(hours) for hours in sorted(AGES_H)]
    times = [at for at, _ in made]
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(times))


async def test_without_a_time_away_the_order_is_that_of_the_due_times(desk: Newsdesk) -> None:
    items = [item_of((await desk.head(_id(hours))).article) for hours in AGES_H]
    before = await desk.world.frontier.planned(items)
    await _sleep(desk, 200)
    assert await desk.world.frontier.planned(items) == before


async def test_nothing_of_the_backlog_starves_behind_what_falls_due_later(desk: Newsdesk) -> None:
    (source,) = await desk.store.book.all()
    await _sleep(desk, AWAY_S)
    for number in range(1, 20):  # every second a new one, more than the pace of the host allows
        await _article(desk, source, -number, published=desk.clock.now())
    made = [article for _, article in await _looks(desk, 12)]
    assert set(made[: len(AGES_H)]) == {_id(hours) for hours in AGES_H}


async def test_an_article_of_which_nothing_is_kept_yet_comes_first(desk: Newsdesk) -> None:
    (source,) = await desk.store.book.all()
    await _article(desk, source, 4_000, published=desk.clock.now() - timedelta(hours=4_000))
    await _sleep(desk, AWAY_S)
    assert (await _looks(desk, 1))[0][1] == _id(4_000)


async def test_the_weight_that_a_person_gave_an_article_counts_in_the_order(desk: Newsdesk) -> None:
    await attention.weigh([_id(48)], 1_000.0, desk.world)
    await _sleep(desk, AWAY_S)
    made = await _looks(desk, len(AGES_H))
    assert [article for _, article in made] == [_id(hours) for hours in (48, 2, 6, 12, 24)]


async def test_what_somebody_asks_for_comes_before_the_backlog(desk: Newsdesk) -> None:
    await _sleep(desk, AWAY_S)
    await attention.boost([_id(48)], timedelta(hours=1), desk.world)
    made = await _looks(desk, len(AGES_H))
    assert [article for _, article in made] == [_id(hours) for hours in (48, 2, 6, 12, 24)]


async def test_a_pause_of_the_source_keeps_its_articles_out_of_it(desk: Newsdesk) -> None:
    desk.clock.advance(AWAY_S)
    now = desk.clock.now()
    away = Away(now - timedelta(days=6), now)
    assert await backlog.rank(away, desk.world) == len(AGES_H)
    (source,) = await desk.store.book.all()
    await desk.store.book.put(replace(source, paused=True))
    assert await backlog.rank(away, desk.world) == 0
