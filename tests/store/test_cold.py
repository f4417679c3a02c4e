"""The cold store: what left memory is read like the rest, comes back for a write, and is never there by half."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from archive_stores import OTHER_SOURCE, START, article, change, commit, evidence, keep, keep_many, note

from monitor.errors import DamagedRecord, StoreError
from monitor.model import Care, EventType, Health, Remark, RemarkKind, Sighting
from monitor.ports import Committed
from monitor.store import Store, StoreOptions, open_store
from monitor.store.client import StoreClient
from monitor.store.cold_files import ColdPlace
from monitor.store.cold_store import ColdStore
from monitor.store.files import FolderFiles
from monitor.store.keys import Keys
from monitor.store.on_redis import redis_parts

FERRY = article().id
WORDS = [f"{number} people were hurt." for number in range(1, 40)]


@pytest.fixture
def store(frozen_client: StoreClient, frozen_keys: Keys, tmp_path: Path) -> Store:
    return redis_parts(
        frozen_client, frozen_keys, StoreOptions(cold=ColdPlace(FolderFiles(tmp_path / "cold"), tmp_path / "locks"))
    )


def cold(store: Store) -> ColdStore:
    assert store.cold is not None
    return store.cold


async def everything(store: Store) -> list[Any]:
    """All that readers get of the one article."""
    assert store.chains is not None
    archive, catalog = store.archive, store.catalog
    return [
        await archive.head(FERRY),
        await archive.versions(FERRY),
        [await archive.version(FERRY, number) for number in range(1, len(WORDS) + 1)],
        await archive.events(FERRY),
        await archive.sightings(FERRY),
        await store.annotations.of(FERRY),
        await store.labellings.of(FERRY),
        await store.histories.take(FERRY),
        await catalog.heads([FERRY]),
        await catalog.events(types=tuple(EventType), limit=200),
        await catalog.articles(),
        await catalog.find(FERRY),
        await catalog.find(FERRY[:5]),
        await catalog.totals(),
        [await store.log.read(shard, after="0") for shard in store.log.shards()],
        await store.chains.check(FERRY),
        await store.chains.tips(None),
        await store.chains.records(FERRY, 3),
    ]


async def fill(store: Store) -> None:
    await keep_many(store.archive, WORDS)
    sighting = Sighting(START, START, "A title", "“two”", "ab" * 32)
    await store.archive.record(note(len(WORDS), "c1", Health.FINISHED, confirmed=True, sighting=sighting))
    await store.annotations.add(Remark(FERRY, 2, RemarkKind.TAG, "me", "court"))
    await store.labellings.put(replace(change(1), rules_version="later"))
    await store.cares.put(FERRY, Care(weight=2.0))


async def test_older_versions_on_disk_are_read_like_the_rest(store: Store) -> None:
    await fill(store)
    before = await everything(store)
    assert await cold(store).versions.chill(FERRY, 35) == 35
    assert await everything(store) == before
    assert await cold(store).versions.chill(FERRY, 35) == 0
    assert await cold(store).versions.chill(FERRY, 99) == 3
    assert await everything(store) == before
    assert store.client is not None
    kept = await keep(store.archive, commit(len(WORDS), "forty"))
    assert kept.version.prev_hash == before[1][-1].record_hash
    assert (await store.archive.versions(FERRY))[:-2] == before[1][:-1]


async def test_texts_are_let_go_in_memory_and_on_disk_and_the_rest_stays(store: Store) -> None:
    await fill(store)
    before = await store.archive.versions(FERRY)
    await cold(store).versions.chill(FERRY, 20)
    gone = {3, 19, 20, 21, 30}
    assert await cold(store).versions.drop(FERRY, gone)
    after = await store.archive.versions(FERRY)
    assert {one.number for one in after if one.absence} == gone
    assert [one.record_hash for one in after] == [one.record_hash for one in before]
    assert [one for one in after if not one.absence] == [one for one in before if one.number not in gone]
    assert store.chains is not None
    assert not (await store.chains.check(FERRY)).fault


async def test_a_finished_article_leaves_memory_whole_and_is_read_like_before(store: Store) -> None:
    await fill(store)
    await cold(store).versions.chill(FERRY, 10)
    before = await everything(store)
    assert await cold(store).ice.freeze(FERRY)
    assert store.client is not None
    assert store.keys is not None
    names = [name.decode() for name in await store.client.do("KEYS", f"*{FERRY}*")]
    assert names == []
    for name in store.keys.beside_articles(store.keys.archive_tag(FERRY)):
        assert await store.client.do("HEXISTS", name, FERRY) == 0
    assert await everything(store) == before
    assert await store.own_catalog.heads([FERRY], cold=False) == {}
    assert await cold(store).ice.thaw(FERRY)
    assert await everything(store) == before
    assert not await cold(store).ice.thaw(FERRY)


async def test_a_write_brings_a_finished_article_back(store: Store) -> None:
    await fill(store)
    count = len(WORDS)
    await cold(store).ice.freeze(FERRY)
    assert await store.archive.create([article()]) == [False]
    assert await store.own_catalog.heads([FERRY], cold=False) == {}, "it gained nothing"
    again = article(source=OTHER_SOURCE, sources=(OTHER_SOURCE,))
    assert await store.archive.create([again]) == [False]
    assert (await store.own_catalog.heads([FERRY], cold=False))[FERRY][0].sources[-1] == OTHER_SOURCE
    for write in (
        lambda: store.archive.commit(commit(count, "forty")),
        lambda: store.archive.record(note(count + 1, "d1", confirmed=True)),
        lambda: store.annotations.add(Remark(FERRY, 2, RemarkKind.STAR, "me")),
        lambda: store.labellings.put(replace(change(2), rules_version="later")),
    ):
        assert await cold(store).ice.freeze(FERRY)
        await write()
        assert FERRY in await store.own_catalog.heads([FERRY], cold=False)
    versions = await store.archive.versions(FERRY)
    assert [one.number for one in versions] == list(range(1, count + 2))
    assert len(await store.annotations.of(FERRY)) == 2


async def test_what_changed_while_it_was_copied_stays_in_memory(store: Store, tmp_path: Path) -> None:
    await fill(store)

    class Slow(FolderFiles):
        def write(self, name: str, data: bytes) -> None:
            asyncio.run_coroutine_threadsafe(store.annotations.add(one), loop).result()
            super().write(name, data)

    loop, one = asyncio.get_running_loop(), Remark(FERRY, 0, RemarkKind.STAR, "me")
    late = redis_parts_of(store, Slow(tmp_path / "cold"))
    assert not await cold(late).ice.freeze(FERRY)
    assert FERRY in await store.own_catalog.heads([FERRY], cold=False)
    assert len(await store.annotations.of(FERRY)) == 2


def redis_parts_of(store: Store, files: FolderFiles) -> Store:
    assert store.client is not None
    assert store.keys is not None
    return redis_parts(store.client, store.keys, StoreOptions(cold=ColdPlace(files, files.folder.parent / "locks")))


async def test_a_lost_or_damaged_file_is_named_and_the_rest_stays_readable(store: Store, tmp_path: Path) -> None:
    await fill(store)
    await cold(store).versions.chill(FERRY, 10)
    file = next((tmp_path / "cold").glob("*/*.versions"))
    whole = file.read_bytes()
    file.write_bytes(whole[:-9])
    with pytest.raises(DamagedRecord, match=rf"cold versions of article {FERRY} .*: the file is cut off"):
        await store.archive.version(FERRY, 3)
    assert (await store.archive.version(FERRY, 11)) is not None
    assert await store.archive.head(FERRY) is not None
    file.unlink()
    with pytest.raises(DamagedRecord, match=r"the file .*\.versions is missing"):
        await store.archive.versions(FERRY)
    assert store.chains is not None
    assert "is missing" in (await store.chains.check(FERRY)).fault
    file.write_bytes(whole)
    await keep_many(store.archive, ["one", "two"], "other")
    await cold(store).ice.freeze(FERRY)
    next((tmp_path / "cold").glob("*/*.article")).unlink()
    with pytest.raises(DamagedRecord, match=r"article .*\.article\): the file is missing"):
        await store.archive.head(FERRY)
    assert len(await store.archive.versions(article("other").id)) == 2
    assert list(await store.catalog.heads([FERRY, article("other").id])) == [article("other").id]
    assert {one.subject for one in (await store.catalog.events()).items} == {article("other").id}
    assert await store.archive.create([article()]) == [False]
    assert "the file is missing" in (await store.chains.check(FERRY)).fault


async def test_a_disk_that_takes_nothing_leaves_all_in_memory(store: Store, tmp_path: Path) -> None:
    await fill(store)
    (tmp_path / "cold").write_text("a file where the folder should be")
    before = await store.archive.versions(FERRY)
    with pytest.raises(StoreError, match=r"can not be (written|read)"):
        await cold(store).versions.chill(FERRY, 5)
    with pytest.raises(StoreError, match=r"can not be (written|read)"):
        await cold(store).ice.freeze(FERRY)
    assert await store.archive.versions(FERRY) == before


# ------------------------------------------------ killed at each step
class Deadly(FolderFiles):
    """Kills its process before or after the n-th write."""

    def __init__(self, folder: Path, step: int) -> None:
        super().__init__(folder)
        self._step = step

    def _count(self) -> None:
        self._step -= 1
        if self._step == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def read(self, name: str) -> bytes | None:
        found = super().read(name)
        self._count()
        return found

    def write(self, name: str, data: bytes) -> None:
        self._count()
        super().write(name, data)
        self._count()


RUN = "import asyncio, sys; from pathlib import Path; import test_cold as t"


async def move(folder: Path, step: int) -> None:
    """Chill, let go and freeze; meant to die on the way."""
    async with open_store(folder, cold=Deadly(folder / "cold", step)) as store:
        store_ = cold(store)
        await store_.versions.chill(FERRY, 20)
        await store_.versions.drop(FERRY, {5, 19, 20, 25})
        await store_.ice.freeze(FERRY)
        await store.archive.record(note(len(WORDS), "d1", confirmed=True))


@pytest.mark.slow
async def test_killed_at_any_step_nothing_is_lost_and_the_next_one_goes_on(tmp_path: Path) -> None:
    async with open_store(tmp_path) as first:
        await fill(first)
        before = await first.archive.versions(FERRY)
        steps = 0
        while True:
            steps += 1
            code = f"{RUN}; asyncio.run(t.move(Path(sys.argv[1]), {steps}))"
            paths = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[1]), *sys.path])
            done = await asyncio.create_subprocess_exec(
                sys.executable, "-c", code, str(tmp_path), env=os.environ | {"PYTHONPATH": paths}
            )
            ended = await done.wait()
            after = await first.archive.versions(FERRY)
            assert [one.record_hash for one in after] == [one.record_hash for one in before]
            assert {one.number for one in after if one.absence} in ({5, 19, 20, 25}, set(), {5, 19, 20})
            texts = {one.number: one.text for one in before}
            assert all(one.absence or one.text == texts[one.number] for one in after)
            assert first.chains is not None
            assert not (await first.chains.check(FERRY)).fault
            if ended == 0:
                break
            assert ended == -signal.SIGKILL
        assert steps > 6
        done_ = await first.archive.commit(commit(len(WORDS), "forty", evidence=evidence("late")))
        assert isinstance(done_, Committed)
