"""Good manners, asserted by a server that remembers every request: the shipped pipeline and fetcher on real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import pytest
from looking import WORDS, Newsdesk, feed, page
from misbehaving import Misbehaving, Write, misbehaving, ok

from monitor import intake, pipeline, sources
from monitor.fetch import HttpFetcher, MemoryRobots
from monitor.model import Article, ItemKind, Source, SourceKind, SourceRules
from monitor.net import GuardedTransport
from monitor.pipeline import Looked, item_of
from monitor.store import StoreOptions
from monitor.store.in_memory import memory_store

ETAG = 'W/"odd, \\ value"'
MODIFIED = "yesterday at noon"
BOTH = tuple(ItemKind)
DAY_S = 86_400.0


@dataclass
class Site:
    """A publisher that remembers, and the world that looks at it."""

    server: Misbehaving
    desk: Newsdesk = field(default_factory=Newsdesk)
    networks: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of the sources that were made

    def open(self, transport: GuardedTransport) -> None:
        """Real HTTP, one frontier for everything, no real waiting."""
        store = memory_store(self.desk.clock, StoreOptions(pace_s=0.0))
        fetcher = HttpFetcher(transport, agent="Redline/test", cache=MemoryRobots(), gate=store.gate)
        self.desk.store = store
        self.desk.world = replace(
            self.desk.world, frontier=store.frontier, archive=store.archive, catalog=store.catalog, book=store.book,
            pushes=store.pushes, fetcher=fetcher,
            limits=replace(self.desk.world.limits, pace_s=0.0, networks=self.networks),
        )  # fmt: skip

    async def source(self, path: str = "/feed.xml") -> Source:
        """A watched feed; its first look is due."""
        url = self.server.url + path
        rules = SourceRules(confirm=False)
        source = Source(sources.source_id(url), url, SourceKind.FEED, "Outlet", self.desk.clock.now(), rules=rules)
        self.networks[source.id] = ("127.0.0.0/8",)
        await self.desk.store.book.put(source)
        return source

    async def article(self, path: str) -> Article:
        """A watched article; its first look is due."""
        source, url = await self.source(), self.server.url + path
        found = Article(sources.article_id(url), url, sources.host(url), source.id, (source.id,), self.desk.clock.now())
        await self.desk.store.archive.create([found])
        await self.desk.store.frontier.put([item_of(found)])
        return found

    async def run(self, seconds: float, *, step_s: float = 300.0) -> list[Looked]:
        """Let so much time pass and look at whatever becomes due."""
        looked = []
        for _ in range(round(seconds / step_s)):
            self.desk.clock.advance(step_s)
            while leases := await self.desk.store.frontier.claim(BOTH, 10, lease_s=60):
                looked += [await pipeline.look(lease, self.desk.world) for lease in leases]
        return looked

    def sent(self, path: str) -> list[str]:
        """What each request for this path said it has, "" if it was unconditional."""
        return [headers.get("if-none-match", "") for headers in self.server.headers_of(path)]


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    transport = GuardedTransport()
    async with misbehaving() as server:
        made = Site(server)
        made.open(transport)
        yield made
    await transport.aclose()


async def test_validators_go_back_verbatim_and_no_look_is_unconditional_while_we_hold_any(site: Site) -> None:
    site.server.answers["/a"] = ok(page(*WORDS), f"ETag: {ETAG}", f"Last-Modified: {MODIFIED}")
    await site.article("/a")
    await site.run(2 * DAY_S)
    requests = site.server.headers_of("/a")
    assert len(requests) > 5
    assert "if-none-match" not in requests[0]
    assert "if-modified-since" not in requests[0]
    assert {(one["if-none-match"], one["if-modified-since"]) for one in requests[1:]} == {(ETAG, MODIFIED)}


async def test_nothing_is_invented_for_a_server_that_gives_no_validators(site: Site) -> None:
    site.server.answers["/a"] = ok(page(*WORDS))
    await site.article("/a")
    await site.run(DAY_S)
    assert len(site.server.headers_of("/a")) > 3
    assert not any({"if-none-match", "if-modified-since"} & set(one) for one in site.server.headers_of("/a"))


async def test_a_false_304_is_caught_by_a_closing_look_and_costs_a_week_of_conditional_requests(site: Site) -> None:
    site.server.answers["/a"] = ok(page(*WORDS), 'ETag: "same"')
    article = await site.article("/a")
    await site.run(3_600)
    changed = ok(page("Fifteen people were hurt.", *WORDS[1:]), 'ETag: "same"')

    async def lie(write: Write) -> None:
        conditional = "if-none-match" in site.server.asked[-1][1]
        await write(b'HTTP/1.1 304 Not Modified\r\nETag: "same"\r\n\r\n' if conditional else changed)

    site.server.answers["/a"] = lie
    await site.run(6 * DAY_S, step_s=3_600)
    assert set(site.sent("/a")[1:]) == {'"same"'}
    head = await site.desk.store.archive.head(article.id)
    assert head is not None
    assert head.state.versions == 1
    await site.run(1.5 * DAY_S, step_s=3_600)  # the closing look of the seventh day
    head = await site.desk.store.archive.head(article.id)
    assert head is not None
    assert head.state.versions == 2
    assert await _doubted(site, article)
    begun = len(site.sent("/a"))
    await site.run(4 * DAY_S, step_s=3_600)
    assert await _doubted(site, article)
    assert set(site.sent("/a")[begun:]) == {""}
    await site.run(4 * DAY_S, step_s=3_600)
    assert not await _doubted(site, article)
    assert site.sent("/a")[-1] == '"same"'


async def _doubted(site: Site, article: Article) -> bool:
    await site.desk.store.frontier.signal([item_of(article)])
    (lease,) = await site.desk.store.frontier.claim([ItemKind.ARTICLE], 1, lease_s=60)
    await pipeline.look(lease, site.desk.world)
    return lease.host_doubted


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
async def test_retry_after_keeps_everybody_away_from_the_host(site: Site, status: str) -> None:
    site.server.answers["/feed.xml"] = ok(feed())
    site.server.answers["/a"] = ok(b"", "Retry-After: 7200", status=status)
    site.server.answers["/b"] = ok(page(*WORDS))
    await site.article("/a")
    await site.run(300)
    assert len(site.server.headers_of("/a")) == 1
    asked = len(site.server.asked)
    other = await site.article("/b")
    await site.desk.store.frontier.put([pipeline.source_item(await site.source())])
    await site.desk.store.frontier.signal([item_of(other)])
    await site.run(6_600)
    assert len(site.server.asked) == asked
    await site.run(900)
    assert len(site.server.asked) > asked


async def test_a_server_that_says_no_more_is_asked_ever_more_seldom(site: Site) -> None:
    site.server.answers["/a"] = ok(b"", status="503 Service Unavailable")
    await site.article("/a")
    await site.run(DAY_S, step_s=60)
    assert 3 <= len(site.server.headers_of("/a")) <= 16


@pytest.mark.parametrize("header", ["Cache-Control: public, max-age=7200", "Expires: Fri, 01 Jan 2100 00:00:00 GMT"])
async def test_a_feed_is_not_read_again_while_it_says_it_is_fresh(site: Site, header: str) -> None:
    site.server.answers["/feed.xml"] = ok(feed(), header)
    await site.desk.store.frontier.put([pipeline.source_item(await site.source())])
    await site.run(300)
    assert len(site.server.headers_of("/feed.xml")) == 1
    await site.run(6_900)
    assert len(site.server.headers_of("/feed.xml")) == 1
    await site.run(DAY_S)
    assert len(site.server.headers_of("/feed.xml")) > 1


async def test_the_hours_and_days_that_a_feed_skips_are_kept_free(site: Site) -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(24) if hour != 12)
    site.server.answers["/feed.xml"] = ok(feed(extra=f"<skipHours>{hours}</skipHours>"))
    await site.desk.store.frontier.put([pipeline.source_item(await site.source())])
    times = []
    for _ in range(3 * 24 * 12):
        before = len(site.server.headers_of("/feed.xml"))
        await site.run(300)
        if len(site.server.headers_of("/feed.xml")) > before:
            times.append(site.desk.clock.now())
    assert len(times) > 3
    assert {at.hour for at in times[1:]} == {12}


async def test_a_restart_asks_for_nothing_before_it_is_due(site: Site) -> None:
    site.server.answers["/feed.xml"] = ok(feed(f"{site.server.url}/a", f"{site.server.url}/b"))
    for path in ("/a", "/b"):
        site.server.answers[path] = ok(page(*WORDS), 'ETag: "1"')
    source = await site.source()
    await intake.declare(source, site.desk.world)
    await site.run(900)
    assert len(site.server.headers_of("/a")) == 1
    asked = len(site.server.asked)
    for _ in range(3):
        await intake.own_by_file([replace(source)], site.desk.world)
        await intake.replan(source, site.desk.world)
        assert await site.desk.store.frontier.claim(BOTH, 10, lease_s=60) == []
    assert len(site.server.asked) == asked


async def test_robots_txt_is_asked_once_a_day_and_for_nobody_in_vain(site: Site) -> None:
    site.server.answers["/robots.txt"] = ok(b"User-agent: *\nDisallow: /private\n")
    site.server.answers["/private/a"] = ok(page(*WORDS))
    await site.article("/private/a")
    await site.run(DAY_S / 2)
    assert site.server.headers_of("/private/a") == []
    assert len(site.server.headers_of("/robots.txt")) == 1
