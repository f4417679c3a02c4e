"""A server whose memory is nearly full: looking stops, the rest goes on, and looking resumes by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest
from archive_stores import article, commit, keep

from monitor.app.opening import App, open_app
from monitor.app.pages import web_app
from monitor.model import Item, ItemKind, Lease
from monitor.pipeline import Looked
from monitor.settings import RedisSettings, Settings, WebSettings
from workers.looker import Looker

pytestmark = pytest.mark.slow

LIMIT = 20_000_000
ITEM = Item(ItemKind.ARTICLE, "0000000000000001", "news.example.org")  # without an article: a look ends at once


@asynccontextmanager
async def looking(app: App, looked: list[Looked]) -> AsyncIterator[None]:
    stop = asyncio.Event()
    looker = Looker(app.world, app.store.wakeup, (ItemKind.ARTICLE,), 4, looked.append, app.store.room, 0.2)
    task = asyncio.create_task(looker.run(stop))
    try:
        yield
    finally:
        stop.set()
        await task


async def stuff(app: App, share: float) -> None:
    """Fill the server with what is not ours up to this share of its limit."""
    assert app.store.client is not None
    missing = share * LIMIT - (await app.store.room.fullness()).used_bytes
    await app.store.client.all([("SET", f"stuffing:{at}", b"x" * 20_000) for at in range(int(missing / 20_500))])
    await asyncio.sleep(1.1)  # the answer is kept for a second


async def unstuff(app: App) -> None:
    assert app.store.client is not None
    names = await app.store.client.do("KEYS", "stuffing:*")
    await app.store.client.do("DEL", *names)


async def test_at_85_percent_of_the_memory_looking_stops_and_resumes_by_itself(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, redis=RedisSettings(maxmemory=LIMIT), web=WebSettings(public=True))
    looked: list[Looked] = []
    async with open_app(settings) as app:
        assert app.store.client is not None
        transport = httpx2.ASGITransport(app=web_app(app))
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            assert (await client.get("/readyz")).status_code == 200
            await app.store.archive.create([article()])
            await keep(app.store.archive, commit(0, "Twelve were hurt."))
            (held,) = await _leased(app)
            await stuff(app, 0.88)
            async with looking(app, looked):
                await app.store.frontier.put([ITEM])
                await asyncio.sleep(1)
                assert not looked
                answer = await client.get("/readyz")
                assert answer.status_code == 503
                assert "nothing is checked until there is room" in answer.text
                assert "nothing is checked until there is room" in (await client.get("/status")).text
                assert (await app.store.archive.version(article().id, 1)) is not None
                assert await app.store.frontier.ack(held, after_s=None)
                await keep(app.store.archive, commit(1, "Fifteen were hurt."))
                await unstuff(app)
                async with asyncio.timeout(10):
                    while not looked:  # noqa: ASYNC110 - the worker makes no event for tests
                        await asyncio.sleep(0.05)
                assert (await client.get("/readyz")).status_code == 200


async def _leased(app: App) -> list[Lease]:
    item = Item(ItemKind.ARTICLE, "0000000000000002", "other.example.org")
    await app.store.frontier.put([item])
    return list(await app.store.frontier.claim([ItemKind.ARTICLE], 1, lease_s=60))
