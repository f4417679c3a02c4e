"""What is erased is nowhere: not in memory, not on disk, not in the server's log; also where the eraser was killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Collection
from pathlib import Path

import pytest
from archive_stores import START, commit
from erasable import FERRY, HOOK, SAID, SECRET, fill, lies

from monitor.app.erasing import erase, obey
from monitor.app.opening import App, open_app
from monitor.errors import NotFound
from monitor.model import (
    WHOLE,
    Absence,
    Act,
    Deed,
    EventType,
    Item,
    ItemKind,
)
from monitor.settings import Settings
from monitor.store import open_store
from monitor.store.codec import split
from monitor.store.evidence import WarcFolder
from monitor.store.files import FolderFiles
from monitor.store.roots import RootLog

pytestmark = pytest.mark.slow


async def frames(app: App, numbers: Collection[int]) -> list[bytes]:
    """The compressed texts of these versions as they lie in memory and in the server's log."""
    assert app.store.client is not None
    assert app.store.keys is not None
    key = app.store.keys.versions(app.store.keys.archive_tag(FERRY.id), FERRY.id)
    elements = await app.store.client.do("LRANGE", key, 0, -1)
    return [split(elements[number - 1], "test").frame for number in numbers]


def on_disk(folder: Path, wanted: list[bytes]) -> bool:
    return any(part in file.read_bytes() for file in folder.rglob("*") if file.is_file() for part in wanted)


def settings(folder: Path) -> Settings:
    return Settings(data_dir=folder)


async def test_an_erased_version_is_nowhere_and_the_rest_is_whole(tmp_path: Path) -> None:
    async with open_app(settings(tmp_path)) as app:
        await fill(app)
        assert app.store.chains is not None
        RootLog(tmp_path).append(await app.store.chains.tips(None), START)
        assert len(await lies(app)) > 5, "it is in many places before"
        before, parts = await app.store.archive.versions(FERRY.id), await frames(app, [2])
        assert on_disk(tmp_path, parts)
        await erase(app, FERRY.id, 2, by="me", reason="asked to")
        assert await lies(app) == []
        assert not on_disk(tmp_path, parts), "nor in the server's log"
        after = await app.store.archive.versions(FERRY.id)
        assert [one.absence for one in after] == [None, Absence.ERASED, None, None]
        assert [one.record_hash for one in after] == [one.record_hash for one in before]
        assert [one.text for one in after if not one.absence] == [one.text for one in before if one.number != 2]
        assert not (await app.store.chains.check(FERRY.id)).fault
        remarks = await app.store.annotations.of(FERRY.id)
        assert [one.silenced for one in remarks] == [True, False, True, False]
        kept = WarcFolder(tmp_path)
        assert kept.original(FERRY.id, before[0].evidence.raw_sha256) is not None
        assert kept.original(FERRY.id, before[1].evidence.raw_sha256) is None
        told = await app.store.archive.events(FERRY.id)
        assert [one.id for one in told] == [one.id for one in await app.store.own_archive.events(FERRY.id)]
        assert [one.deed for one in (await app.store.marks.of([FERRY.id]))[FERRY.id].acts] == [Deed.ERASE, Deed.ERASED]
        assert await obey(app) == 0
        assert await app.store.annotations.tags() == {"harmless": 1}
        assert await app.store.outbox.log(HOOK.id) == []


async def test_an_erased_article_leaves_a_mark_without_words(tmp_path: Path) -> None:
    async with open_app(settings(tmp_path)) as app:
        await fill(app)
        parts = await frames(app, [1, 2, 3, 4])
        hashes = [one.record_hash for one in await app.store.archive.versions(FERRY.id)]
        assert app.store.cold is not None
        await app.store.cold.versions.chill(FERRY.id, 2)
        await erase(app, FERRY.id, WHOLE, by="me", reason="asked to")
        assert await lies(app) == []
        assert not on_disk(tmp_path, [*parts, b"/2026/ferry"]), "not even its address"
        standing = (await app.store.marks.of([FERRY.id]))[FERRY.id]
        assert standing.records == tuple(hashes)
        assert await app.store.archive.create([FERRY]) == [False]
        totals = await app.store.catalog.totals()
        assert (totals.articles, totals.versions, totals.changes) == (0, 0, 0)
        assert (await app.store.catalog.events(types=tuple(EventType))).items == ()
        assert not any(
            plan.due for plan in await app.store.frontier.planned([Item(ItemKind.ARTICLE, FERRY.id, FERRY.host)])
        )
        with pytest.raises(NotFound):
            await app.store.archive.commit(commit(4, "late"))


