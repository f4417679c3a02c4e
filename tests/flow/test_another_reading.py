"""Another reader, another rule, another way of reading: nothing is told of it, and an edit at the same moment is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from looking import STORY, WORDS, Newsdesk, page

from monitor import pipeline, sources
from monitor.fetch import Answer
from monitor.model import Article, ArticleId, Block, BlockKind, EventType, Extraction, ItemKind, Reading, SourceRules
from monitor.pipeline import Outcome, item_of
from monitor.store import Store
from monitor.workshop import InlineWorkshop

DAY_S = 86_400.0
CAPTION = "The ferry at the quay on Tuesday morning, after the collision. Photo: A. Porter"
EDITED = (WORDS[0].replace("Twelve", "Fifteen"), *WORDS[1:])
QUICK = SourceRules(confirm=False, every_s=3_600)


class Upgraded(InlineWorkshop):
    """The next release: reads a line at the top that the last one left out, and calls itself version 2."""

    version = "2"

    async def read_page(
        self, body: bytes, *, url: str, content_type: str, gate: str = "", reading: Reading = Reading()
    ) -> Extraction:
        found = await super().read_page(body, url=url, content_type=content_type, gate=gate, reading=reading)
        if found.unchanged or found.degraded:
            return found
        text = replace(found.text, blocks=(Block(BlockKind.CAPTION, CAPTION), *found.text.blocks))
        pin = replace(found.pin, version=self.version)
        return replace(found, text=text, extractor_version=self.version, pin=pin)


class SameText(Upgraded):
    """A release that reads all as before."""

    async def read_page(
        self, body: bytes, *, url: str, content_type: str, gate: str = "", reading: Reading = Reading()
    ) -> Extraction:
        found = await super().read_page(body, url=url, content_type=content_type, gate=gate, reading=reading)
        return replace(found, text=replace(found.text, blocks=found.text.blocks[1:]))


def noisy(desk: Newsdesk, *paragraphs: str, number: int) -> None:
    """The page with something new that is no part of the article, so that neither hash nor gate are as before."""
    markup = page(*paragraphs, head=f"<meta name='description' content='visit {number}'>")
    desk.fetcher.say(STORY, Answer(markup))


@pytest.fixture(params=[False, True], ids=["one look", "confirmed"])
async def desk(request: pytest.FixtureRequest) -> Newsdesk:
    made = Newsdesk()
    made.article_id = await made.article(replace(QUICK, confirm=request.param))  # type: ignore[attr-defined]
    noisy(made, *WORDS, number=0)
    await made.look()
    return made


def article_of(desk: Newsdesk) -> ArticleId:
    return desk.article_id  # type: ignore[attr-defined, no-any-return]


async def look_until_quiet(desk: Newsdesk) -> Outcome:
    """A look a day later, and the second one where it suspects something."""
    looked = await desk.look(later_s=DAY_S)
    if looked.outcome is Outcome.PENDING:
        looked = await desk.look(later_s=desk.world.limits.confirm_after_s)
    return looked.outcome


async def test_an_upgrade_on_a_page_with_new_noise_tells_nothing_and_keeps_what_it_reads(desk: Newsdesk) -> None:
    desk.using(Upgraded())
    noisy(desk, *WORDS, number=1)
    assert await look_until_quiet(desk) is Outcome.UNCHANGED
    versions = await desk.store.archive.versions(article_of(desk))
    assert [version.evidence.origin for version in versions] == ["page", "reread"]
    assert versions[1].evidence.raw_sha256 == versions[0].evidence.raw_sha256
    assert versions[1].text.blocks[0].text == CAPTION
    assert [event.type for event in await desk.store.archive.events(article_of(desk))] == [EventType.CREATED]
    head = await desk.head(article_of(desk))
    assert head.state.changes == 0
    assert head.pin is not None
    assert head.pin.version == "2"
    assert head.state.last_confirmed == desk.clock.now()


async def test_the_page_is_read_again_once_and_not_with_every_look(desk: Newsdesk) -> None:
    desk.using(Upgraded())
    for number in range(1, 4):
        noisy(desk, *WORDS, number=number)
        await look_until_quiet(desk)
    assert len(await desk.store.archive.versions(article_of(desk))) == 2


async def test_an_edit_made_at_the_moment_of_the_upgrade_is_told_alone(desk: Newsdesk) -> None:
    confirmed = (await desk.head(article_of(desk))).state.last_confirmed
    desk.using(Upgraded())
    desk.says(*EDITED)
    assert await look_until_quiet(desk) is Outcome.CHANGED
    (change,) = await desk.changes(article_of(desk))
    assert (change.from_version, change.to_version) == (2, 3)
    assert "number" in change.kinds
    assert not {"extraction", "paragraph_added", "caption"} & set(change.kinds)
    assert change.interval.not_before == confirmed


async def test_a_paragraph_added_at_the_moment_of_the_upgrade_is_told_as_one(desk: Newsdesk) -> None:
    desk.using(Upgraded())
    desk.says(*WORDS, "The harbour office said that the investigation would take at least until the end of the week.")
    assert await look_until_quiet(desk) is Outcome.CHANGED
    (change,) = await desk.changes(article_of(desk))
    assert change.kinds == ("paragraph_added",)


async def test_an_upgrade_that_reads_the_same_keeps_no_version_and_notes_the_new_reader(desk: Newsdesk) -> None:
    desk.using(SameText())
    noisy(desk, *WORDS, number=1)
    assert await look_until_quiet(desk) is Outcome.UNCHANGED
    head = await desk.head(article_of(desk))
    assert head.state.versions == 1
    assert head.pin is not None
    assert head.pin.version == "2"
    desk.says(*WORDS[:2])
    assert await look_until_quiet(desk) is Outcome.CHANGED
    (change,) = await desk.changes(article_of(desk))
    assert "paragraph_removed" in change.kinds
    assert "extraction" not in change.kinds


async def test_an_edit_right_at_an_upgrade_that_reads_the_same_has_its_own_label(desk: Newsdesk) -> None:
    desk.using(SameText())
    desk.says(*WORDS[:2])
    assert await look_until_quiet(desk) is Outcome.CHANGED
    (change,) = await desk.changes(article_of(desk))
    assert "paragraph_removed" in change.kinds


# ------------------------------------------------ while an edit waits for its second look
@pytest.fixture
async def waiting() -> Newsdesk:
    """A desk with an edit that was seen once, at the moment at which the reader is replaced."""
    made = Newsdesk()
    made.article_id = await made.article(replace(QUICK, confirm=True))  # type: ignore[attr-defined]
    noisy(made, *WORDS, number=0)
    await made.look()
    noisy(made, *EDITED, number=1)
    assert (await made.look(later_s=DAY_S)).outcome is Outcome.PENDING
    made.using(Upgraded())
    return made


async def test_an_edit_that_waits_at_an_upgrade_is_confirmed_with_the_time_it_was_first_seen(
    waiting: Newsdesk,
) -> None:
    candidate = (await waiting.head(article_of(waiting))).candidate
    assert candidate is not None
    noisy(waiting, *EDITED, number=2)
    looked = await waiting.look(later_s=60)
    assert looked.outcome is Outcome.CHANGED
    (change,) = await waiting.changes(article_of(waiting))
    assert "number" in change.kinds
    assert not {"extraction", "caption", "paragraph_added"} & set(change.kinds)
    assert change.interval.not_after == candidate.first_seen
    newest = (await waiting.head(article_of(waiting))).newest
    assert newest is not None
    assert newest.text.blocks[0].text == CAPTION


async def test_an_edit_that_waits_at_an_upgrade_and_is_gone_then_is_a_sighting_of_what_was_edited(
    waiting: Newsdesk,
) -> None:
    noisy(waiting, *WORDS, number=2)
    assert (await waiting.look(later_s=60)).outcome is Outcome.UNCHANGED
    assert not await waiting.changes(article_of(waiting))
    (sighting,) = await waiting.store.archive.sightings(article_of(waiting))
    assert "Fifteen" in sighting.summary
    assert (await waiting.head(article_of(waiting))).candidate is None


async def test_a_text_that_waits_outlives_the_reading_again_of_the_newest_version(waiting: Newsdesk) -> None:
    noisy(
        waiting,
        *EDITED[:2],
        "The third paragraph is another one by now, and nobody has seen it before this look.",
        number=2,
    )
    assert (await waiting.look(later_s=60)).outcome is Outcome.CHANGED
    (change,) = await waiting.changes(article_of(waiting))
    assert "number" in change.kinds


# ------------------------------------------------ where the newest version's page is not there
async def test_without_the_old_page_whole_blocks_are_kept_and_told_to_nobody(desk: Newsdesk) -> None:
    desk.forget_bodies()
    desk.using(Upgraded())
    noisy(desk, *WORDS, number=1)
    assert await look_until_quiet(desk) is Outcome.UNCHANGED
    head = await desk.head(article_of(desk))
    assert (head.state.versions, head.state.changes, head.state.rereads) == (2, 0, 1)
    assert head.newest is not None
    assert head.newest.text.blocks[0].text == CAPTION
    assert [event.type for event in await desk.store.archive.events(article_of(desk))] == [EventType.CREATED]


async def test_without_the_old_page_words_inside_matched_paragraphs_are_told(desk: Newsdesk) -> None:
    desk.forget_bodies()
    desk.using(Upgraded())
    desk.says(*EDITED)
    assert await look_until_quiet(desk) is Outcome.CHANGED
    (change,) = await desk.changes(article_of(desk))
    assert {"number", "extraction"} <= set(change.kinds)
    assert not {"paragraph_added", "caption"} & set(change.kinds)
    assert (await desk.head(article_of(desk))).state.changes == 1


async def test_a_page_that_can_no_longer_be_read_again_is_as_good_as_none(desk: Newsdesk) -> None:
    kept = desk.world.originals.kept  # type: ignore[attr-defined]
    for name in kept:
        kept[name] = b"<html><body>gone</body></html>"
    desk.using(Upgraded())
    noisy(desk, *WORDS, number=1)
    assert await look_until_quiet(desk) is Outcome.UNCHANGED
    assert not await desk.changes(article_of(desk))


# ------------------------------------------------ a full store
async def test_upgrading_a_full_store_tells_nothing_but_the_one_edit(desk: Newsdesk) -> None:
    source = (await desk.head(article_of(desk))).article.source
    articles = []
    for number in range(30):
        url = f"https://outlet.example/news/story-{number}"
        articles.append(Article(sources.article_id(url), url, "outlet.example", source, (source,), desk.clock.now()))
        desk.fetcher.say(url, Answer(page(*WORDS, title=f"Story {number}")))
    await desk.store.archive.create(articles)
    await desk.store.frontier.put([item_of(one) for one in articles])
    await _all_due(desk, desk.store)
    desk.using(Upgraded())
    for number, one in enumerate(articles):
        texts = EDITED if number == 17 else WORDS
        desk.fetcher.say(
            one.url, Answer(page(*texts, title=f"Story {number}", head=f"<meta name=author content='{number}'>"))
        )
    for _ in range(3):
        await _all_due(desk, desk.store)
    changed = {one.url for one in articles if await desk.changes(one.id)}
    assert changed == {articles[17].url}
    rereads = [(await desk.head(one.id)).state.rereads for one in articles]
    assert rereads == [1] * len(articles)


async def _all_due(desk: Newsdesk, store: Store) -> None:
    """A look at everything, a day later."""
    desk.clock.advance(DAY_S)
    while leases := await store.frontier.claim([ItemKind.ARTICLE], 50, lease_s=60.0):
        for lease in leases:
            await pipeline.look(lease, desk.world)
        desk.clock.advance(2)
