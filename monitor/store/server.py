"""The server process of one data folder: is it running, start it, stop it."""

from __future__ import annotations

import asyncio
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from redis import exceptions as wrong
from redis.asyncio import Redis

from monitor.errors import StoreError, StoreMismatch, StoreUnreachable
from monitor.store import flocks
from monitor.store.binary import Binary
from monitor.store.connecting import open_redis

_MAX_SOCKET_PATH: Final = 100  # the kernel's limit is 108 bytes, on macOS 104
_LOOK_S: Final = 0.01
_START_S: Final = 10.0
_LOAD_S: Final = 600.0  # reading a large data set back takes its time
_STOP_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Embedded:
    """The files of the server of one data folder."""

    folder: Path  # absolute
    socket: Path

    @classmethod
    def of(cls, data_dir: Path) -> Embedded:
        """The server of this data folder; the socket lies elsewhere if the folder's path is too long for one."""
        folder = (data_dir / "redis").resolve()
        socket = folder / "server.sock"
        if len(os.fsencode(socket)) > _MAX_SOCKET_PATH:
            name = sha256(os.fsencode(folder)).hexdigest()[:16]
            socket = Path(tempfile.gettempdir()) / f"redline-{os.getuid()}" / f"{name}.sock"
        return cls(folder, socket)

    def url(self) -> str:
        """The address for clients."""
        return f"unix://{self.socket}"

    async def find_running(self) -> int:
        """The process id of the server that runs on this folder, 0 if none does; waits while it is loading."""
        redis = open_redis(self.url())
        try:
            async with asyncio.timeout(_LOAD_S):
                return await self._ask(redis)
        except TimeoutError as error:
            raise StoreUnreachable(self.url(), f"it does not answer; see {self.folder / 'server.log'}") from error
        finally:
            await redis.aclose()

    async def _ask(self, redis: Redis) -> int:
        while True:
            try:
                await redis.ping()
                break
            except wrong.BusyLoadingError:
                await asyncio.sleep(_LOOK_S)
            except (wrong.ConnectionError, OSError):
                return 0
        found = str((await redis.config_get("dir"))["dir"])
        if Path(found) != self.folder:
            raise StoreMismatch(
                f"the server at {self.socket} works on {found}, not on {self.folder}",
                hint="stop that server, or choose another data folder",
            )
        return int((await redis.info("server"))["process_id"])

    def options(self, *, maxmemory: int, fsync: str) -> list[str]:
        """The command line after the program's name."""
        pairs = {
            "dir": str(self.folder),
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "600",
            "daemonize": "yes",  # a session of its own
            "pidfile": str(self.folder / "server.pid"),
            "logfile": str(self.folder / "server.log"),
            "appendonly": "yes",
            "appendfsync": fsync,
            "save": "",
            "maxmemory": str(maxmemory),
            "maxmemory-policy": "noeviction",
        }
        return [part for name, value in pairs.items() for part in (f"--{name}", value)]

    async def start(self, binary: Binary, *, maxmemory: int, fsync: str, patience_s: float = _STOP_S) -> int:
        """Start the server, once none works on the folder any more; its process id. Raises StoreError.

        One that was being started by a process that was killed is as good.
        """
        alone = os.open(self.folder / "server.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            waited_for = await self._waited_for(alone, patience_s)
            return waited_for or await self._started(binary, alone, maxmemory=maxmemory, fsync=fsync)
        finally:
            os.close(alone)

    async def _waited_for(self, alone: int, patience_s: float) -> int:
        """0 once the lock is ours; or the process id of the server that holds it, as soon as it answers.

        The server inherits the lock and holds it for as long as it lives: two on one folder spoil its files.
        """
        deadline = asyncio.get_running_loop().time() + patience_s
        while not flocks.try_lock(alone, flocks.ALONE):
            if pid := await self.find_running():
                return pid
            if asyncio.get_running_loop().time() > deadline:
                raise StoreUnreachable(
                    self.url(),
                    f"another server works on {self.folder}, or is still writing there",
                    hint="was it started with another TMPDIR? A shorter data path needs none",
                )
            await asyncio.sleep(_LOOK_S)
        return 0

    async def _started(self, binary: Binary, alone: int, *, maxmemory: int, fsync: str) -> int:
        self.socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.socket.parent != self.folder and self.socket.parent.stat().st_uid != os.getuid():
            raise StoreError(f"{self.socket.parent} belongs to another user", hint="set TMPDIR, or a shorter data path")
        pidfile = self.folder / "server.pid"
        pidfile.unlink(missing_ok=True)
        command = [str(binary.path), *self.options(maxmemory=maxmemory, fsync=fsync)]
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            pass_fds=(alone,),
        )
        said, _ = await process.communicate()
        deadline = asyncio.get_running_loop().time() + _START_S
        while process.returncode == 0 and asyncio.get_running_loop().time() < deadline:
            if pid := await self.find_running():
                return pid
            if _has_ended(pidfile):
                break
            await asyncio.sleep(_LOOK_S)
        log = self.folder / "server.log"
        words = said.decode(errors="replace").strip() or _last_line(log)
        raise StoreUnreachable(self.url(), f"{binary.path.name} did not start: {words}", hint=f"see {log}")

    async def stop(self, pid: int) -> None:
        """Let the server write its files and end; returns when it is gone."""
        redis = open_redis(self.url())
        try:
            await redis.shutdown(nosave=True)  # the append-only file is flushed; there is no snapshot
        except (wrong.RedisError, OSError):
            pass  # it ends without an answer, or had ended before
        finally:
            await redis.aclose()
        async with asyncio.timeout(_STOP_S):
            while not is_gone(pid):  # noqa: ASYNC110 - the end of another process makes no event
                await asyncio.sleep(_LOOK_S)


def _has_ended(pidfile: Path) -> bool:
    """True if the process that wrote this file is gone."""
    try:
        return is_gone(int(pidfile.read_text(encoding="ascii")))
    except (OSError, ValueError):
        return False


def _last_line(log: Path) -> str:
    try:
        return log.read_text(encoding="utf-8", errors="replace").splitlines()[-1]
    except (OSError, IndexError):
        return "it said nothing"


def is_gone(pid: int) -> bool:
    """True if no such process runs any more; one that only waits to be reaped counts as gone."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False
