"""A server of our own in the data folder, shared by all processes that use the folder.

The first process starts it, the last one stops it; where it was killed, whoever uses it starts it again. Who uses it is
counted by shared file locks, which the kernel gives back however a process ends: after a SIGKILL nothing has to be
cleaned up, the next one attaches to the running server or starts a new one. `start.lock` is held while anybody
attaches, starts or stops; `server.lock` is held by the server itself.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from monitor import log
from monitor.errors import StoreError
from monitor.store import flocks
from monitor.store.binary import check_record, find, memory_limit
from monitor.store.server import Embedded, is_gone

_WATCH_S: Final = 1.0  # looks after a process take 20 us


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
        pid = await _running(server, maxmemory=maxmemory, fsync=fsync)
        return pid, await flocks.lock(server.folder / "users.lock", flocks.SHARED)


async def _running(server: Embedded, *, maxmemory: int, fsync: str) -> int:
    """The server's process id, which is started if need be; nobody else attaches meanwhile."""
    if pid := await server.find_running():
        return pid
    binary = await asyncio.to_thread(find)
    check_record(server.folder, binary)
    return await server.start(binary, maxmemory=maxmemory or memory_limit(), fsync=fsync)


async def _keep_running(server: Embedded, pid: int, ending: asyncio.Event, *, maxmemory: int, fsync: str) -> None:
    """Until `ending` start the server again where it was killed (by a machine short of memory, by somebody)."""
    while not ending.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), _WATCH_S)
        if ending.is_set() or not is_gone(pid):
            continue
        try:
            async with _only_one(server.folder):
                pid = await _running(server, maxmemory=maxmemory, fsync=fsync)
        except (StoreError, OSError) as error:
            log.get("server").error("server_not_started_again", error=str(error))
        else:
            log.get("server").warning("server_had_ended", pid=pid)


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


async def _leave(server: Embedded, user: int, keeping: asyncio.Task[None]) -> None:
    """Detach, once a server that is just being started again is up."""
    await asyncio.gather(keeping, return_exceptions=True)
    await _detach(server, user)


@asynccontextmanager
async def open_server(
    data_dir: Path, url: str | None = None, *, maxmemory: int = 0, fsync: str = "everysec"
) -> AsyncIterator[ServerAddress]:
    """The address of the store's server: of the one at `url`, else of our own in the data folder.

    Our own is started if it does not run, again where it ends meanwhile, and stopped when its last user leaves.
    `maxmemory` in bytes, 0 = three quarters of what there is; it and `fsync` (everysec, always) count only for the one
    that starts it.
    """
    if url:
        yield ServerAddress(url)
        return
    server = Embedded.of(data_dir)
    server.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    pid, user = await _attach(server, maxmemory=maxmemory, fsync=fsync)
    ending = asyncio.Event()
    keeping = asyncio.create_task(_keep_running(server, pid, ending, maxmemory=maxmemory, fsync=fsync))
    try:
        yield ServerAddress(server.url(), server.folder, pid)
    finally:
        ending.set()
        await asyncio.shield(_leave(server, user, keeping))
