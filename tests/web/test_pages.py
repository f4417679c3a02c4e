"""What the pages show."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from io import BytesIO

import feedparser
import pytest
from hostile import TEXTS
from lxml import html
from pages import BEARER, NEW, OLD, Desk, text
from PIL import Image

from monitor.model import ArticleId, Candidate, Doubt, Evidence, Glimpse, Health, Item, ItemKind, Sighting, Validators
from monitor.pipeline import item_of
from monitor.ports import Commit, LookNote
from monitor.web.services import WebOptions
from monitor.web.words import DOUBTS, GLIMPSES, REREAD

FORBIDDEN = re.compile(
    r"\b(frontier|shard|lease|hunk|quarantined|degraded|transient|candidate|silent\w*|stealth\w*)\b", re.IGNORECASE
)


def visible(html: str) -> str:
    """The words that a reader of the page sees."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(head|script|style).*?</\1>", "", html))).split())


def dangers(page: str) -> list[str]:
    """What of a page would run or lead astray, as a browser's parser sees it."""
    found = []
    for element in html.document_fromstring(page).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in {"svg", "iframe", "object", "embed", "base"}:
            found.append(element.tag)
        if element.tag == "script" and not str(element.get("src", "")).startswith("/static/"):
            found.append("an inline script")
        for name, value in element.attrib.items():
            if str(name).startswith("on") or str(value).lower().strip().startswith(("javascript:", "data:")):
                found.append(f"{element.tag} {name!s}={value!s}")
    return found


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def pages_of(desk: Desk, article: ArticleId) -> list[str]:
    source = (await desk.store.book.all())[0].id
    return [
        "/", "/sources", f"/sources/{source}", f"/articles/{article}", f"/articles/{article}/versions/1",
        f"/articles/{article}/versions/2", f"/articles/{article}/diff/1/2", f"/articles/{article}/diff/1/2?view=inline",
        f"/articles/{article}/diff/1/2?view=changes", "/status", "/about", "/login",
        "/sightings", "/sightings?kind=flip",
    ]  # fmt: skip


async def test_every_page_answers_and_speaks_the_words_of_the_wording_list(desk: Desk) -> None:
    article = await desk.article(OLD, NEW)
    async with desk.client() as client:
        for path in await pages_of(desk, article):
            answer = await client.get(path)
            assert answer.status_code == 200, path
            assert not FORBIDDEN.search(visible(answer.text)), path


async def test_the_diff_page_marks_words_and_says_when_and_whether_there_was_a_note(desk: Desk) -> None:
    article = await desk.article(OLD, NEW)
    async with desk.client() as client:
        page = (await client.get(f"/articles/{article}/diff/1/2")).text
    seen = visible(page)
    assert "Version 1 | Version 2" in seen
    assert re.search(r"<del>.*?Twelve.*?</del>", page)
    assert re.search(r"<ins>.*?Fifteen.*?</ins>", page)
    assert "edited between" in seen
    assert "no correction note found on the page (looked in: body, around the body, metadata)" in seen
    assert "The article has changed once" in seen
    assert "2 hours later" in seen
    assert f"/articles/{article}/changes.rss" in page or f"/articles/{article}/changes.atom" in page
    assert 'href="https://outlet.example/story"' in page


async def test_the_times_of_a_page_carry_utc_in_their_title(desk: Desk) -> None:
    article = await desk.article(OLD, NEW)
    async with desk.client() as client:
        page = (await client.get(f"/articles/{article}")).text
    assert re.search(r'<time datetime="2026-05-04T\d\d:\d\d:\d\dZ" title="[^"]*UTC[^"]*"', page)
    assert "First seen (by us)" in visible(page)


async def test_the_plan_on_the_page_is_that_of_the_frontier(desk: Desk) -> None:
    article = await desk.article(OLD, NEW)
    known, _ = (await desk.store.catalog.heads([article]))[article]
    (planned,) = await desk.store.frontier.planned([Item(ItemKind.ARTICLE, article, known.host)])
    assert planned.due is not None
    async with desk.client() as client:
        page = (await client.get(f"/articles/{article}")).text
        assert "next check" in visible(page)
        assert f'datetime="{planned.due:%Y-%m-%dT%H:%M}' in page
        await desk.store.frontier.remove([item_of(known)])
        gone = visible((await client.get(f"/articles/{article}")).text)
    assert "no more checks planned" in gone
    assert "next check" not in gone


