"""One look after the other: what the pipeline keeps, tells and plans."""

from __future__ import annotations

from datetime import timedelta

import pytest
from looking import FEED, STORY, WORDS, Newsdesk, feed, page

from monitor.errors import WorkerDied
from monitor.fetch import Answer
from monitor.model import (
    ArticleId,
    EventType,
    Extraction,
    FetchFailed,
    FetchReason,
    Health,
    ItemKind,
    Notice,
    Reading,
    SourceRules,
    Watch,
)
from monitor.pipeline import Outcome, item_of
from monitor.workshop import InlineWorkshop

DAY_S = 86_400.0
EDITED = (WORDS[0].replace("Twelve", "Fifteen"), *WORDS[1:])
CONFIRMED = SourceRules(confirm=True)


@pytest.fixture
def desk() -> Newsdesk:
    return Newsdesk()


async def test_the_first_look_keeps_a_version_and_tells_of_it(desk: Newsdesk) -> None:
    article = await desk.article()
    desk.says(*WORDS, etag='"1"')
    assert (await desk.look()).outcome is Outcome.NEW
    (version,) = await desk.store.archive.versions(article)
    assert [block.text for block in version.text.blocks] == list(WORDS)
    assert [event.type for event in await desk.store.archive.events(article)] == [EventType.CREATED]


async def test_a_304_confirms_the_newest_text_and_sends_the_validators_back_verbatim(desk: Newsdesk) -> None:
    article = await desk.article()
    desk.says(*WORDS, etag='W/"odd , value"')
    await desk.look()
    assert (await desk.look(later_s=DAY_S)).outcome is Outcome.UNCHANGED
    assert desk.fetcher.asked[-1].validators.etag == 'W/"odd , value"'
    (version,) = await desk.store.archive.versions(article)
    assert version.last_confirmed - version.first_seen == timedelta(days=1)


async def test_an_edit_is_told_as_an_interval_between_two_looks(desk: Newsdesk) -> None:
    article = await desk.article()
    desk.says(*WORDS)
    await desk.look()
    await desk.look(later_s=DAY_S)
    confirmed = desk.clock.now()
    desk.says(*EDITED)
    assert (await desk.look(later_s=DAY_S)).outcome is Outcome.CHANGED
    event = (await desk.store.archive.events(article))[-1]
    assert event.change is not None
    assert event.change.interval.not_before == confirmed
    assert event.change.interval.not_after == desk.clock.now()
    assert "number" in event.change.kinds
    assert event.change.notice is Notice.NONE_FOUND
    assert "Twelve" in event.change.summary
    assert "Fifteen" in event.change.summary


async def test_a_text_that_comes_back_is_a_version_of_its_own(desk: Newsdesk) -> None:
    article = await desk.article()
    for paragraphs in (WORDS, EDITED, WORDS):
        desk.says(*paragraphs)
        await desk.look(later_s=DAY_S)
    versions = await desk.store.archive.versions(article)
    assert [v.number for v in versions] == [1, 2, 3]
    assert versions[0].fingerprint == versions[2].fingerprint
    change = (await desk.store.archive.events(article))[-1].change
    assert change is not None
    assert "reverted" in change.kinds


async def test_only_typography_makes_no_version(desk: Newsdesk) -> None:
    article = await desk.article()
    desk.says(*WORDS)
    await desk.look()
    desk.says(WORDS[0].replace(" ", "\u00a0", 1), *WORDS[1:])
    assert (await desk.look(later_s=DAY_S)).outcome is Outcome.UNCHANGED
    assert len(await desk.store.archive.versions(article)) == 1


# ------------------------------------------------ second looks
async def test_a_possible_edit_waits_for_a_second_look_and_keeps_the_time_of_the_first(desk: Newsdesk) -> None:
    article = await desk.article(CONFIRMED)
    desk.says(*WORDS)
    await desk.look()
    desk.says(*EDITED)
    assert (await desk.look(later_s=DAY_S)).outcome is Outcome.PENDING
    suspected = desk.clock.now()
    assert len(await desk.store.archive.versions(article)) == 1
    assert (await desk.look(later_s=desk.world.limits.confirm_after_s)).outcome is Outcome.CHANGED
    assert (await desk.store.archive.versions(article))[1].first_seen == suspected


