"""Workers that look at one article over a real server, for tests that kill or stop one of them at a named step."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
from pathlib import Path

from look_worker import looked
from looking import FEED, STORY

from monitor import sources
from monitor.model import Article, ArticleId, Source, SourceKind, SourceRules
from monitor.pipeline import item_of
from monitor.store import Store, StoreOptions
from monitor.store.client import StoreClient
from monitor.store.layout import open_layout
from monitor.store.memory.clock import WallClock
from monitor.store.on_redis import redis_parts

TESTS = Path(__file__).parent
PREFIX = "kill"
BRIEF_S = 0.3  # a lease that runs out while its worker is dead or stopped
LONG_S = 60.0
PATIENCE_S = 120.0  # a machine may be busy; nothing is measured here


@dataclass(frozen=True)
class Lookers:
    """The server with one article, and the workers that look at it."""

    url: str
    store: Store
    data: Path | None = None  # where what was fetched is kept; None = nowhere, and what is announced counts at once

    async def look(self, text: str, *, newer: bool = False) -> str:
        """The outcome of a whole look, the page showing `text`, by a worker that nothing happens to."""
        return await looked(self.url, text, data=self.data, newer=newer, lease_s=LONG_S)

    async def killed_at(self, step: str, text: str, *, newer: bool = False) -> None:
        """A look whose process ended itself at the step, its lease run out."""
        process = await self._start(text, step, signal.SIGKILL, newer=newer)
        await outcome(process)
        assert process.returncode == -signal.SIGKILL
        await asyncio.sleep(BRIEF_S * 2)

    async def stopped_at(self, step: str, text: str) -> Process:
        """A look whose process stands still at the step, its lease run out."""
        process = await self._start(text, step, signal.SIGSTOP)
        async with asyncio.timeout(PATIENCE_S):
            while not await _is_stopped(process.pid):  # noqa: ASYNC110 - only the system knows that it stands still
                await asyncio.sleep(0.05)
        await asyncio.sleep(BRIEF_S * 2)
        return process

    async def due_now(self) -> ArticleId:
        """The article, made due."""
        (found,) = (await self.store.catalog.articles()).items
        known, _ = (await self.store.catalog.heads([found]))[found]
        await self.store.frontier.signal([item_of(known)])
        return found

    async def _start(self, text: str, step: str, number: signal.Signals, *, newer: bool = False) -> Process:
        """A process for one look; at `step` it sends itself the signal."""
        release = "newer" if newer else ""
        told = (self.url, str(self.data or ""), release, str(BRIEF_S), text, step, number.name)
        env = os.environ | {"PYTHONPATH": f"{TESTS}:{TESTS.parent}"}
        return await asyncio.create_subprocess_exec(
            sys.executable, str(TESTS / "look_worker.py"), *told, env=env, stdout=PIPE
        )


async def outcome(process: Process) -> str:
    """What the process says of its look, "" if it did not live to see it."""
    async with asyncio.timeout(PATIENCE_S):
        said, _ = await process.communicate()
    return said.decode().strip()


async def store_with_an_article(client: StoreClient, *, confirm: bool) -> Store:
    """A store with one article whose first look is due."""
    _, keys = await open_layout(client, prefix=PREFIX)
    parts = redis_parts(client, keys, StoreOptions(pace_s=0.0))
    now = WallClock().now()
    source = Source(sources.source_id(FEED), FEED, SourceKind.FEED, "", now, rules=SourceRules(confirm=confirm))
    await parts.book.put(source)
    article = Article(sources.article_id(STORY), STORY, "outlet.example", source.id, (source.id,), now)
    await parts.archive.create([article])
    await parts.frontier.put([item_of(article)])
    return parts


async def _is_stopped(pid: int) -> bool:
    asked = await asyncio.create_subprocess_exec("ps", "-o", "stat=", "-p", str(pid), stdout=PIPE)
    said, _ = await asked.communicate()
    return said.startswith(b"T")
