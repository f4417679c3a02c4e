"""Pages and API never say that we saw what others claim."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pages import BEARER, NEW, OLD, Desk

from monitor import sources
from monitor.model import Article, Source, SourceKind, Watch
from monitor.ports import Claim


async def test_claimed_versions_are_shown_as_claims(desk_of_claims: tuple[Desk, str]) -> None:
    desk, article = desk_of_claims
    async with desk.client() as client:
        pages = [
            (await client.get(f"/articles/{article}{rest}", headers=BEARER)).text
            for rest in ("", "/versions/1", "/diff/1/2")
        ]
        told = (await client.get(f"/api/v1/articles/{article}", headers=BEARER)).json()["claims"]
    for page in pages:
        assert "import of &lt;b&gt;.jsonl" in page
        assert "not seen by us" in page
    assert "We saw" not in pages[0]
    assert "First seen (by us)" not in pages[0] + pages[1]
    assert [(one["first"], one["last"], one["by"]) for one in told] == [(1, 2, "import of <b>.jsonl")]


@pytest.fixture
async def desk_of_claims() -> tuple[Desk, str]:
    """A desk whose one article came in from elsewhere."""
    other, desk = Desk(), Desk()
    article = await other.article(OLD, NEW)
    taken = await other.store.histories.take(article)
    assert taken is not None
    claim = Claim(1, 2, "import of <b>.jsonl", other.clock.now())
    await desk.store.histories.adopt(replace(taken, claims=(claim,)))
    for source in await other.store.book.all():
        await desk.store.book.put(source)
    return desk, article


async def test_captures_of_a_web_archive_do_not_count_as_watched() -> None:
    desk = Desk()
    await desk.article(OLD, NEW)
    now, url = desk.clock.now(), "https://archive.example"
    captures = Source(sources.source_id(url), url, SourceKind.PAGE, "Captures", now, watch=Watch.CAPTURES, paused=True)
    await desk.store.book.put(captures)
    address = f"{url}/web/*/https://outlet.example/story"
    captured = Article(
        sources.article_id(address), address, "archive.example", captures.id, (captures.id,), now, watch=Watch.CAPTURES
    )
    await desk.store.archive.create([captured])
    async with desk.client(**BEARER) as client:
        assert "Watching 1 article of 1 source since" in (await client.get("/status")).text