async def test_the_validators_of_a_possible_edit_are_not_kept(desk: Newsdesk) -> None:
    article = await desk.article(CONFIRMED)
    desk.says(*WORDS, etag='"1"')
    await desk.look()
    desk.says(*EDITED, etag='"2"')
    await desk.look(later_s=DAY_S)
    head = await desk.store.archive.head(article)
    assert head is not None
    assert head.state.validators.etag == '"1"'


async def test_a_text_that_was_seen_once_and_is_gone_stays_as_a_sighting(desk: Newsdesk) -> None:
    article = await desk.article(CONFIRMED)
    desk.says(*WORDS)
    await desk.look()
    desk.says(*WORDS, title="Ferry captain was drunk")
    await desk.look(later_s=DAY_S)
    desk.says(*WORDS)
    assert (await desk.look(later_s=60)).outcome is Outcome.UNCHANGED
    (sighting,) = await desk.store.archive.sightings(article)
    assert "Ferry captain was drunk" in sighting.summary
    assert len(await desk.store.archive.versions(article)) == 1


async def test_a_removed_paragraph_counts_like_an_added_one(desk: Newsdesk) -> None:
    article = await desk.article(CONFIRMED)
    desk.says(*WORDS)
    await desk.look()
    desk.says(*WORDS[:2])
    await desk.look(later_s=DAY_S)
    assert (await desk.look(later_s=60)).outcome is Outcome.CHANGED
    assert len((await desk.store.archive.versions(article))[1].text.blocks) == 2


async def test_a_box_that_turns_with_every_look_is_no_change(desk: Newsdesk) -> None:
    article = await desk.article(CONFIRMED)
    boxes = [f"Our readers also liked the story number {n} about sailing boats and their makers." for n in range(5)]
    desk.says(*WORDS, boxes[0])
    await desk.look()
    for box, later in ((boxes[1], DAY_S), (boxes[2], 60), (boxes[3], 60)):
        desk.says(*WORDS, box)
        await desk.look(later_s=later)
    assert len(await desk.store.archive.versions(article)) == 1


async def test_an_edit_beside_a_box_that_turns_is_still_seen(desk: Newsdesk) -> None:
    article = await desk.article(CONFIRMED)
    boxes = [f"Our readers also liked the story number {n} about sailing boats and their makers." for n in range(5)]
    desk.says(*WORDS, boxes[0])
    await desk.look()
    for box, later in ((boxes[1], DAY_S), (boxes[2], 60)):
        desk.says(*EDITED, box)
        last = await desk.look(later_s=later)
    assert last.outcome is Outcome.CHANGED
    change = (await desk.store.archive.events(article))[-1].change
    assert change is not None
    assert "number" in change.kinds


async def test_an_announced_change_needs_no_second_look(desk: Newsdesk) -> None:
    article = await desk.article(CONFIRMED)
    desk.says(*WORDS)
    await desk.look()
    desk.says(*EDITED)
    known, _ = (await desk.store.catalog.heads([article]))[article]
    desk.clock.advance(60)
    await desk.store.frontier.signal([item_of(known)])
    assert (await desk.look()).outcome is Outcome.CHANGED


# ------------------------------------------------ what can not be read
@pytest.mark.parametrize("reason", [FetchReason.TIMEOUT, FetchReason.TOO_LARGE, FetchReason.TOO_MANY_REDIRECTS])
async def test_a_failed_look_says_why_and_is_planned_again(desk: Newsdesk, reason: FetchReason) -> None:
    article = await desk.article()
    desk.fetcher.say(STORY, FetchFailed(STORY, reason, "in detail"))
    looked = await desk.look()
    assert looked.outcome is Outcome.FAILED
    _, state = (await desk.store.catalog.heads([article]))[article]
    assert state.reason == f"{reason.value.replace('_', ' ')}: in detail"
    known, _ = (await desk.store.catalog.heads([article]))[article]
    (planned,) = await desk.store.frontier.planned([item_of(known)])
    assert planned.due is not None
    assert planned.due > desk.clock.now()


