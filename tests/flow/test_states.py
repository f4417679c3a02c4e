"""What an article becomes when its page goes, comes back, moves, or turns out to be another one's."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from looking import STORY, WORDS, Newsdesk, page

from monitor import pipeline, sources
from monitor.fetch import Answer
from monitor.model import Article, ArticleId, Away, EventType, Head, Health, ItemKind, SourceRules
from monitor.pipeline import Outcome, item_of

HOUR_S = 3_600.0
DAY_S = 24 * HOUR_S
HOURLY = SourceRules(confirm=False, every_s=3_600)
EDITED = (WORDS[0].replace("Twelve", "Fifteen"), *WORDS[1:])
NEW_PLACE = "https://www.outlet.example/2026/ferry"
HEAD = f"<link rel='canonical' href='{NEW_PLACE}'>"


@pytest.fixture
def desk() -> Newsdesk:
    return Newsdesk()


async def head_of(desk: Newsdesk, article: ArticleId) -> Head:
    found = await desk.store.archive.head(article)
    assert found is not None
    return found


async def kinds(desk: Newsdesk, article: ArticleId) -> list[EventType]:
    return [event.type for event in await desk.store.archive.events(article)]


async def look_when_due(desk: Newsdesk, article: ArticleId) -> float:
    """The hours until the look was due; then the look."""
    head = await head_of(desk, article)
    (planned,) = await desk.store.frontier.planned([item_of(head.article)])
    assert planned.due is not None
    wait_s = max(0.0, (planned.due - desk.clock.now()).total_seconds())
    await desk.look(later_s=wait_s + 1)
    return wait_s / HOUR_S


# ------------------------------------------------ gone and back
async def test_a_404_counts_as_gone_after_three_looks_over_two_days(desk: Newsdesk) -> None:
    article = await desk.article()
    desk.says(*WORDS)
    await desk.look()
    desk.fetcher.say(STORY, Answer(b"nothing here", status=404))
    await look_when_due(desk, article)
    first = desk.clock.now()
    for _ in range(3):
        assert EventType.UNAVAILABLE not in await kinds(desk, article)
        await look_when_due(desk, article)
    assert EventType.UNAVAILABLE in await kinds(desk, article)
    assert timedelta(hours=48) <= desk.clock.now() - first < timedelta(hours=49)
    assert len(desk.fetcher.asked) == 5
    assert [round(await look_when_due(desk, article) / 24) for _ in range(2)] == [7, 23]
    (planned,) = await desk.store.frontier.planned([item_of((await head_of(desk, article)).article)])
    assert planned.due is None
    assert (await kinds(desk, article)).count(EventType.UNAVAILABLE) == 1


@pytest.mark.parametrize(
    "said",
    [
        "<title>Page not found</title><body><h1>Page not found</h1><p>Try the search.</p>",
        "<title>Outlet</title><body><h1>404</h1><p>Sorry! Here is the front page instead.</p>",
        "<title>Outlet</title><body><h1>We can't find that page</h1><p>It may have moved.</p>",
        "<title>Seite nicht gefunden | Outlet</title><body><p>Zur Startseite</p>",
    ],
)
async def test_an_error_page_with_status_200_counts_like_a_404(desk: Newsdesk, said: str) -> None:
    article = await desk.article()
    desk.says(*WORDS)
    await desk.look()
    desk.fetcher.say(STORY, Answer(f"<html>{said}</body></html>".encode()))
    await look_when_due(desk, article)
    first = desk.clock.now()
    for _ in range(3):
        assert EventType.UNAVAILABLE not in await kinds(desk, article)
        await look_when_due(desk, article)
    assert timedelta(hours=48) <= desk.clock.now() - first < timedelta(hours=49)
    *_, gone = await desk.store.archive.events(article)
    assert gone.type is EventType.UNAVAILABLE
    assert "an error page says that it was not found" in gone.detail
    desk.says(*WORDS)
    await look_when_due(desk, article)
    assert await kinds(desk, article) == [EventType.CREATED, EventType.UNAVAILABLE, EventType.RESTORED]
    assert (await head_of(desk, article)).trail.missing == 0


async def test_a_redirect_to_the_page_for_what_is_not_there_counts_like_a_404(desk: Newsdesk) -> None:
    article = await desk.article()
    desk.says(*WORDS)
    await desk.look()
    away = page(*(f"Something quite different, part {n}, that no one wrote about a ferry." for n in range(9)))
    desk.fetcher.say(STORY, Answer(away, hops=((302, "https://outlet.example/not-found"),)))
    for _ in range(4):
        await look_when_due(desk, article)
    assert await kinds(desk, article) == [EventType.CREATED, EventType.UNAVAILABLE]


async def test_a_wall_between_404s_neither_counts_nor_begins_the_row_anew(desk: Newsdesk) -> None:
    article = await desk.article(HOURLY)
    desk.says(*WORDS)
    await desk.look()
    wall = b"<html><title>Just a moment...</title><body><p>Checking your browser before you go on.</p></body></html>"
    for answer in (Answer(b"", status=404), Answer(wall), Answer(b"", status=404)):
        desk.fetcher.say(STORY, answer)
        await desk.look(later_s=20 * HOUR_S)
    assert (await head_of(desk, article)).trail.missing == 2


async def test_a_404_between_two_good_looks_is_no_event(desk: Newsdesk) -> None:
    article = await desk.article(HOURLY)
    desk.says(*WORDS)
    await desk.look()
    for _ in range(3):
        desk.fetcher.say(STORY, Answer(b"nothing here", status=404))
        await desk.look(later_s=2 * DAY_S)
        desk.says(*WORDS)
        await desk.look(later_s=2 * DAY_S)
    assert await kinds(desk, article) == [EventType.CREATED]
    assert (await head_of(desk, article)).trail.missing == 0


async def test_an_error_of_the_server_is_neither_a_404_nor_its_end(desk: Newsdesk) -> None:
    article = await desk.article(HOURLY)
    desk.says(*WORDS)
    await desk.look()
    for status in (404, 500, 404, 503):
        desk.fetcher.say(STORY, Answer(b"", status=status))
        await desk.look(later_s=20 * HOUR_S)
    assert (await head_of(desk, article)).trail.missing == 2
    assert (await head_of(desk, article)).state.health is Health.FAILING


async def test_a_page_that_comes_back_with_another_text_tells_the_change_across_the_gap(desk: Newsdesk) -> None:
    article = await desk.article(replace(HOURLY, confirm=True))
    desk.says(*WORDS)
    await desk.look()
    desk.fetcher.say(STORY, Answer(b"gone", status=410))
    await desk.look(later_s=HOUR_S)
    assert await kinds(desk, article) == [EventType.CREATED, EventType.UNAVAILABLE]
    desk.says(*EDITED)
    await desk.look(later_s=7 * DAY_S)
    assert (await head_of(desk, article)).state.health is Health.UNAVAILABLE  # seen once: not yet sure
    await desk.look(later_s=60)
    *_, back = await desk.store.archive.events(article)
    assert back.type is EventType.RESTORED
    assert back.change is not None
    assert (back.change.from_version, back.change.to_version) == (1, 2)
    assert (await head_of(desk, article)).state.health is Health.OK
    assert (await head_of(desk, article)).trail.gone_since is None


async def test_a_page_that_comes_back_as_it_was_is_told_without_a_change(desk: Newsdesk) -> None:
    article = await desk.article(HOURLY)
    desk.says(*WORDS)
    await desk.look()
    desk.fetcher.say(STORY, Answer(b"gone", status=410))
    await desk.look(later_s=HOUR_S)
    desk.says(*WORDS)
    await desk.look(later_s=7 * DAY_S)
    *_, back = await desk.store.archive.events(article)
    assert (back.type, back.change) == (EventType.RESTORED, None)


async def test_a_page_that_is_gone_stays_gone_whatever_else_goes_wrong(desk: Newsdesk) -> None:
    article = await desk.article(HOURLY)
    desk.says(*WORDS)
    await desk.look()
    desk.fetcher.say(STORY, Answer(b"gone", status=410))
    await desk.look(later_s=HOUR_S)
    desk.fetcher.say(STORY, Answer(b"", status=500))
    await desk.look(later_s=7 * DAY_S)
    assert (await head_of(desk, article)).state.health is Health.UNAVAILABLE
    desk.fetcher.say(STORY, Answer(b"gone", status=410))
    await desk.look(later_s=DAY_S)
    assert (await kinds(desk, article)).count(EventType.UNAVAILABLE) == 1


# ------------------------------------------------ redirects that lead away
@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("https://outlet.example/", "home page"),
        ("https://outlet.example/en/", "home page"),
        ("https://outlet.example/index.html", "home page"),
        ("https://outlet.example/login?next=%2Fnews%2Fferry", "login page"),
        ("https://accounts.outlet.example/x?y", "login page"),
        ("https://consent.outlet.example/?continue=x", "consent page"),
        ("https://outlet.example/news", "section"),
        ("https://squatter.example/shop/ferry", "another site"),
        ("https://outlet.example/404.html", "error page"),
    ],
)
async def test_a_redirect_that_leads_away_is_no_version(desk: Newsdesk, target: str, said: str) -> None:
    article = await desk.article(HOURLY)
    desk.says(*WORDS)
    await desk.look()
    away = page(*(f"Something quite different, part {n}, that no one wrote about a ferry." for n in range(9)))
    desk.fetcher.say(STORY, Answer(away, hops=((302, target),)))
    looked = await desk.look(later_s=DAY_S)
    assert looked.outcome is Outcome.FAILED
    assert said in looked.why
    assert (await head_of(desk, article)).state.versions == 1


async def test_another_form_of_the_address_is_followed(desk: Newsdesk) -> None:
    await desk.article(HOURLY)
    desk.fetcher.say(STORY, Answer(page(*WORDS), hops=((302, STORY + "/amp"),)))
    assert (await desk.look()).outcome is Outcome.NEW
    desk.fetcher.say(STORY, Answer(page(*EDITED), hops=((302, STORY + "/amp"),)))
    assert (await desk.look(later_s=DAY_S)).outcome is Outcome.CHANGED


# ------------------------------------------------ moved
def moved(status: int, target: str = NEW_PLACE, words: tuple[str, ...] = WORDS) -> Answer:
    return Answer(page(*words), hops=((status, target),))


async def test_a_permanent_redirect_is_stored_after_three_looks_over_a_day(desk: Newsdesk) -> None:
    article = await desk.article(HOURLY)
    desk.says(*WORDS)
    await desk.look()
    desk.fetcher.say(STORY, moved(301))
    desk.fetcher.say(NEW_PLACE, Answer(page(*WORDS)))
    for hours in (1, 11):
        await desk.look(later_s=hours * HOUR_S)
    assert (await head_of(desk, article)).trail.address == ""
    await desk.look(later_s=12 * HOUR_S)
    assert (await head_of(desk, article)).trail.address == ""  # 23 hours
    await desk.look(later_s=2 * HOUR_S)
    assert (await head_of(desk, article)).trail.address == NEW_PLACE
    assert (await desk.look(later_s=DAY_S)).outcome is Outcome.LOST  # planned at the other host
    desk.clock.advance(2)
    (lease,) = await desk.store.frontier.claim([ItemKind.ARTICLE], 1, lease_s=60.0)
    assert lease.item.host == "www.outlet.example"
    assert (await pipeline.look(lease, desk.world)).outcome is Outcome.UNCHANGED
    assert desk.fetcher.asked[-1].url == NEW_PLACE
    head = await head_of(desk, article)
    assert (head.article.url, head.article.host) == (STORY, "www.outlet.example")


async def test_two_looks_days_apart_store_no_redirect_and_time_away_makes_no_day(desk: Newsdesk) -> None:
    article = await desk.article(HOURLY)
    desk.says(*WORDS)
    await desk.look()
    desk.fetcher.say(STORY, moved(301))
    for _ in range(2):
        await desk.look(later_s=3 * DAY_S)
    assert (await head_of(desk, article)).trail.moved == 2
    desk.says(*WORDS)
    await desk.look(later_s=HOUR_S)  # another answer: the row begins anew
    desk.fetcher.say(STORY, moved(301))
    now = desk.clock.now()
    desk.world.away.spans = (Away(now + timedelta(hours=3), now + timedelta(hours=60)),)
    for hours in (1, 1, 60):
        await desk.look(later_s=hours * HOUR_S)
    assert (await head_of(desk, article)).trail.moved == 3
    assert (await head_of(desk, article)).trail.address == ""


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_a_temporary_redirect_is_never_stored(desk: Newsdesk, status: int) -> None:
    article = await desk.article(HOURLY)
    desk.fetcher.say(STORY, moved(status))
    await desk.look()
    for _ in range(6):
        await desk.look(later_s=DAY_S)
    trail = (await head_of(desk, article)).trail
    assert (trail.address, trail.moved) == ("", 0)


async def test_looks_that_disagree_begin_anew(desk: Newsdesk) -> None:
    article = await desk.article(HOURLY)
    for number in range(6):
        desk.fetcher.say(STORY, moved(308, f"{NEW_PLACE}-{number % 2}"))
        await desk.look(later_s=DAY_S)
    assert (await head_of(desk, article)).trail.address == ""
    assert (await head_of(desk, article)).trail.moved == 1


async def test_a_permanent_redirect_to_another_domain_is_followed_and_never_stored(desk: Newsdesk) -> None:
    article = await desk.article(HOURLY)
    desk.fetcher.say(STORY, moved(301, "https://other.example/ferry"))
    for _ in range(6):
        await desk.look(later_s=DAY_S)
    assert (await head_of(desk, article)).trail.address == ""


async def test_a_page_that_is_not_at_its_new_address_any_more_is_asked_for_at_its_link(desk: Newsdesk) -> None:
    article = await desk.article(HOURLY)
    place = "https://outlet.example/2026/ferry"
    desk.fetcher.say(STORY, moved(301, place))
    for _ in range(4):
        await desk.look(later_s=DAY_S)
    assert (await head_of(desk, article)).trail.address == place
    desk.says(*WORDS)
    desk.fetcher.say(place, Answer(b"", status=410))
    await desk.look(later_s=DAY_S)
    assert await kinds(desk, article) == [EventType.CREATED]
    await desk.look(later_s=DAY_S)
    assert desk.fetcher.asked[-1].url == STORY
    assert (await head_of(desk, article)).state.health is Health.OK


# ------------------------------------------------ one page, two links
async def another(desk: Newsdesk, url: str = NEW_PLACE) -> Article:
    """A second link of the same source."""
    first = await head_of(desk, sources.article_id(STORY))
    article = replace(first.article, id=sources.article_id(url), url=url, host=sources.host(url))
    await desk.store.archive.create([article])
    await desk.store.frontier.put([item_of(article)])
    return article


async def test_a_link_to_a_page_that_is_watched_under_its_own_address_becomes_its_alias(desk: Newsdesk) -> None:
    article = await desk.article(HOURLY)
    desk.says(*WORDS)
    await desk.look()
    other = await another(desk)
    desk.fetcher.say(NEW_PLACE, Answer(page(*WORDS, head=HEAD)))
    assert (await desk.look()).item.id == other.id
    desk.fetcher.say(STORY, Answer(page(*EDITED, head=HEAD)))
    for _ in range(6):
        if (await desk.look(later_s=DAY_S)).item.id == article:
            break
    head = await head_of(desk, article)
    assert head.trail.same_as == other.id
    assert (head.state.health, head.state.reason) == (
        Health.FINISHED,
        f"the same page as {NEW_PLACE}, where it is checked",
    )
    (planned,) = await desk.store.frontier.planned([item_of(head.article)])
    assert planned.due is None
    assert len(await desk.store.archive.versions(article)) == 1  # its own record stays


@pytest.mark.parametrize("announced", [True, False])
async def test_an_announcement_of_an_alias_or_a_wish_for_it_is_meant_for_the_other_one(
    desk: Newsdesk,
    announced: bool,  # noqa: FBT001 - a case of the table
) -> None:
    await test_a_link_to_a_page_that_is_watched_under_its_own_address_becomes_its_alias(desk)
    first, second = [await head_of(desk, sources.article_id(url)) for url in (STORY, NEW_PLACE)]
    await desk.look(later_s=5)  # the other one's own plan
    await desk.store.frontier.signal([item_of(first.article)], announced=announced)
    looked = await desk.look(later_s=5)
    assert (looked.item.id, looked.outcome) == (first.article.id, Outcome.LOST)
    (planned,) = await desk.store.frontier.planned([item_of(second.article)])
    assert planned.announced is announced
    assert planned.due is not None
    assert planned.due <= desk.clock.now()


@pytest.mark.parametrize(
    "canonical", ["https://other.example/2026/ferry", "https://www.outlet.example/2026/never-seen", STORY]
)
async def test_a_page_does_not_write_itself_into_the_history_of_another(desk: Newsdesk, canonical: str) -> None:
    article = await desk.article(HOURLY)
    desk.fetcher.say(STORY, Answer(page(*WORDS, head=f"<link rel='canonical' href='{canonical}'>")))
    await desk.look()
    assert (await head_of(desk, article)).trail.same_as is None
    assert (await head_of(desk, article)).state.versions == 1


async def test_an_alias_needs_a_page_that_names_itself(desk: Newsdesk) -> None:
    article = await desk.article(HOURLY)
    desk.says(*WORDS)
    await desk.look()
    other = await another(desk)
    desk.fetcher.say(NEW_PLACE, Answer(page(*WORDS)))  # names nothing
    assert (await desk.look()).item.id == other.id
    desk.fetcher.say(STORY, Answer(page(*EDITED, head=HEAD)))
    for _ in range(3):
        await desk.look(later_s=DAY_S)
    assert (await head_of(desk, article)).trail.same_as is None
    assert (await head_of(desk, article)).state.versions == 2
