"""What was seen and went again, over all articles; and what a version's page tells of parts and dates."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pages import OLD, Desk, text

from monitor.model import ArticleId, Block, BlockKind, Glimpse, Health, Mark, PageType, Sighting, Text
from monitor.ports import LookNote
from monitor.web.words import GLIMPSES


async def seen(desk: Desk, article: ArticleId, kind: Glimpse, title: str) -> None:
    """A text that was seen and went again."""
    desk.clock.advance(60)
    now = desk.clock.now()
    sighting = Sighting(now - timedelta(minutes=1), now, title, f"“{title}”", "ab" * 32, kind)
    note = LookNote(article, 1, f"look {title}", Health.OK, confirmed=True, sighting=sighting)
    await desk.store.archive.record(note)


@pytest.fixture
async def desk() -> Desk:
    """Two articles: a headline that was tried twice at one, an edit that was taken back at the other."""
    made = Desk()
    first = await made.article(OLD)
    other = await made.article(text("The barge is raised", "It took two days."), url="https://outlet.example/barge")
    await seen(made, first, Glimpse.FLIP, "Ferry hits barge")
    await seen(made, other, Glimpse.TRANSIENT, "The barge <b>sinks</b>")
    await seen(made, first, Glimpse.FLIP, "Ferry hits barge again")
    return made


async def test_the_page_lists_the_last_text_of_each_kind_of_each_article(desk: Desk) -> None:
    async with desk.client() as client:
        page = (await client.get("/sightings")).text
    assert page.index("Ferry hits barge again") < page.index("The barge &lt;b&gt;sinks")
    assert "twice so far" in page
    assert "?show=gone" in page


async def test_the_page_can_be_filtered_by_kind(desk: Desk) -> None:
    async with desk.client() as client:
        flips = (await client.get("/sightings?kind=flip")).text
        none = (await client.get("/sightings?kind=access")).text
    assert "Ferry hits barge again" in flips
    assert "sinks" not in flips
    assert "Nothing of this kind was seen" in none


async def test_the_api_gives_all_of_them_by_kind_and_page(desk: Desk) -> None:
    async with desk.client() as client:
        first = (await client.get("/api/v1/sightings?limit=1")).json()
        rest = (await client.get("/api/v1/sightings", params={"cursor": first["next"]})).json()
        flips = (await client.get("/api/v1/sightings?kind=flip")).json()
        wrong = await client.get("/api/v1/sightings?kind=nonsense")
    (one,) = first["items"]
    assert [said["title"] for said in one["seen_once"]] == ["Ferry hits barge again", "Ferry hits barge"]
    assert [item["article"]["url"] for item in rest["items"]] == ["https://outlet.example/barge"]
    assert flips["items"] == first["items"]
    assert wrong.status_code == 422


async def test_the_page_of_an_article_says_of_each_kind_why_it_made_no_version(desk: Desk) -> None:
    async with desk.client() as client:
        page = (await client.get("/sightings")).text
    assert GLIMPSES[Glimpse.FLIP] in page
    assert GLIMPSES[Glimpse.TRANSIENT] in page


async def test_a_version_shows_where_its_pages_begin_and_since_when_it_holds() -> None:
    desk = Desk()
    blocks = tuple(Block(BlockKind.PARAGRAPH, f"Clause {number} of the terms.") for number in range(1, 4))
    terms = Text(
        "Terms", blocks, type=PageType.PAGE, effective="2026-05-03", marks=(Mark("page 1", 0), Mark("page 2", 2))
    )
    article = await desk.article(terms)
    async with desk.client() as client:
        page = (await client.get(f"/articles/{article}/versions/1")).text
        said = (await client.get(f"/api/v1/articles/{article}/versions/1")).json()
    places = [page.index(word) for word in ("page 1<", "Clause 1", "Clause 2", "page 2<", "Clause 3")]
    assert places == sorted(places)
    assert "Effective date" in page
    assert "2026-05-03" in page
    assert (said["effective"], said["parts"][1]) == ("2026-05-03", {"name": "page 2", "first": 2})


async def test_a_version_of_a_live_blog_shows_its_entries() -> None:
    desk = Desk()
    blocks = tuple(Block(BlockKind.PARAGRAPH, words) for words in ("Welcome.", "Ten past.", "Five past."))
    marks = (Mark("post-7", 1), Mark("2026-05-03T10:05:00Z", 2))
    article = await desk.article(Text("Storm", blocks, type=PageType.LIVE, marks=marks))
    async with desk.client() as client:
        page = (await client.get(f"/articles/{article}/versions/1")).text
    assert page.index("Welcome.") < page.index("entry post-7") < page.index("Ten past.")
    assert page.index("Ten past.") < page.index('<time datetime="2026-05-03T10:05:00') < page.index("Five past.")
