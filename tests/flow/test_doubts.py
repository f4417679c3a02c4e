"""What is most probably no edit: shown at once, told only when it stays, never dropped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from looking import STORY, WORDS, Newsdesk, page

from monitor.fetch import Answer
from monitor.model import ArticleId, Doubt, Glimpse, Health, SourceRules
from monitor.pipeline import Outcome

DAY_S = 86_400.0
HOUR_S = 3_600.0
TITLE = "Twelve hurt as ferry and barge collide"
LONG = (
    *WORDS,
    "The harbour office closed the channel for four hours while a tug brought the barge to the gravel works.",
    "Passengers were taken to the northern terminal, where the Red Cross had set up tables with tea and blankets.",
    "The company that runs the ferry said that a second vessel would take over its service from Wednesday morning.",
)
RULES = SourceRules(confirm=True, every_s=3_600)
OTHER = tuple(
    f"A wholly different line about nothing in particular, for the reader to wonder at, number {n}." for n in "ab"
)


@pytest.fixture
async def desk() -> Newsdesk:
    made = Newsdesk()
    await made.article(RULES)
    made.says(*LONG)
    await made.look()
    return made


async def article_of(desk: Newsdesk) -> ArticleId:
    (found,) = (await desk.store.catalog.articles()).items
    return found


async def look(desk: Newsdesk, later_s: float = DAY_S) -> Outcome:
    return (await desk.look(later_s=later_s)).outcome


# ------------------------------------------------ less than it was
async def test_less_than_half_of_the_text_is_a_state_until_three_checks_agree(desk: Newsdesk) -> None:
    article = await article_of(desk)
    desk.says(*OTHER)
    for number in (1, 2):
        assert await look(desk) is Outcome.FAILED
        head = await desk.head(article)
        assert head.state.health is Health.DEGRADED
        assert f"({number} of 3 checks)" in head.state.reason
        assert head.candidate is not None
        assert (head.candidate.why, head.candidate.looks) == (Doubt.SHORT, number)
        assert not await desk.changes(article)
    assert head.candidate is not None
    first = head.candidate.first_seen
    assert await look(desk) is Outcome.CHANGED
    (change,) = await desk.changes(article)
    assert change.interval.not_after == first
    (event,) = [e for e in await desk.store.archive.events(article) if e.change]
    assert "less than half" in event.detail
    assert (await desk.head(article)).state.health is Health.OK


async def test_the_beginning_alone_is_changed_access_and_told_as_that(desk: Newsdesk) -> None:
    article = await article_of(desk)
    desk.says(LONG[0], LONG[1][:60] + "…")
    await look(desk)
    state = (await desk.head(article)).state
    assert state.health is Health.ACCESS_CHANGED
    assert "only the beginning" in state.reason
    await look(desk)
    assert await look(desk) is Outcome.CHANGED
    (change,) = await desk.changes(article)
    assert "access_changed" in change.kinds


async def test_a_paywall_around_the_beginning_is_changed_access(desk: Newsdesk) -> None:
    article = await article_of(desk)
    wall = "<div class='paywall'><p>Subscribe to continue reading. Already a subscriber? Log in.</p></div>"
    head = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    body = page(LONG[0], LONG[1], head=head).decode().replace("</article>", f"{wall}</article>")
    desk.fetcher.say(STORY, Answer(body.encode()))
    assert await look(desk) is Outcome.FAILED
    assert (await desk.head(article)).state.health is Health.ACCESS_CHANGED


async def test_a_first_look_at_a_wall_makes_no_version() -> None:
    desk = Newsdesk()
    article = await desk.article(RULES)
    wall = "<p>Subscribe to continue reading. Already a subscriber? Log in.</p>"
    desk.fetcher.say(
        STORY, Answer(f"<html><body><h1>Ferry</h1><div class='paywall'>{wall}</div></body></html>".encode())
    )
    assert await look(desk) is Outcome.FAILED
    assert (await desk.head(article)).state.health is Health.BLOCKED


async def test_a_short_text_that_goes_again_is_a_sighting_and_the_count_begins_anew(desk: Newsdesk) -> None:
    article = await article_of(desk)
    for _ in range(3):
        desk.says(*OTHER)
        assert await look(desk) is Outcome.FAILED
        desk.says(*LONG)
        assert await look(desk) is Outcome.UNCHANGED
    assert not await desk.changes(article)
    sightings = await desk.store.archive.sightings(article)
    assert [one.kind for one in sightings] == [Glimpse.SHORT] * 3


async def test_an_edit_is_seen_while_a_short_text_was_in_doubt(desk: Newsdesk) -> None:
    article = await article_of(desk)
    desk.says(*OTHER)
    await look(desk)
    desk.says(LONG[0].replace("Twelve", "Fifteen"), *LONG[1:])
    assert await look(desk) is Outcome.PENDING
    assert await look(desk, 60) is Outcome.CHANGED
    (change,) = await desk.changes(article)
    assert "number" in change.kinds
    (sighting,) = await desk.store.archive.sightings(article)
    assert sighting.kind is Glimpse.SHORT


async def test_a_suspected_edit_that_a_short_text_interrupts_is_not_forgotten(desk: Newsdesk) -> None:
    article = await article_of(desk)
    desk.says(LONG[0].replace("Twelve", "Fifteen"), *LONG[1:])
    assert await look(desk) is Outcome.PENDING
    desk.says(*OTHER)
    await look(desk, 60)
    (sighting,) = await desk.store.archive.sightings(article)
    assert sighting.kind is Glimpse.TRANSIENT
    assert "Fifteen" in sighting.summary


async def test_a_line_in_place_of_the_article_is_told_when_it_stays(desk: Newsdesk) -> None:
    article = await article_of(desk)
    desk.says("This article was removed on legal advice.")
    assert [await look(desk) for _ in range(3)] == [Outcome.FAILED, Outcome.FAILED, Outcome.CHANGED]
    (change,) = await desk.changes(article)
    assert "paragraph_removed" in change.kinds


@pytest.mark.parametrize(
    ("body", "health"),
    [
        (b"<html><title>Just a moment...</title><body><p>Checking your browser before you go on.</p></body></html>",
         Health.BLOCKED),
        (b"<html><title>Something went wrong</title><body><h1>Something went wrong</h1><p>Try again.</p></body></html>",
         Health.DEGRADED),
        (b"<html><body><p>We use cookies. Accept all cookies or manage your cookies to go on.</p></body></html>",
         Health.BLOCKED),
    ],
    ids=["bot check", "error page", "consent"],
)  # fmt: skip
async def test_a_page_that_is_not_the_article_never_becomes_a_version(
    desk: Newsdesk, body: bytes, health: Health
) -> None:
    article = await article_of(desk)
    desk.fetcher.say(STORY, Answer(body))
    for _ in range(4):
        assert await look(desk) is Outcome.FAILED
    state = (await desk.head(article)).state
    assert (state.health, state.versions) == (health, 1)
    assert not await desk.changes(article)


async def test_a_page_that_is_decoded_twice_is_no_edit(desk: Newsdesk) -> None:
    accents = tuple(text.replace("ferry", "fährboot").replace("office", "Behörde für Häfen") for text in LONG)
    desk.says(*accents)
    await look(desk)
    assert await look(desk, 60) is Outcome.CHANGED
    article = await article_of(desk)
    broken = page(*accents).decode().replace("ä", "�").replace("ö", "�").replace("ü", "�")
    desk.fetcher.say(STORY, Answer(broken.encode()))
    assert await look(desk) is Outcome.FAILED
    head = await desk.head(article)
    assert (head.state.health, head.state.reason) == (Health.DEGRADED, "broken encoding")
    assert len(await desk.changes(article)) == 1


# ------------------------------------------------ another form of the page
def amp(desk: Newsdesk, *paragraphs: str) -> None:
    """The page in its form for phones, with a line of its own."""
    body = page(*paragraphs, "This is the version of the page for phones, with fewer pictures and no comments at all.")
    desk.fetcher.say(STORY, Answer(body.replace(b"<html ", b"<html amp ")))


async def test_amp_in_place_of_the_usual_page_is_a_state_and_no_edit(desk: Newsdesk) -> None:
    article = await article_of(desk)
    for number in (1, 2):
        amp(desk, *LONG)
        assert await look(desk) is Outcome.FAILED
        state = (await desk.head(article)).state
        assert state.health is Health.OTHER_FORM
        assert f"({number} of 3 checks)" in state.reason
    desk.says(*LONG)
    assert await look(desk) is Outcome.UNCHANGED
    assert (await desk.head(article)).state.health is Health.OK
    assert not await desk.changes(article)
    (sighting,) = await desk.store.archive.sightings(article)
    assert sighting.kind is Glimpse.FORM


async def test_amp_that_stays_is_read_from_the_third_check_on_and_its_own_lines_are_no_edit(desk: Newsdesk) -> None:
    article = await article_of(desk)
    amp(desk, *LONG)
    assert [await look(desk) for _ in range(3)] == [Outcome.FAILED, Outcome.FAILED, Outcome.UNCHANGED]
    head = await desk.head(article)
    assert head.pin is not None
    assert (head.pin.variant, head.state.versions, head.state.health) == ("amp", 2, Health.OK)
    assert not await desk.changes(article)
    amp(desk, LONG[0].replace("Twelve", "Fifteen"), *LONG[1:])
    assert [await look(desk, later_s) for later_s in (DAY_S, 60)] == [Outcome.PENDING, Outcome.CHANGED]
    (change,) = await desk.changes(article)
    assert "number" in change.kinds


async def test_a_word_that_was_edited_in_the_form_that_stays_is_told(desk: Newsdesk) -> None:
    article = await article_of(desk)
    amp(desk, LONG[0].replace("Twelve", "Fifteen"), *LONG[1:])
    assert [await look(desk) for _ in range(3)] == [Outcome.FAILED, Outcome.FAILED, Outcome.CHANGED]
    (change,) = await desk.changes(article)
    assert {"number", "extraction"} <= set(change.kinds)
    assert "paragraph_added" not in change.kinds


# ------------------------------------------------ headlines that come and go
async def flips(desk: Newsdesk, *titles: str, later_s: float = HOUR_S) -> ArticleId:
    for title in titles:
        desk.says(*LONG, title=title)
        if await look(desk, later_s) is Outcome.PENDING:
            await look(desk, 60)
    return await article_of(desk)


async def test_a_headline_that_comes_back_is_told_once_and_then_is_a_sighting(desk: Newsdesk) -> None:
    other = "Ferry hits barge"
    article = await flips(desk, other, TITLE, other, TITLE, other, TITLE)
    changes = await desk.changes(article)
    assert [change.new_title for change in changes] == [other, TITLE]
    assert "reverted" not in changes[0].kinds
    assert {"reverted", "ab_test", "headline"} <= set(changes[1].kinds)
    sightings = await desk.store.archive.sightings(article)
    assert [(one.kind, one.title) for one in sightings] == [(Glimpse.FLIP, other)] * 2
    assert sightings[0].gone_by - sightings[0].seen == timedelta(hours=1)


async def test_a_headline_that_stays_for_a_day_is_told_with_the_time_it_was_first_seen(desk: Newsdesk) -> None:
    other = "Ferry hits barge"
    article = await flips(desk, other, TITLE, other)
    shown = desk.clock.now()
    head = await desk.head(article)
    assert head.candidate is not None
    assert head.candidate.why is Doubt.FLIP
    assert len(await desk.changes(article)) == 2
    for _ in range(30):
        await look(desk, HOUR_S)
    changes = await desk.changes(article)
    assert [change.new_title for change in changes] == [other, TITLE, other]
    assert changes[-1].interval.not_after == shown
    assert {"reverted", "ab_test"} <= set(changes[-1].kinds)
    assert not await desk.store.archive.sightings(article)


async def test_an_edit_of_the_text_is_told_though_the_headline_flips_with_it(desk: Newsdesk) -> None:
    other = "Ferry hits barge"
    article = await flips(desk, other, TITLE, other)
    desk.says(LONG[0].replace("Twelve", "Fifteen"), *LONG[1:], title=other)
    assert await look(desk, HOUR_S) is Outcome.PENDING
    assert await look(desk, 60) is Outcome.CHANGED
    changes = await desk.changes(article)
    assert {"headline", "number"} <= set(changes[-1].kinds)
    assert [one.kind for one in await desk.store.archive.sightings(article)] == [Glimpse.FLIP]


async def test_a_third_headline_is_told(desk: Newsdesk) -> None:
    article = await flips(desk, "Ferry hits barge", TITLE, "Ferry hits barge", "Barge hits ferry")
    assert [change.new_title for change in await desk.changes(article)][-1] == "Barge hits ferry"
