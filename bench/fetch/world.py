"""A whole Redline on a store of its own, that looks at a publisher on the loopback as its daemon does."""

from __future__ import annotations

import asyncio
import os
import secrets
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from monitor import poll, sources, verdict
from monitor.clock import SystemClock
from monitor.fetch import HttpFetcher
from monitor.model import Article, ItemKind, Source, SourceKind, SourceRules
from monitor.net import NetOptions, open_transport, user_agent
from monitor.pipeline import Looked, World, item_of
from monitor.store import Store, open_store
from monitor.workshop import ChildWorkshop
from workers.looker import Looker

LOOPBACK: Final = ("127.0.0.0/8",)
KINDS: Final = ("etag", "same", "noise", "told")  # of articles
HOSTS: Final = 50  # addresses of 127.0.0.0/8, each a host of its own
TASKS: Final = 16
BATCH: Final = 2_000  # articles that are put at a time
AGAIN_S: Final = 0.2  # the policy is asked, and then cut to this


@contextmanager
def publisher() -> Iterator[int]:
    """The port of a publisher in another process."""
    script = Path(__file__).with_name("server.py")
    process = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


@asynccontextmanager
async def a_world(store: Store) -> AsyncIterator[World]:
    """The parts as the daemon puts them together, without a pace."""
    async with open_transport(NetOptions("", "", 64)) as transport, ChildWorkshop() as workshop:
        yield World(
            frontier=store.frontier,
            archive=store.own_archive,
            catalog=store.own_catalog,
            book=store.book,
            cares=store.cares,
            fetcher=HttpFetcher(transport, agent=user_agent("bench"), cache=store.cache, gate=store.gate),
            workshop=workshop,
            clock=SystemClock(),
            options=poll.PollOptions(floor_s=0.0, longest_s=AGAIN_S),
            limits=verdict.Limits(pace_s=0.0, networks={sources.source_id(_feed(kind)): LOOPBACK for kind in KINDS}),
            dice=Random(7).random,
            new_id=lambda: secrets.token_hex(8),
        )


@asynccontextmanager
async def a_store() -> AsyncIterator[Store]:
    """A store on an embedded server of its own, whose hosts have no pace."""
    with TemporaryDirectory() as folder:
        async with open_store(Path(folder), connections_per_host=64, pace_s=0.0) as store:
            yield store


async def watch(store: Store, port: int, kind: str, count: int, *, others: int = 0) -> list[Article]:
    """Articles of one kind, all due now; so many `others` in archive and frontier, too, which are not due for a day."""
    url = _feed(kind)
    now = SystemClock().now()
    source = Source(sources.source_id(url), url, SourceKind.FEED, kind, now, rules=SourceRules(confirm=False))
    await store.book.put(source)
    articles = [_article(source, f"http://127.0.0.{1 + at % HOSTS}:{port}/{kind}/{at}") for at in range(count)]
    await store.archive.create(articles)
    await store.frontier.put([item_of(article) for article in articles])
    for first in range(0, others, BATCH):
        urls = [
            f"http://www.paper{at % (others // 100)}.example/{at}" for at in range(first, min(others, first + BATCH))
        ]
        batch = [_article(source, url) for url in urls]
        await store.archive.create(batch)
        await store.frontier.put([item_of(article) for article in batch], after_s=86_400)
    return articles


def _feed(kind: str) -> str:
    return f"https://paper.example/{kind}/feed"  # it is never asked


def _article(source: Source, url: str) -> Article:
    return Article(sources.article_id(url), url, sources.host(url), source.id, (source.id,), source.added)


@dataclass(slots=True)
class Count:
    """Ends a looker after so many looks, and counts how they ended."""

    most: int
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    outcomes: dict[str, int] = field(default_factory=dict)
    looks: int = 0

    def looked(self, looked: Looked) -> None:
        """One look more."""
        self.looks += 1
        outcome = looked.outcome.value
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1
        if self.looks >= self.most:
            self.stop.set()


async def drive(store: Store, world: World, looks: int, *, tasks: int = TASKS) -> Count:
    """The loop of the checker role until so many looks were made."""
    count = Count(looks)
    looker = Looker(world, store.wakeup, (ItemKind.ARTICLE,), tasks, count.looked)
    await looker.run(count.stop)
    return count


def reading_cpu_s() -> float:
    """CPU seconds of the child processes of this one that read pages (Linux)."""
    ticks = os.sysconf("SC_CLK_TCK")
    used = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == os.getpid() and b"workshop" in command:
            used += (int(fields[11]) + int(fields[12])) / ticks
    return used


async def first_looks(store: Store, world: World, articles: Sequence[Article]) -> None:
    """Look at each of these articles once; then all are due."""
    await drive(store, replace(world, options=replace(world.options, longest_s=3_600.0)), len(articles))
    await store.frontier.signal([item_of(article) for article in articles], announced=False)
