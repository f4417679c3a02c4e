"""A worker that is killed while another reader comes: the page is read anew once, and an edit is told once."""

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
STEPS = [
    "originals.body:after",
    "turning.learn:after",
    "archive.commit:before",  # of the version that is read anew
    "archive.commit:after",
    "originals.keep:after",
    "archive.record:before",  # of the suspected edit
    "archive.record:after",
    "frontier.ack:before",
]


@pytest.fixture
async def store(store_client: StoreClient) -> Store:
    """A store with one article whose next look is due."""
    _, keys = await open_layout(store_client, prefix="kill")
    parts = redis_parts(store_client, keys, StoreOptions(pace_s=0.0))
    now = WallClock().now()
    source = Source(sources.source_id(FEED), FEED, SourceKind.FEED, "", now, rules=SourceRules(confirm=True))
    await parts.book.put(source)
    article = Article(sources.article_id(STORY), STORY, "outlet.example", source.id, (source.id,), now)
    await parts.archive.create([article])
    await parts.frontier.put([item_of(article)])
    return parts


async def worker(url: str, step: str, text: str, data: Path, *, newer: bool, lease_s: float = 60.0) -> Process:
    env = os.environ | {"PYTHONPATH": f"{TESTS}:{TESTS.parent}", "LOOK_DATA": str(data), "LOOK_NEWER": "1" * newer}
    arguments = (url, step, signal.SIGKILL.name, str(lease_s), text)
    file = TESTS / "faults" / "look_worker.py"
    return await asyncio.create_subprocess_exec(sys.executable, str(file), *arguments, env=env, stdout=PIPE)


async def outcome(process: Process) -> str:
    async with asyncio.timeout(60):
        said, _ = await process.communicate()
    return said.decode().strip()


async def due_now(store: Store) -> ArticleId:
    (found,) = (await store.catalog.articles()).items
    known, _ = (await store.catalog.heads([found]))[found]
    await store.frontier.signal([item_of(known)])
    return found


@pytest.mark.parametrize("step", STEPS)
async def test_a_look_that_is_killed_while_a_page_is_read_anew_leaves_nothing_half_done(
    redis_url: str, store: Store, tmp_path: Path, step: str
) -> None:
    assert await outcome(await worker(redis_url, "", WORDS[0], tmp_path, newer=False)) == "new"
    found = await due_now(store)
    killed = await worker(redis_url, step, EDITED, tmp_path, newer=True, lease_s=0.3)
    await outcome(killed)
    assert killed.returncode == -signal.SIGKILL
    await asyncio.sleep(0.4)
    for _ in range(3):
        await due_now(store)
        last = await outcome(await worker(redis_url, "", EDITED, tmp_path, newer=True))
    assert last == "unchanged"
    versions = await store.archive.versions(found)
    assert [version.evidence.origin for version in versions] == ["page", "reread", "page"]
    assert [version.text.blocks[0].text for version in versions] == [WORDS[0], WORDS[0], EDITED]
    assert [len(version.text.blocks) for version in versions] == [3, 4, 4]
    events = await store.archive.events(found)
    assert [event.type for event in events] == [EventType.CREATED, EventType.CHANGED]
    change = events[-1].change
    assert change is not None
    assert (change.from_version, change.to_version) == (2, 3)
    assert "extraction" not in change.kinds
    assert (await store.catalog.totals()).changes == 1
