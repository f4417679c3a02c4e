"""A store moves to Redis 7 or 8 and back: these can not read each other's files, nor Valkey's."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from commands import redline
from taking_out import fill

from monitor.store import Store, open_store

pytestmark = pytest.mark.slow

MORE = "REDLINE_TEST_REDIS"  # further servers, separated as in PATH


def server_of(major: int) -> str:
    """A Redis server of this version; skips where this machine has none."""
    listed = [shutil.which("redis-server"), *os.environ.get(MORE, "").split(os.pathsep)]
    found = {}
    for path in filter(None, listed):
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
        if version := re.search(r"Redis server v=(\d+)", said):
            found[int(version[1])] = path
    if major not in found:
        pytest.skip(f"there is no Redis {major} here: put it on PATH or name it in {MORE}; found: {found or 'none'}")
    return found[major]


@contextmanager
def running(binary: str, folder: Path) -> Iterator[str]:
    """The address of a server of its own, until the block ends."""
    folder.mkdir()
    socket = folder / "s"
    words = [binary, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(folder)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        try:
            while not socket.exists():
                assert process.poll() is None, "the server has ended"
                time.sleep(0.02)
            yield f"unix://{socket}"
        finally:
            process.terminate()


async def counted(store: Store) -> list[object]:
    """What there is: articles with all that is kept of them, counters, events."""
    ids = sorted((await store.catalog.articles()).items)
    return [
        [await store.own_histories.take(one) for one in ids],
        await store.catalog.totals(),
        (await store.catalog.events()).items,
        await store.annotations.tags(),
    ]


async def _filled(data: Path) -> list[object]:
    async with open_store(data) as store:
        await fill(store)
        return await counted(store)


async def _counted(data: Path, url: str | None = None) -> list[object]:
    async with open_store(data, url=url) as store:
        return await counted(store)


@pytest.mark.parametrize("major", [7, 8])
def test_a_store_goes_to_another_engine_and_back_and_verifies(
    major: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    binary, before = server_of(major), asyncio.run(_filled(tmp_path / "old"))
    redline("backup", str(tmp_path / "old.gz"), data=tmp_path / "old")
    with running(binary, tmp_path / "redis") as url, monkeypatch.context() as settings:
        settings.setenv("REDLINE_REDIS_URL", url)
        redline("restore", str(tmp_path / "old.gz"), data=tmp_path / "there")
        assert "9 versions checked" in redline("verify", data=tmp_path / "there")
        assert asyncio.run(_counted(tmp_path / "there", url)) == before
        redline("backup", str(tmp_path / "there.gz"), data=tmp_path / "there")
    redline("restore", str(tmp_path / "there.gz"), data=tmp_path / "back")
    assert "9 versions checked" in redline("verify", data=tmp_path / "back")
    assert asyncio.run(_counted(tmp_path / "back")) == before
