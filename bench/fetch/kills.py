"""Six workers make 40,000 looks at articles that change every five requests; three of them are killed meanwhile.

Afterwards every article must still be planned, hold the text that its publisher tells, and have exactly one event for
each version: nothing lost, nothing doubled.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.request import urlopen

from bench.fetch.world import a_world, drive, publisher, watch
from monitor.model import ArticleId, EventType
from monitor.pipeline import item_of
from monitor.store import Store, open_store
from monitor.store.embedded import open_server

WORKERS: Final = 6
LOOKS: Final = 40_000
ARTICLES: Final = 2_000
ROOT: Final = Path(__file__).parents[2]
LONGEST_S: Final = 1_800.0


async def measure(looks: int = LOOKS, articles: int = ARTICLES) -> dict[str, float]:
    """Looks that were made, and articles that lost or doubled something."""
    with publisher() as port, TemporaryDirectory() as folder:
        async with (
            open_server(Path(folder)) as address,
            open_store(Path(folder), url=address.url, connections_per_host=64, pace_s=0.0) as store,
        ):
            await watch(store, port, "told", articles)
            made = await asyncio.to_thread(_work, address.url, port, looks)
            return {"looks": made} | await _judge(store, port, articles)


def _work(url: str, port: int, looks: int) -> int:
    """Start the workers, kill half of them on the way, stop the others when enough was looked at."""
    command = [sys.executable, "-m", "bench.fetch.kill_worker", url]
    workers = [subprocess.Popen(command, cwd=ROOT, env=os.environ) for _ in range(WORKERS)]
    try:
        end = time.monotonic() + LONGEST_S
        victims = workers[: WORKERS // 2]
        for at, victim in enumerate(victims, 1):
            _until(port, looks * at // (len(victims) + 1), end)
            victim.kill()
        _until(port, looks, end)
        for worker in workers[WORKERS // 2 :]:
            worker.terminate()
        for worker in workers:
            worker.wait(timeout=60)
    finally:
        for worker in workers:
            worker.kill()
    return _count(port)


def _until(port: int, looks: int, end: float) -> None:
    while _count(port) < looks:
        if time.monotonic() > end:
            raise TimeoutError(f"{_count(port)} of {looks} looks after {LONGEST_S:.0f} s")
        time.sleep(0.2)


def _ask(port: int, path: str) -> bytes:
    with urlopen(f"http://127.0.0.1:{port}/{path}", timeout=30) as answer:
        return bytes(answer.read())


def _count(port: int) -> int:
    return int(_ask(port, "count"))


async def _judge(store: Store, port: int, articles: int) -> dict[str, float]:
    """Texts stand still, each article is looked at once more; then what is kept is counted."""
    await asyncio.to_thread(_ask, port, "stop")
    ids: list[ArticleId] = []
    cursor = ""
    while True:
        page = await store.catalog.articles(cursor=cursor, limit=500)
        ids += page.items
        cursor = page.next
        if not cursor:
            break
    known = {article: pair[0] for at in range(0, len(ids), 500) for article, pair in (
        await store.catalog.heads(ids[at : at + 500])).items()}  # fmt: skip
    planned = await store.frontier.planned([item_of(article) for article in known.values()])
    unplanned = sum(one.due is None and not one.leased for one in planned)
    async with a_world(store) as world:
        await asyncio.sleep(31)  # the leases of the killed are over
        await store.frontier.signal([item_of(article) for article in known.values()])
        await drive(store, world, 3 * articles)
    texts = json.loads(await asyncio.to_thread(_ask, port, "texts"))
    lost = unplanned + abs(articles - len(known))
    doubled = 0
    for article, entry in known.items():
        versions = await store.archive.versions(article)
        events = await store.archive.events(article)
        told = int(texts["/told/" + entry.url.rpartition("/")[2]])
        lost += not versions or f"At least {told + 12} " not in versions[-1].text.blocks[0].text
        kinds = [event.type for event in events]
        doubled += kinds != [EventType.CREATED] + [EventType.CHANGED] * (len(versions) - 1)
        doubled += any(one.fingerprint == other.fingerprint for one, other in pairwise(versions))
    totals = await store.catalog.totals()
    streamed = [event.id for shard in store.log.shards() for _, event in await store.log.read(shard, after="0-0")]
    doubled += len(streamed) - len(set(streamed))
    return {"lost": lost, "doubled": doubled, "versions_a_kept_article": totals.changes / articles + 1}