@pytest.mark.parametrize(
    "body",
    [b"", b"\x00\xff\xfe" * 50, b"<html><body></body></html>", b"%PDF-1.7 binary", b"\x89PNG\r\n\x1a\n" + bytes(100)],
    ids=["empty", "binary", "no text", "pdf", "png"],
)
async def test_a_page_without_an_article_makes_no_version(desk: Newsdesk, body: bytes) -> None:
    article = await desk.article()
    desk.says(*WORDS)
    await desk.look()
    desk.fetcher.say(STORY, Answer(body))
    assert (await desk.look(later_s=DAY_S)).outcome is Outcome.FAILED
    _, state = (await desk.store.catalog.heads([article]))[article]
    assert state.health in {Health.DEGRADED, Health.BLOCKED}
    assert state.reason
    assert len(await desk.store.archive.versions(article)) == 1


class Deadly(InlineWorkshop):
    """A workshop whose reader dies of every page."""

    async def read_page(
        self, body: bytes, *, url: str, content_type: str, gate: str = "", reading: Reading = Reading()
    ) -> Extraction:
        raise WorkerDied("memory")


async def test_a_page_that_kills_its_reader_three_times_is_set_aside_and_tried_daily(desk: Newsdesk) -> None:
    article = await desk.article()
    desk.says(*WORDS)
    desk.using(Deadly())
    for _ in range(3):
        assert (await desk.look(later_s=7 * 3_600)).outcome is Outcome.FAILED
    _, state = (await desk.store.catalog.heads([article]))[article]
    assert state.health is Health.QUARANTINED
    desk.using(InlineWorkshop())
    assert (await desk.look(later_s=DAY_S)).outcome is Outcome.NEW


async def test_a_page_that_is_gone_and_comes_back_is_told_both_times(desk: Newsdesk) -> None:
    article = await desk.article(SourceRules(confirm=False, every_s=3_600))
    desk.says(*WORDS)
    await desk.look()
    desk.fetcher.say(STORY, Answer(b"gone", status=410))
    await desk.look(later_s=DAY_S)
    desk.says(*EDITED)
    await desk.look(later_s=DAY_S)
    kinds = [event.type for event in await desk.store.archive.events(article)]
    assert kinds == [EventType.CREATED, EventType.UNAVAILABLE, EventType.RESTORED]


async def test_an_article_ends_with_a_closing_look_and_says_so(desk: Newsdesk) -> None:
    article = await desk.article()
    desk.says(*WORDS, etag='"1"')
    await desk.look()
    for _ in range(200):
        _, state = (await desk.store.catalog.heads([article]))[article]
        if state.health is Health.FINISHED:
            break
        known, _ = (await desk.store.catalog.heads([article]))[article]
        (planned,) = await desk.store.frontier.planned([item_of(known)])
        assert planned.due is not None
        await desk.look(later_s=max(0.0, (planned.due - desk.clock.now()).total_seconds()) + 1)
    assert state.health is Health.FINISHED
    assert [e.type for e in await desk.store.archive.events(article)][-1] is EventType.FINISHED
    assert not desk.fetcher.asked[-1].validators.etag


# ------------------------------------------------ sources
async def test_a_feed_becomes_articles_once_whatever_the_spelling_of_their_links(desk: Newsdesk) -> None:
    await desk.watch()
    desk.fetcher.say(FEED, Answer(feed(f"{STORY}?utm_source=rss", f"{STORY}#top", "https://outlet.example/news/two")))
    await desk.look(ItemKind.SOURCE)
    articles = await desk.store.catalog.articles()
    assert len(articles.items) == 2


async def test_the_first_look_at_a_source_is_a_baseline_without_events(desk: Newsdesk) -> None:
    await desk.watch()
    desk.fetcher.say(FEED, Answer(feed(STORY)))
    await desk.look(ItemKind.SOURCE)
    desk.says(*WORDS)
    assert (await desk.look(later_s=10)).outcome is Outcome.NEW
    assert not (await desk.store.catalog.events(types=list(EventType))).items


async def test_links_over_the_cap_are_taken_up_at_the_next_checks(desk: Newsdesk) -> None:
    source = await desk.watch(SourceRules(max_new_per_look=2))
    desk.fetcher.say(FEED, Answer(feed(*(f"https://outlet.example/news/{n}" for n in range(5))), etag='"1"'))
    for expected in (2, 4, 5):
        await desk.look(ItemKind.SOURCE, later_s=DAY_S / 4)
        assert len((await desk.store.catalog.articles()).items) == expected
    state = (await desk.store.book.states([source.id]))[source.id]
    assert state.validators.etag == '"1"'


