"""A worker that is killed or stopped at any step of a look: nothing lost, nothing doubled, nothing old over new."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest
from looking import FEED, STORY, WORDS

from monitor import sources
from monitor.model import Article, ArticleId, EventType, Source, SourceKind, SourceRules
from monitor.pipeline import item_of
from monitor.store import Store, StoreOptions, redis_parts
from monitor.store.client import StoreClient
from monitor.store.layout import open_layout
from monitor.store.memory.clock import WallClock

pytestmark = pytest.mark.slow

TESTS = Path(__file__).parent.parent
EDITED = WORDS[0].replace("Twelve", "Fifteen")
AGAIN = WORDS[0].replace("Twelve", "Twenty")
STEPS = [
    "archive.head:before",
    "archive.head:after",
    "fetcher.fetch:after",
    "workshop.compare:after",
    "archive.commit:before",
    "archive.commit:after",
    "frontier.ack:before",
    "frontier.ack:after",
]


@pytest.fixture
async def store(store_client: StoreClient) -> Store:
    """A store with one article that has a version and whose next look is due."""
    _, keys = await open_layout(store_client, prefix="kill")
    parts = redis_parts(store_client, keys, StoreOptions(pace_s=0.0))
    now = WallClock().now()
    source = Source(sources.source_id(FEED), FEED, SourceKind.FEED, "", now, rules=SourceRules(confirm=False))
    await parts.book.put(source)
    await parts.archive.create([article(source)])
    await parts.frontier.put([item_of(article(source))])
    return parts


def article(source: Source) -> Article:
    return Article(sources.article_id(STORY), STORY, "outlet.example", source.id, (source.id,), source.added)


async def worker(url: str, step: str, number: signal.Signals, text: str, *, lease_s: float = 60.0) -> Process:
    env = os.environ | {"PYTHONPATH": f"{TESTS}:{TESTS.parent}"}
    file = TESTS / "faults" / "look_worker.py"
    arguments = (url, step, number.name, str(lease_s), text)
    return await asyncio.create_subprocess_exec(sys.executable, str(file), *arguments, env=env, stdout=PIPE)


async def outcome(process: Process) -> str:
    async with asyncio.timeout(30):
        said, _ = await process.communicate()
    return said.decode().strip()


async def due_now(store: Store) -> ArticleId:
    (found,) = (await store.catalog.articles()).items
    known, _ = (await store.catalog.heads([found]))[found]
    await store.frontier.signal([item_of(known)])
    return found


@pytest.mark.parametrize("step", STEPS)
async def test_a_look_that_is_killed_is_done_again_by_another_worker_and_counted_once(
    redis_url: str, store: Store, step: str
) -> None:
    assert await outcome(await worker(redis_url, "", signal.SIGKILL, WORDS[0])) == "new"
    found = await due_now(store)
    killed = await worker(redis_url, step, signal.SIGKILL, EDITED, lease_s=0.3)
    await outcome(killed)
    assert killed.returncode == -signal.SIGKILL
    await asyncio.sleep(0.4)
    await due_now(store)
    await outcome(await worker(redis_url, "", signal.SIGKILL, EDITED))
    versions = await store.archive.versions(found)
    assert [version.text.blocks[0].text for version in versions] == [WORDS[0], EDITED]
    events = await store.archive.events(found)
    assert [event.type for event in events] == [EventType.CREATED, EventType.CHANGED]
    assert (await store.catalog.totals()).changes == 1
    streamed = [event.id for shard in store.log.shards() for _, event in await store.log.read(shard, after="0-0")]
    assert streamed == [event.id for event in events]


async def test_a_worker_that_slept_past_its_lease_writes_nothing_old_over_something_new(
    redis_url: str, store: Store
) -> None:
    assert await outcome(await worker(redis_url, "", signal.SIGKILL, WORDS[0])) == "new"
    found = await due_now(store)
    sleeper = await worker(redis_url, "fetcher.fetch:after", signal.SIGSTOP, EDITED, lease_s=0.3)
    await asyncio.sleep(1.5)
    await due_now(store)
    assert await outcome(await worker(redis_url, "", signal.SIGKILL, AGAIN)) == "changed"
    sleeper.send_signal(signal.SIGCONT)
    assert await outcome(sleeper) == "conflict"
    versions = await store.archive.versions(found)
    assert [version.text.blocks[0].text for version in versions] == [WORDS[0], AGAIN]


async def test_a_worker_that_slept_between_reading_the_head_and_fetching_keeps_what_is_there_now(
    redis_url: str, store: Store
) -> None:
    assert await outcome(await worker(redis_url, "", signal.SIGKILL, WORDS[0])) == "new"
    found = await due_now(store)
    sleeper = await worker(redis_url, "archive.head:after", signal.SIGSTOP, EDITED, lease_s=0.3)
    await asyncio.sleep(1.5)
    await due_now(store)
    assert await outcome(await worker(redis_url, "", signal.SIGKILL, AGAIN)) == "changed"
    sleeper.send_signal(signal.SIGCONT)
    assert await outcome(sleeper) == "conflict"
    assert len(await store.archive.versions(found)) == 2