async def test_an_article_of_the_cold_store_is_erased_there(tmp_path: Path) -> None:
    async with open_app(settings(tmp_path)) as app:
        await fill(app)
        assert app.store.cold is not None
        await app.store.cold.versions.chill(FERRY.id, 3)
        await app.store.cold.ice.freeze(FERRY.id)
        await erase(app, FERRY.id, 2, by="me", reason="asked to")
        assert await lies(app) == []
        assert [one.absence for one in await app.store.archive.versions(FERRY.id)] == [None, Absence.ERASED, None, None]
        await app.store.cold.ice.freeze(FERRY.id)
        await erase(app, FERRY.id, WHOLE, by="me", reason="asked to")
        assert list((tmp_path / "cold").glob("*/*")) == []


async def test_an_older_store_that_is_put_back_obeys(tmp_path: Path) -> None:
    async with open_app(settings(tmp_path)) as app:
        await fill(app)
        await erase(app, FERRY.id, 2, by="me", reason="asked to")
    (tmp_path / "redis").rename(tmp_path / "newer")
    async with open_app(settings(tmp_path)) as app:
        await fill(app)
        assert await lies(app)
        assert await obey(app) == 1
        assert [place for place in await lies(app) if "newer" not in place] == []


# ------------------------------------------------ killed at each step
class Deadly(FolderFiles):
    """Kills its process at the n-th step."""

    def __init__(self, folder: Path, step: int) -> None:
        super().__init__(folder)
        self._step = step

    def count(self) -> None:
        self._step -= 1
        if self._step == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def write(self, name: str, data: bytes) -> None:
        self.count()
        super().write(name, data)
        self.count()

    def remove(self, name: str) -> None:
        self.count()
        super().remove(name)
        self.count()

    def purge(self, article: str, keep: Collection[str] = ()) -> int:
        """Between the steps of the real one."""
        self.count()
        done = WarcFolder(self.folder.parent).purge(article, keep)
        self.count()
        return done


async def begin(folder: Path, number: int, step: int) -> None:
    """Erase; meant to die on the way."""
    files = Deadly(folder / "cold", step)
    async with open_store(folder, cold=files) as store:
        await store.marks.add(FERRY.id, Act(Deed.ERASE, number, START, "me", "asked to"))
        assert store.eraser is not None
        await store.eraser.finish(FERRY.id, number, (files,), START)


RUN = "import asyncio, sys; from pathlib import Path; import test_erasing as t"


@pytest.mark.parametrize("number", [2, WHOLE])
@pytest.mark.parametrize("step", [1, 2, 3, 5, 7, 8])
async def test_an_eraser_that_was_killed_is_made_up_for(tmp_path: Path, number: int, step: int) -> None:
    async with open_app(settings(tmp_path)) as app:
        await fill(app)
        assert app.store.cold is not None
        await app.store.cold.versions.chill(FERRY.id, 2)
        code = f"{RUN}; asyncio.run(t.begin(Path(sys.argv[1]), {number}, {step}))"
        paths = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[1]), *sys.path])
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, str(tmp_path), env=os.environ | {"PYTHONPATH": paths}
        )
        ended = await process.wait()
        shown = str([one async for one in _read(app)])
        assert SECRET not in shown, "nobody reads it from the first step on"
        await obey(app)
        assert await lies(app) == []
        standing = (await app.store.marks.of([FERRY.id]))[FERRY.id]
        assert list(standing.erasing()) == []
        assert ended in {0, -signal.SIGKILL}
        if number == WHOLE:
            assert len(standing.records) == len(SAID)


async def _read(app: App):  # type: ignore[no-untyped-def]  # noqa: ANN202 - only shown
    for read in (app.store.archive.versions, app.store.archive.events, app.store.archive.head):
        try:
            yield await read(FERRY.id)
        except Exception as error:  # noqa: BLE001 - what is refused is shown too
            yield error
    yield await app.store.catalog.events(types=tuple(EventType))
