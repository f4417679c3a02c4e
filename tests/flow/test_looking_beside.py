"""`redline look` and `watch --once` beside a daemon that claims what they want first: they end with what it found."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from commands import ENVIRONMENT, ROOT, RUN, served
from looking import WORDS
from publisher import Publisher

from monitor import intake, pipeline
from monitor.app.opening import App, open_app
from monitor.cli.round import Round
from monitor.model import Item, ItemKind, Lease, SourceKind
from monitor.ports import Frontier
from monitor.settings import Settings
from monitor.sources import host, single_page
from monitor.store.client import StoreClient

pytestmark = pytest.mark.slow


@pytest.fixture
def site() -> Iterator[Publisher]:
    with served() as made:
        made.says("/a", *WORDS)
        yield made


@pytest.fixture
async def app(store_client: StoreClient, redis_url: str, site: Publisher, tmp_path: Path) -> AsyncIterator[App]:
    declared = {"url": f"{site.url}/a", "kind": "page", "allow_networks": ["127.0.0.0/8"]}
    redis = {"url": redis_url, "prefix": "beside"}
    settings = {"data_dir": str(tmp_path), "redis": redis, "look": {"pace": "0s"}, "source": [declared]}
    async with open_app(Settings.model_validate(settings)) as opened:
        yield opened


class Slower:
    """A frontier that always finds the daemon to have been faster."""

    def __init__(self, inner: Frontier) -> None:
        self._inner = inner
        self.signalled = asyncio.Event()

    async def signal(self, items: Sequence[Item]) -> int:
        """Make them due, for the daemon."""
        made = await self._inner.signal(items)
        self.signalled.set()
        return made

    async def claim(self, *_: object, **__: object) -> list[Lease]:
        """Nothing is left."""
        return []


async def look(app: App) -> None:
    """The daemon's look at what is due."""
    async with asyncio.timeout(30):
        while not (leases := await app.store.frontier.claim([ItemKind.ARTICLE], 1, lease_s=60)):
            await app.store.wakeup.wait(timeout_s=0.2)
    await pipeline.look(leases[0], app.world)


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        (None, WORDS, "new"),
        (WORDS, WORDS, "unchanged"),
        (WORDS, ("Fifteen people were hurt, the office said on Wednesday.", *WORDS[1:]), "changed"),
        (WORDS, None, "failed"),
    ],
)
async def test_what_another_process_finds_meanwhile_is_the_outcome(
    app: App, site: Publisher, before: tuple[str, ...] | None, after: tuple[str, ...] | None, outcome: str
) -> None:
    source, _ = await intake.add(intake.Wish(f"{site.url}/a", SourceKind.PAGE), app.world)
    assert source is not None
    if before is not None:
        await look(app)
    if after is None:
        site.pages["/a"] = (500, "text/plain", b"")
    else:
        site.says("/a", *after)
    slower = Slower(app.store.frontier)
    waits = Round(replace(app, store=replace(app.store, frontier=slower)), [single_page(source)])  # type: ignore[arg-type]
    ended = asyncio.create_task(waits.run(1))
    await slower.signalled.wait()
    await look(app)
    async with asyncio.timeout(60):
        await ended
    assert dict(waits.counts) == {outcome: 1}


async def test_a_look_that_has_to_wait_says_until_when(
    app: App, site: Publisher, redis_url: str, tmp_path: Path
) -> None:
    source, _ = await intake.add(intake.Wish(f"{site.url}/a", SourceKind.PAGE), app.world)
    assert source is not None
    await app.store.frontier.block(host(source.url), for_s=3_600)
    file = tmp_path / "redline.toml"
    file.write_text(f'[redis]\nurl = "{redis_url}"\nprefix = "beside"\n', encoding="utf-8")
    command = (*RUN, "look", source.url, "--config", str(file), "--data", str(tmp_path))
    process = await asyncio.create_subprocess_exec(*command, env=ENVIRONMENT, cwd=ROOT, stderr=PIPE)
    assert process.stderr is not None
    async with asyncio.timeout(60):
        line = await process.stderr.readline()
    process.kill()
    await process.wait()
    assert b"its site is left alone until" in line
