"""Several processes at the cold store at the same moment: whoever is late writes nothing over what another has done.

Each test stops one of them at a named step, lets the other one go as far as it gets, and lets the first one go on.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable
from pathlib import Path

import pytest
from archive_stores import START, article, keep_many, note

from monitor.errors import StoreError
from monitor.model import WHOLE, Absence, Act, Deed, Health
from monitor.store import Store, StoreOptions
from monitor.store.client import StoreClient
from monitor.store.cold_files import ColdPlace
from monitor.store.cold_store import ColdStore
from monitor.store.files import FolderFiles
from monitor.store.keys import Keys
from monitor.store.on_redis import redis_parts

pytestmark = pytest.mark.slow

FERRY = article().id
WORDS = [f"{number} people were hurt." for number in range(1, 41)]
FAR_S = 1.0  # how long the other one is given to get as far as it gets: it ends, or it waits for the first


class Halting(FolderFiles):
    """Stops before its n-th call of one kind until it is let go on."""

    def __init__(self, folder: Path, *, write: int = 0, read: int = 0) -> None:
        super().__init__(folder)
        self._left = {"write": write, "read": read}
        self.reached, self.go_on = threading.Event(), threading.Event()

    def _halt(self, kind: str) -> None:
        self._left[kind] -= 1
        if self._left[kind] == 0:
            self.reached.set()
            self.go_on.wait(30)

    def read(self, name: str) -> bytes | None:
        found = super().read(name)
        self._halt("read")
        return found

    def write(self, name: str, data: bytes) -> None:
        self._halt("write")
        super().write(name, data)


@pytest.fixture
async def store(frozen_client: StoreClient, frozen_keys: Keys, tmp_path: Path) -> Store:
    made = parts(frozen_client, frozen_keys, FolderFiles(tmp_path / "cold"))
    await keep_many(made.archive, WORDS)
    await made.archive.record(note(len(WORDS), "c1", Health.FINISHED, confirmed=True))
    return made


def parts(client: StoreClient, keys: Keys, files: FolderFiles) -> Store:
    return redis_parts(client, keys, StoreOptions(cold=ColdPlace(files, files.folder.parent / "locks")))


def cold(store: Store) -> ColdStore:
    assert store.cold is not None
    return store.cold


def beside(store: Store, files: FolderFiles) -> ColdStore:
    """Another process at the same data set."""
    assert store.client is not None
    assert store.keys is not None
    return cold(parts(store.client, store.keys, files))


async def in_between(files: Halting, late: Awaitable[object], other: Awaitable[object]) -> None:
    """The late one up to where it stops, then the other one as far as it gets, then both to their end."""
    first = asyncio.ensure_future(late)
    assert await asyncio.to_thread(files.reached.wait, 30)
    second = asyncio.ensure_future(other)
    await asyncio.wait([second], timeout=FAR_S)
    files.go_on.set()
    await asyncio.gather(first, second)


async def texts(store: Store) -> dict[int, str]:
    """What can be read of every version; raises for one that is lost."""
    versions = await store.archive.versions(FERRY)
    return {one.number: one.text.blocks[1].text for one in versions if not one.absence}


async def let_go_and_freeze(at: ColdStore) -> None:
    """What retention does with a finished article, again while it comes in between."""
    while True:
        await at.ice.thaw(FERRY)
        if await at.versions.drop(FERRY, {2}):
            break
    await at.ice.freeze(FERRY)


def all_but(*numbers: int) -> dict[int, str]:
    return {number: text for number, text in enumerate(WORDS, 1) if number not in numbers}


async def test_versions_moved_while_a_text_is_let_go_are_not_lost(store: Store, tmp_path: Path) -> None:
    await cold(store).versions.chill(FERRY, 10)
    files = Halting(tmp_path / "cold", write=1)
    await in_between(files, beside(store, files).versions.drop(FERRY, {2}), cold(store).versions.chill(FERRY, 30))
    assert await texts(store) == all_but(2)


async def test_versions_moved_by_two_are_not_lost(store: Store, tmp_path: Path) -> None:
    files = Halting(tmp_path / "cold", write=1)
    await in_between(files, beside(store, files).versions.chill(FERRY, 10), cold(store).versions.chill(FERRY, 30))
    assert await texts(store) == all_but()


async def test_a_text_that_was_let_go_does_not_come_back(store: Store, tmp_path: Path) -> None:
    await cold(store).versions.chill(FERRY, 10)
    files = Halting(tmp_path / "cold", write=1)
    await in_between(files, beside(store, files).versions.chill(FERRY, 30), cold(store).versions.drop(FERRY, {2, 35}))
    assert await texts(store) == all_but(2, 35)


async def test_freezing_late_brings_nothing_back(store: Store, tmp_path: Path) -> None:
    files = Halting(tmp_path / "cold", write=1)
    await in_between(files, beside(store, files).ice.freeze(FERRY), let_go_and_freeze(cold(store)))
    assert await texts(store) == all_but(2)


async def test_thawing_late_brings_nothing_back(store: Store, tmp_path: Path) -> None:
    await cold(store).ice.freeze(FERRY)
    files = Halting(tmp_path / "cold", read=2)
    await in_between(files, beside(store, files).ice.thaw(FERRY), let_go_and_freeze(cold(store)))
    assert await texts(store) == all_but(2)


@pytest.mark.parametrize("number", [2, WHOLE])
async def test_what_is_being_erased_is_not_taken_out_of_memory(store: Store, tmp_path: Path, number: int) -> None:
    await cold(store).ice.freeze(FERRY)
    await store.marks.add(FERRY, Act(Deed.ERASE, number, START))

    at = cold(store)
    assert store.eraser is not None
    await at.ice.melt(FERRY, erased=True)
    assert not await at.ice.freeze(FERRY), "the keeper comes between two steps of the eraser"
    await store.eraser.finish(FERRY, number, [], START)
    if number:
        assert await texts(store) == all_but(number)
        assert await at.ice.freeze(FERRY)
        assert [one.absence for one in await store.archive.versions(FERRY)][number - 1] is Absence.ERASED
    else:
        assert list((tmp_path / "cold").glob("*/*")) == []


async def test_what_is_not_in_memory_is_not_taken_for_let_go(store: Store) -> None:
    await cold(store).ice.freeze(FERRY)
    assert not await cold(store).versions.drop(FERRY, {2})
    assert await texts(store) == all_but()


async def test_a_file_that_a_kill_left_goes_with_the_text(store: Store, tmp_path: Path) -> None:
    class Dying(FolderFiles):
        """Dies between the file and the script."""

        def write(self, name: str, data: bytes) -> None:
            super().write(name, data)
            raise StoreError("killed here")

    with pytest.raises(StoreError, match="killed here"):
        await beside(store, Dying(tmp_path / "cold")).versions.chill(FERRY, 10)
    (left,) = (tmp_path / "cold").glob("*/*.versions")
    left.with_name(left.name + ".part").write_bytes(left.read_bytes())
    await cold(store).versions.drop(FERRY, {2})
    assert list((tmp_path / "cold").glob("*/*")) == []
    assert await texts(store) == all_but(2)
