"""Named files that are written whole or not at all: in a folder, or (remote.py) in a store such as S3."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from monitor.errors import RedlineError, StoreError
from monitor.store import flocks


@dataclass(frozen=True, slots=True)
class Listed:
    """A file in a list."""

    name: str
    size: int  # bytes
    written: datetime | None  # None: the store does not say


class Files(Protocol):
    """A flat store of files with names such as "7f/7f3a....cold"; calls block, so they are made in threads."""

    def read(self, name: str) -> bytes | None:
        """The whole file, None if there is none; raises StoreError."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """The file is durable when this returns; who reads meanwhile gets the old one. Raises StoreError."""
        ...

    def remove(self, name: str) -> None:
        """There is no such file any more, nor what a killed writer left of it; raises StoreError."""
        ...

    def names(self, under: str = "") -> Iterator[str]:
        """All files, or those in this folder, sorted; raises StoreError."""
        ...

    def listed(self, under: str = "") -> Iterator[Listed]:
        """The same with what the store says of each."""
        ...


class FolderFiles:
    """Files in a folder on this machine; one writer of the same file at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> bytes | None:
        """The whole file, None if there is none."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"{self.folder / name} can not be read: {error.strerror}") from error

    def write(self, name: str, data: bytes) -> None:
        """The file is durable when this returns."""
        file = self.folder / name
        part = file.with_name(file.name + ".part")
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with part.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            part.replace(file)
            _sync(file.parent)
        except OSError as error:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise StoreError(f"{file} can not be written: {error.strerror}", hint="is the disk full?") from error

    def remove(self, name: str) -> None:
        """There is no such file any more."""
        file = self.folder / name
        try:
            for one in (file, file.with_name(file.name + ".part")):
                one.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"{file} can not be removed: {error.strerror}") from error

    def names(self, under: str = "") -> Iterator[str]:
        """All files, or those in this folder, sorted."""
        yield from (one.name for one in self.listed(under))

    def listed(self, under: str = "") -> Iterator[Listed]:
        """The same with size and age."""
        for file in sorted((self.folder / under).rglob("*")):
            with suppress(FileNotFoundError):
                found = file.stat()
                if stat.S_ISREG(found.st_mode) and not file.name.endswith(".part"):
                    written = datetime.fromtimestamp(found.st_mtime, UTC)
                    yield Listed(str(file.relative_to(self.folder)), found.st_size, written)


def made_once(file: Path, make: Callable[[], str]) -> str:
    """The line in a file that whoever comes first makes, readable by its owner only; it is there whole or not at all.

    Processes that start together get the same line. Raises StoreError, also where the file is empty.
    """
    try:
        if not file.exists():
            keep_first(file, make().encode("ascii") + b"\n")
        text = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeError) as error:
        raise StoreError(f"{file} can not be made or read: {error}") from error
    if not text:
        raise StoreError(f"{file} is empty", hint="restore it from a backup; remove it only if there is none")
    return text


def keep_first(file: Path, data: bytes) -> None:
    """The file is there, whole and durable, readable by its owner only; one that is there already stays as it is.

    Any number of processes and threads may do it at the same moment. Raises OSError.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)  # 0600
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(part, file)
        _sync(file.parent)
    finally:
        Path(part).unlink()


@contextmanager
def made_whole(file: Path, *, mode: int = 0o666) -> Iterator[Path]:
    """Where to write what gets this name at the end of the block, durable; one process at a time.

    What a killed process left there is written over. Raises RedlineError.
    """
    part = file.with_name(file.name + ".part")
    try:
        ours = _held(part, mode)
        if ours is None:
            raise RedlineError(f"{file} is being written by another command")
        try:
            os.truncate(part, 0)
            yield part
            _sync(part)
            part.replace(file)
            _sync(file.parent)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        finally:
            os.close(ours)
    except OSError as error:
        raise RedlineError(f"{file} can not be written: {error.strerror}") from error


def _held(part: Path, mode: int) -> int | None:
    """The file of this name, made if need be, locked for us alone; None if somebody else is at it."""
    while True:
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, mode)
        if not flocks.try_lock(handle, flocks.ALONE):
            os.close(handle)
            return None
        with suppress(FileNotFoundError):
            if part.stat().st_ino == os.fstat(handle).st_ino:
                return handle
        os.close(handle)  # it got its own name while we came


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
