"""Hosts in trouble and paused sources: the whole flow on real HTTP, over both stores, as a server counts it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest
from looking import WORDS, feed, page
from misbehaving import Misbehaving, misbehaving, ok

from bench.look.desk import memory_world
from monitor import intake, pipeline, sources, verdict
from monitor.fetch import HttpFetcher
from monitor.model import Article, ItemKind, Lease, Source, SourceKind, SourceRules
from monitor.net import GuardedTransport
from monitor.pipeline import item_of
from monitor.store import Store
from monitor.store.memory.clock import FrozenClock

BOTH = tuple(ItemKind)
BROKEN = ok(b"", status="500 Internal Server Error")
WELL = ok(page(*WORDS))
ARTICLES = 8
STEP_S = 2.0
DAY_S = 86_400.0


@dataclass
class Stage:
    """A publisher with one source and articles that are all due, and what looks at them."""

    server: Misbehaving
    store: Store
    clock: FrozenClock
    transport: GuardedTransport
    source: Source
    times: list[float] = field(default_factory=list)  # of each look, seconds since the beginning

    def __post_init__(self) -> None:
        self.begun = self.clock.now()
        self.restart()

    def restart(self) -> None:
        """Look with a process that knows nothing but what is in the store."""
        fetcher = HttpFetcher(self.transport, agent="Redline/test", cache=self.store.cache, gate=self.store.gate)
        limits = verdict.Limits(networks={self.source.id: ("127.0.0.0/8",)})
        self.world = memory_world(self.store, self.clock, fetcher, limits)

    def all_answer(self, answer: bytes) -> None:
        self.server.answers = {f"/{number}": answer for number in range(ARTICLES)}

    async def watch_articles(self) -> None:
        """Articles of the source; their first looks are due."""
        await self.store.book.put(self.source)
        urls = [f"{self.server.url}/{number}" for number in range(ARTICLES)]
        made = [
            Article(
                sources.article_id(url), url, sources.host(url), self.source.id, (self.source.id,), self.clock.now()
            )
            for url in urls
        ]
        await self.store.own_archive.create(made)
        await self.store.frontier.put([item_of(article) for article in made])

    async def claim(self) -> list[Lease]:
        return await self.store.frontier.claim(BOTH, 10, lease_s=60)

    async def look(self, lease: Lease) -> None:
        self.times.append((self.clock.now() - self.begun).total_seconds())
        await pipeline.look(lease, self.world)

    async def run(self, seconds: float, *, step_s: float = STEP_S) -> int:
        """Let so much time pass and look at whatever may be looked at; how many requests that were."""
        before = len(self.server.asked)
        for _ in range(round(seconds / step_s)):
            self.clock.advance(step_s)
            while leases := await self.claim():
                for lease in leases:
                    await self.look(lease)
        return len(self.server.asked) - before

    async def next_probe(self) -> Lease:
        """The one look that may be made once the host's time is up; until it has ended there is no other."""
        for _ in range(round(DAY_S / STEP_S)):
            self.clock.advance(STEP_S)
            if leases := await self.claim():
                (lease,) = leases
                self.clock.advance(STEP_S)
                assert await self.claim() == []
                return lease
        raise AssertionError("the host is never probed")


@pytest.fixture
async def stage(both_stores: Store, frozen_clock: FrozenClock) -> AsyncIterator[Stage]:
    transport = GuardedTransport()
    async with misbehaving() as server:
        url = f"{server.url}/feed.xml"
        rules = SourceRules(confirm=False, ignore_robots=True)
        source = Source(sources.source_id(url), url, SourceKind.FEED, "Outlet", frozen_clock.now(), rules=rules)
        yield Stage(server, both_stores, frozen_clock, transport, source)
    await transport.aclose()


@pytest.fixture
async def broken(stage: Stage) -> Stage:
    """A host that has just failed five times in a row while three more articles are due."""
    stage.all_answer(BROKEN)
    await stage.watch_articles()
    assert await stage.run(30) == 5
    return stage


async def test_a_host_that_fails_is_left_alone_then_probed_by_single_looks_ever_more_seldom(broken: Stage) -> None:
    await broken.run(3 * 3_600, step_s=10)
    gaps = [later - earlier for earlier, later in pairwise(broken.times)]
    assert max(gaps[:4]) <= 2 * STEP_S
    assert min(gaps[4:]) >= 60
    assert gaps[4:] == sorted(gaps[4:])
    assert len(gaps[4:]) >= 4


async def test_a_probe_that_is_answered_opens_the_host_to_all_that_waited(broken: Stage) -> None:
    broken.all_answer(WELL)
    lease = await broken.next_probe()
    assert broken.clock.now() - broken.begun >= timedelta(seconds=broken.times[-1] + 60)
    await broken.look(lease)
    assert await broken.run(30) >= 2


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
@pytest.mark.parametrize("form", ["seconds", "date"])
async def test_a_probe_that_is_told_to_come_back_later_does_so(broken: Stage, status: str, form: str) -> None:
    lease = await broken.next_probe()
    at = broken.clock.now() + timedelta(seconds=3_600)
    later = "3600" if form == "seconds" else format_datetime(at, usegmt=True)
    broken.all_answer(ok(b"", f"Retry-After: {later}", status=status))
    await broken.look(lease)
    assert await broken.run(3_590, step_s=10) == 0
    broken.all_answer(WELL)
    await broken.look(await broken.next_probe())
    assert broken.clock.now() - at < timedelta(seconds=30)


async def test_a_restart_leaves_a_broken_host_alone_until_its_time_is_up(broken: Stage) -> None:
    asked = len(broken.server.asked)
    for _ in range(3):
        broken.restart()
        await intake.own_by_file([replace(broken.source)], broken.world)
        await intake.replan(broken.source, broken.world)
        assert await broken.run(10) == 0
    await broken.next_probe()
    assert len(broken.server.asked) == asked
    assert broken.clock.now() - broken.begun >= timedelta(seconds=broken.times[-1] + 60)


async def test_a_paused_source_and_its_articles_are_left_alone_and_go_on_without_a_storm(stage: Stage) -> None:
    stage.all_answer(WELL)
    stage.server.answers["/feed.xml"] = ok(feed(*(f"{stage.server.url}/{number}" for number in range(ARTICLES))))
    await intake.declare(stage.source, stage.world)
    await stage.run(1_800)
    assert len({path for path, _ in stage.server.asked}) == 1 + ARTICLES
    await intake.alter(replace(stage.source, paused=True), stage.world)
    assert await stage.run(3 * DAY_S, step_s=600) == 0
    began = len(stage.times)
    await intake.alter(stage.source, stage.world)
    await stage.run(120)
    assert len(stage.times) - began == 1 + ARTICLES
    gaps = [later - earlier for earlier, later in pairwise(stage.times[began:])]
    assert min(gaps) >= 1