async def test_a_page_with_nothing_to_show_says_what_was_done_and_what_to_do_next(desk: Desk) -> None:
    async with desk.client() as client:
        empty = visible((await client.get("/")).text)
        assert "redline add" in empty
        await desk.article(OLD)
        watching = visible((await client.get("/")).text)
    assert re.search(r"[Ww]atching 1 article", watching)
    assert "1 check" in watching


async def test_the_banner_stands_on_every_page() -> None:
    desk = Desk(WebOptions("key", public=True, banner="Demo: invented outlets, the clock runs 360 times faster"))
    article = await desk.article(OLD, NEW)
    async with desk.client() as client:
        for path in await pages_of(desk, article):
            assert "Demo: invented outlets, the clock runs 360 times faster" in (await client.get(path)).text, path


@pytest.mark.parametrize("path", ["/articles/unknown", "/articles/x/diff/1/2", "/sources/none", "/nothing", "/score"])
async def test_what_is_not_there_is_a_page_that_says_so(desk: Desk, path: str) -> None:
    async with desk.client(Accept="text/html") as client:
        answer = await client.get(path)
    assert answer.status_code == 404
    assert "<title>" in answer.text


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_hostile_texts_stay_text_on_every_page_feed_and_answer(desk: Desk, name: str) -> None:
    bad = TEXTS[name].encode("utf-8", "replace").decode()
    article = await desk.article(text(bad, "before", bad), text(bad + "!", "after", bad), name=bad[:300])
    async with desk.client() as client:
        for path in await pages_of(desk, article):
            assert not dangers((await client.get(path)).text), path
        for form in ("atom", "rss"):
            read = feedparser.parse((await client.get(f"/feeds/changes.{form}")).content, sanitize_html=False)
            for entry in read.entries:
                content = entry.get("content") or [{"value": entry.get("summary", "")}]
                assert not dangers(f"<div>{content[0]['value']}</div>"), form
        for item in (await client.get("/feeds/changes.json")).json()["items"]:
            assert not dangers(f"<div>{item['content_html']}</div>")
        assert (await client.get(f"/api/v1/articles/{article}/diff/1/2")).status_code == 200


async def test_a_change_says_why_it_is_worth_opening_and_comes_as_a_picture(desk: Desk) -> None:
    article = await desk.article(OLD, NEW)
    (event,) = [e for e in await desk.store.archive.events(article) if e.change]
    assert event.change is not None
    async with desk.client() as client:
        page = (await client.get(f"/articles/{article}/diff/1/2")).text
        drawn = await client.get(f"/articles/{article}/diff/1/2/card.png")
    assert f"Worth opening: {event.change.weight} of 100" in visible(page)
    for reason in event.change.reasons:
        assert reason in visible(page)
    if drawn.status_code == 404:
        assert "card.png" not in page  # no font on this machine: then nobody is led to it
        pytest.skip("no font that has the signs of this change")
    assert f"/articles/{article}/diff/1/2/card.png" in page
    picture = Image.open(BytesIO(drawn.content))
    assert picture.size == (1200, 675)
    assert len(picture.convert("RGB").getcolors(1 << 20) or ()) > 4


async def test_a_picture_that_can_not_be_drawn_right_is_not_offered(desk: Desk) -> None:
    old, new = (text("خبر", "قتل اثنا عشر شخصا في الحادث"), text("خبر", "قتل خمسة عشر شخصا في الحادث"))
    article = await desk.article(old, new)
    async with desk.client() as client:
        page = (await client.get(f"/articles/{article}/diff/1/2")).text
        drawn = await client.get(f"/articles/{article}/diff/1/2/card.png")
    assert "card.png" not in page
    assert drawn.status_code == 404
    assert "can not be drawn" in visible(drawn.text)