async def test_links_to_other_domains_are_left_out_and_the_source_says_so(desk: Newsdesk) -> None:
    source = await desk.watch()
    desk.fetcher.say(FEED, Answer(feed(STORY, "https://elsewhere.example.net/x")))
    await desk.look(ItemKind.SOURCE)
    assert len((await desk.store.catalog.articles()).items) == 1
    state = (await desk.store.book.states([source.id]))[source.id]
    assert any("other domains" in note for note in state.notes)


@pytest.mark.parametrize("body", [b"<html>not a feed</html>", b"", b"\xff\xfe\x00garbage", b"{}"])
async def test_a_source_that_is_no_feed_fails_with_a_reason_and_is_told_after_three_times(
    desk: Newsdesk, body: bytes
) -> None:
    source = await desk.watch()
    desk.fetcher.say(FEED, Answer(body))
    for _ in range(2):
        await desk.look(ItemKind.SOURCE, later_s=DAY_S)
    state = (await desk.store.book.states([source.id]))[source.id]
    assert (state.failures, state.health) == (2, Health.NEW)
    assert not await desk.store.book.events(source.id)
    for _ in range(2):
        await desk.look(ItemKind.SOURCE, later_s=DAY_S)
    state = (await desk.store.book.states([source.id]))[source.id]
    assert state.health is Health.FAILING
    assert state.reason
    desk.fetcher.say(FEED, Answer(feed(STORY)))
    await desk.look(ItemKind.SOURCE, later_s=DAY_S)
    kinds = [event.type for event in await desk.store.book.events(source.id)]
    assert kinds == [EventType.SOURCE_FAILING, EventType.SOURCE_RECOVERED]


async def test_a_feed_that_is_cut_off_gives_its_whole_entries_and_a_note(desk: Newsdesk) -> None:
    source = await desk.watch()
    desk.fetcher.say(FEED, Answer(feed(STORY, "https://outlet.example/news/two")[:-60]))
    await desk.look(ItemKind.SOURCE)
    assert len((await desk.store.catalog.articles()).items) >= 1
    state = (await desk.store.book.states([source.id]))[source.id]
    assert state.notes


async def test_the_text_of_a_feed_item_is_versioned_where_only_the_feed_is_watched(desk: Newsdesk) -> None:
    await desk.watch(watch=Watch.FEED)

    def says(text: str) -> None:
        item = f"<item><title>Ferry</title><link>{STORY}</link><description>{text}</description></item>"
        desk.fetcher.say(FEED, Answer(feed(extra=item)))

    says("Twelve people were hurt.")
    await desk.look(ItemKind.SOURCE)
    says("Fifteen people were hurt.")
    await desk.look(ItemKind.SOURCE, later_s=DAY_S)
    (article,) = (await desk.store.catalog.articles()).items
    versions = await desk.store.archive.versions(ArticleId(article))
    assert [v.text.standfirst for v in versions] == ["Twelve people were hurt.", "Fifteen people were hurt."]
    assert {v.evidence.origin for v in versions} == {"feed"}
    assert all(request.url == FEED for request in desk.fetcher.asked)
    assert len((await desk.store.catalog.events()).items) == 1


async def test_hostile_addresses_in_a_feed_are_left_out(desk: Newsdesk) -> None:
    source = await desk.watch()
    links = ("javascript:alert(1)", "file:///etc/passwd", f"https://outlet.example/{'x' * 10_000}", STORY)
    desk.fetcher.say(FEED, Answer(feed(*links)))
    await desk.look(ItemKind.SOURCE)
    assert len((await desk.store.catalog.articles()).items) == 1
    state = (await desk.store.book.states([source.id]))[source.id]
    assert len(state.notes) >= 3


async def test_a_page_of_a_megabyte_in_one_paragraph_is_kept_whole(desk: Newsdesk) -> None:
    article = await desk.article()
    desk.fetcher.say(STORY, Answer(page("word " * 200_000 + ".")))
    assert (await desk.look()).outcome in {Outcome.NEW, Outcome.FAILED}
    _, state = (await desk.store.catalog.heads([article]))[article]
    assert state.versions == 1 or state.reason
