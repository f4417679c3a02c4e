"""A server of our own in the data folder, shared by all processes that use the folder.

The first process starts it, the last one stops it. Who uses it is counted by shared file locks, which the kernel gives
back however a process ends: after a SIGKILL nothing has to be cleaned up, the next one attaches to the running server
or starts a new one. `start.lock` is held while anybody attaches, starts or stops.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from monitor.store import flocks
from monitor.store.binary import check_record, find, memory_limit
from monitor.store.server import Embedded


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where the store's server listens."""

    url: str
    folder: Path | None = None  # of its files, where it is our own
    pid: int = 0  # likewise


def _only_one(folder: Path) -> AbstractAsyncContextManager[None]:
    """While inside, nobody else attaches to, starts or stops the folder's server."""
    return flocks.alone(folder / "start.lock")


async def _attach(server: Embedded, *, maxmemory: int, fsync: str) -> tuple[int, int]:
    """The server's process id and the descriptor that counts us as a user; starts it if need be."""
    async with _only_one(server.folder):
        pid = await server.find_running()
        if not pid:
            binary = await asyncio.to_thread(find)
            check_record(server.folder, binary)
            pid = await server.start(binary, maxmemory=maxmemory or memory_limit(), fsync=fsync)
        return pid, await flocks.lock(server.folder / "users.lock", flocks.SHARED)


async def _detach(server: Embedded, user: int) -> None:
    """Stop counting as a user; the last one stops the server."""
    async with _only_one(server.folder):
        os.close(user)
        last = os.open(server.folder / "users.lock", os.O_RDWR | os.O_CLOEXEC)
        try:
            if flocks.try_lock(last, flocks.ALONE) and (pid := await server.find_running()):
                await server.stop(pid)
        finally:
            os.close(last)


@asynccontextmanager
async def open_server(
    data_dir: Path, url: str | None = None, *, maxmemory: int = 0, fsync: str = "everysec"
) -> AsyncIterator[ServerAddress]:
    """The address of the store's server: of the one at `url`, else of our own in the data folder.

    Our own is started if it does not run, and stopped when its last user leaves. `maxmemory` in bytes, 0 = three
    quarters of what there is; it and `fsync` (everysec, always) count only for the one that starts it.
    """
    if url:
        yield ServerAddress(url)
        return
    server = Embedded.of(data_dir)
    server.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    pid, user = await _attach(server, maxmemory=maxmemory, fsync=fsync)
    try:
        yield ServerAddress(server.url(), server.folder, pid)
    finally:
        await asyncio.shield(_detach(server, user))
