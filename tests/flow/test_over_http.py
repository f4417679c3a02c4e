"""Looks over real HTTP, originals on a real disk: a paywall that closes, a headline that flips, a new release."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from looking import WORDS, Newsdesk, page
from newer import Newer
from publisher import Publisher

from monitor import sources
from monitor.fetch import HttpFetcher
from monitor.model import Article, Block, BlockKind, Glimpse, Health, SourceRules
from monitor.net import NetOptions, open_transport
from monitor.pipeline import Outcome, item_of
from monitor.store.evidence import WarcFolder

DAY_S = 86_400.0
PATH = "/news/ferry"
TITLE, OTHER = "Twelve hurt as ferry and barge collide", "Ferry hits barge"
LONG = (*WORDS, *(text.replace("ferry", "vessel").replace("barge", "lighter") for text in WORDS))
RULES = SourceRules(confirm=True, every_s=3_600)
WALL = "<div class='paywall'><p>Subscribe to continue reading. Already a subscriber? Log in.</p></div>"


MORE = Block(BlockKind.CAPTION, "The harbour in the early morning, a picture that the last release left out.")


@pytest.fixture
def site() -> Iterator[Publisher]:
    made = Publisher()
    Thread(target=made.server.serve_forever, daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
async def desk(site: Publisher, tmp_path: Path) -> AsyncIterator[Newsdesk]:
    """A desk that asks the site itself and keeps what it answers on disk; its one article is due."""
    made = Newsdesk()
    url = site.url + PATH
    source = await made.watch(RULES)
    article = Article(sources.article_id(url), url, sources.host(url), source.id, (source.id,), made.clock.now())
    await made.store.archive.create([article])
    await made.store.frontier.put([item_of(article)])
    async with open_transport(NetOptions()) as transport:
        fetcher = HttpFetcher(transport, agent="Redline test", cache=made.store.cache)
        limits = replace(made.world.limits, networks={source.id: ("127.0.0.0/8",)})
        made.world = replace(made.world, fetcher=fetcher, originals=WarcFolder(tmp_path), limits=limits)
        site.says(PATH, *LONG, title=TITLE)
        assert (await made.look()).outcome is Outcome.NEW
        yield made


async def visit(desk: Newsdesk, later_s: float = DAY_S) -> Outcome:
    """A look, and the second one where it suspects something."""
    looked = await desk.look(later_s=later_s)
    if looked.outcome is Outcome.PENDING:
        looked = await desk.look(later_s=60)
    return looked.outcome


async def test_a_paywall_closes_and_opens_again_and_nothing_is_told(site: Publisher, desk: Newsdesk) -> None:
    (found,) = (await desk.store.catalog.articles()).items
    closed = page(*LONG[:2], title=TITLE).decode().replace("</article>", f"{WALL}</article>").encode()
    site.pages[PATH] = (200, "text/html; charset=utf-8", closed)
    assert await visit(desk) is Outcome.FAILED
    assert (await desk.head(found)).state.health is Health.ACCESS_CHANGED
    site.says(PATH, *LONG, title=TITLE)
    assert await visit(desk) is Outcome.UNCHANGED
    head = await desk.head(found)
    assert (head.state.health, head.candidate) == (Health.OK, None)
    assert [one.kind for one in await desk.store.archive.sightings(found)] == [Glimpse.ACCESS]
    assert not await desk.changes(found)


async def test_a_headline_flips_for_hours_and_is_told_twice(site: Publisher, desk: Newsdesk) -> None:
    (found,) = (await desk.store.catalog.articles()).items
    for title in (OTHER, TITLE, OTHER, TITLE, OTHER, TITLE):
        site.says(PATH, *LONG, title=title)
        await visit(desk, 3_600)
    assert [change.new_title for change in await desk.changes(found)] == [OTHER, TITLE]
    assert [one.kind for one in await desk.store.archive.sightings(found)] == [Glimpse.FLIP] * 2


async def test_a_new_release_reads_the_kept_original_again_and_tells_the_edit_alone(
    site: Publisher, desk: Newsdesk
) -> None:
    (found,) = (await desk.store.catalog.articles()).items
    desk.using(Newer(above=(MORE,)))
    site.says(PATH, LONG[0].replace("Twelve", "Fifteen"), *LONG[1:], title=TITLE)
    assert await visit(desk) is Outcome.CHANGED
    versions = await desk.store.archive.versions(found)
    assert [one.evidence.origin for one in versions] == ["page", "reread", "page"]
    (change,) = await desk.changes(found)
    assert "number" in change.kinds
    assert not {"extraction", "paragraph_added", "caption"} & set(change.kinds)