async def test_the_time_that_the_outlet_gives_stands_on_the_article(desk: Desk) -> None:
    old = replace(OLD, published="2026-11-01T08:30:00Z")
    article = await desk.article(old, replace(NEW, published="2026-11-01T08:30:00Z"))
    async with desk.client() as client:
        page = (await client.get(f"/articles/{article}")).text
    assert "2026-11-01 08:30:00 UTC" in page
    assert "not said" not in page


async def test_a_later_labelling_stands_beside_what_was_published(desk: Desk) -> None:
    article = await desk.article(OLD, NEW)
    (event,) = [e for e in await desk.store.archive.events(article) if e.change]
    assert event.change is not None
    later = replace(event.change, rules_version="2031-01-01.1", kinds=("hedge",), weight=3)
    await desk.store.labellings.put(later)
    async with desk.client() as client:
        page = visible((await client.get(f"/articles/{article}/diff/1/2")).text)
    assert f"Worth opening: {event.change.weight} of 100" in page
    assert "By later rules (2031-01-01.1): hedge" in page


async def test_what_was_seen_and_went_again_is_shown_with_its_reason_and_can_be_seen_alone(desk: Desk) -> None:
    article = await desk.article(OLD, NEW)
    now = desk.clock.now()
    for number, kind in enumerate(Glimpse):
        seen = Sighting(now, now, f"Headline {number}", f"“Headline {number}”", "ab" * 32, kind)
        await desk.store.archive.record(LookNote(article, 2, f"look-{kind}", Health.OK, sighting=seen))
    async with desk.client() as client:
        whole = visible((await client.get(f"/articles/{article}")).text)
        gone = visible((await client.get(f"/articles/{article}?show=gone")).text)
        changes = visible((await client.get(f"/articles/{article}?show=changes")).text)
        odd = visible((await client.get(f"/articles/{article}?show=%00%3Cscript%3E")).text)
        said = (await client.get(f"/api/v1/articles/{article}", headers=BEARER)).json()
    for words in GLIMPSES.values():
        assert words in whole
        assert words in gone
        assert words not in changes
    assert "Version 2" in changes
    assert "Version 2" not in gone
    assert odd == whole
    assert not FORBIDDEN.search(whole)
    assert [one["kind"] for one in said["seen_once"]] == [kind.value for kind in Glimpse]


@pytest.mark.parametrize("why", list(Doubt))
async def test_a_possible_edit_says_what_it_waits_for(desk: Desk, why: Doubt) -> None:
    article = await desk.article(OLD)
    waiting = Candidate(NEW, "ab" * 32, Evidence("aa", 200, (), "", 1, "", ""), desk.clock.now(), 1, why)
    await desk.store.archive.record(LookNote(article, 1, "bb", Health.OK, candidate=waiting))
    async with desk.client() as client:
        page = visible((await client.get(f"/articles/{article}")).text)
        said = (await client.get(f"/api/v1/articles/{article}", headers=BEARER)).json()
    assert DOUBTS[why] in page
    assert not FORBIDDEN.search(page)
    assert said["doubt"] == why.value


async def test_a_version_that_only_reads_the_same_page_anew_says_so(desk: Desk) -> None:
    article = await desk.article(OLD)
    evidence = Evidence("cc", 200, (), "ab" * 32, 1_000, "cleaned tree", "2", origin="reread")
    await desk.store.archive.commit(Commit(article, 1, NEW, "cd" * 32, evidence, Validators(), None, None, reread=True))
    async with desk.client() as client:
        page = visible((await client.get(f"/articles/{article}")).text)
    assert REREAD in page
    assert "what changed" not in page
    assert "No change seen" in page


async def test_a_source_says_which_boxes_are_left_out_because_they_turn(desk: Desk) -> None:
    await desk.article(OLD, NEW)
    source = (await desk.store.book.all())[0].id
    for name in ("one", "two"):
        await desk.store.turning.learn(
            source, ArticleId(name), ["div.<b>offer</b>>p", "div.once"][: 2 - (name == "two")]
        )
    async with desk.client() as client:
        page = (await client.get(f"/sources/{source}")).text
    assert "Left out of its pages" in visible(page)
    assert "<code>div.&lt;b&gt;offer&lt;/b&gt;&gt;p</code>" in page
    assert "div.once" not in page
