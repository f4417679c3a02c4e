"""Raw responses on disk, never in memory: WARC files, one a day, and an index of what lies where.

`evidence/2026-11-24.warc.gz` is appended to by all processes under a file lock, one gzip member a response, each
written whole or not at all. `evidence/index.db` is a SQLite table that can be made again from the files.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import DamagedRecord, StoreError
from monitor.store import warc
from monitor.store.disk import DiskRoom
from monitor.store.files import keep_first
from monitor.store.tails import heal
from monitor.store.warc_store import Needed, Place, WarcStore

if TYPE_CHECKING:
    import sqlite3


class WarcFolder(WarcStore):
    """The folder `evidence` of one data folder."""

    def __init__(self, data_dir: Path, room: DiskRoom | None = None) -> None:
        self.folder = data_dir / "evidence"
        self._room = room  # None: whatever the disk takes

    # ------------------------------------------------ writing
    def put(self, article: str, body_sha256: str, at: datetime, member: bytes) -> None:
        """The member is at the end of the day's file, and on disk."""
        if self._room is not None and self._room.fullness().share >= 1:
            raise StoreError(f"{self.folder}: the original can not be kept: archive.max_disk is reached")
        try:
            with self._index() as index:
                file = self.folder / f"{at:%Y-%m-%d}.warc.gz"
                with self._locked(file, index, os.O_CREAT) as handle:
                    if _found(index, article, body_sha256) is not None:  # another process was first, or died here
                        return
                    row = (article, body_sha256, file.name, _append(handle, file.name, member), len(member))
                    index.execute("insert into original values (?, ?, ?, ?, ?)", row)
                    index.commit()
        except OSError as error:
            raise StoreError(
                f"{self.folder}: the original can not be kept: {error}", hint="is the disk full?"
            ) from error

    def _put_certificate(self, digest: str, certificate: bytes) -> None:
        file = self._certificate_file(digest)
        try:
            if not file.exists():
                keep_first(file, certificate)
        except OSError as error:
            raise StoreError(f"{file} can not be written: {error.strerror}", hint="is the disk full?") from error

    def _get_certificate(self, digest: str) -> bytes | None:
        try:
            return self._certificate_file(digest).read_bytes()
        except OSError:
            return None

    def _certificate_file(self, digest: str) -> Path:
        return self.folder / "certificates" / f"{digest}.der"

    # ------------------------------------------------ reading
    def place(self, article: str, body_sha256: str) -> Place | None:
        """Where the response with this body lies, None if it was not kept or its file is gone."""
        if not body_sha256 or not self.folder.exists():
            return None
        with self._index() as index:
            row = _found(index, article, body_sha256)
        return row if row and (self.folder / row.file).exists() else None

    def data(self, place: Place) -> bytes:
        """The gzip member there; raises DamagedRecord."""
        where = str(place)
        try:
            with (self.folder / place.file).open("rb") as file:
                file.seek(place.offset)
                data = file.read(place.length)
        except OSError as error:
            raise DamagedRecord(where, f"it can not be read: {error.strerror}") from error
        if len(data) < place.length:
            raise DamagedRecord(where, "the file is cut off")
        return data

    def of_article(self, article: str, *, only: Collection[str] | None = None) -> list[Place]:
        """Everything kept of an article (`only`: these bodies of it), in the order it was seen."""
        if not self.folder.exists():
            return []
        with self._index() as index:
            rows = index.execute(
                "select sha256, file, at, length from original where article = ? order by 2, 3", (article,)
            )
            return [Place(*place) for body, *place in rows.fetchall() if only is None or body in only]

    def rebuild(self) -> int:
        """Make the index again from the files; how many responses they hold. Raises DamagedRecord."""
        with suppress(FileNotFoundError):
            (self.folder / "index.db").unlink()
        count = 0
        with self._index() as index:
            for file in sorted(self.folder.glob("*.warc.gz")):
                with file.open("rb") as stream:
                    for offset, length, one in warc.read_all(stream, str(file)):
                        row = (one.article, sha256(one.body).hexdigest(), file.name, offset, length)
                        index.execute("insert or ignore into original values (?, ?, ?, ?, ?)", row)
                        count += 1
            index.commit()
        return count

    # ------------------------------------------------ erasing
    def purge(self, article: str, keep: Collection[str] = ()) -> int:
        """Write over every response of an article but those with these bodies; how many. Raises StoreError.

        Each is overwritten in its place and on disk before the index forgets it, so that it can be done again.
        """
        if not self.folder.exists():
            return 0
        with self._index() as index:
            for file in self.folder.glob("*.warc.gz"):
                with self._ours(file, index):
                    pass  # what a killed process left in it is known now
            rows = index.execute("select sha256 from original where article = ?", (article,))
            gone = [body for (body,) in rows if body not in keep]
            for body in gone:
                self._erase(index, article, body)
        return len(gone)

    def _erase(self, index: sqlite3.Connection, article: str, body: str) -> None:
        """Write over one response where it lies: in another file by the time that its file is ours alone, perhaps."""
        while (place := _found(index, article, body)) is not None:
            with self._ours(self.folder / place.file, index):
                if _found(index, article, body) == place:
                    self._overwrite(place)
                    index.execute("delete from original where article = ? and sha256 = ?", (article, body))
                    index.commit()

    def _overwrite(self, place: Place) -> None:
        file = self.folder / place.file
        try:
            handle = os.open(file, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return
        except OSError as error:
            raise StoreError(f"{file} can not be opened: {error.strerror}") from error
        try:
            length = min(place.length, os.fstat(handle).st_size - place.offset)
            if length > 0:
                _pwrite(handle, warc.filler(place.length)[:length], place.offset)
                os.fsync(handle)
        except OSError as error:
            raise StoreError(f"{file} can not be written: {error.strerror}") from error
        finally:
            os.close(handle)

    def prune(self, is_needed: Needed, *, now: datetime, enough: int) -> int:
        """Remove what is not needed from files of past days."""
        from monitor.store import pruning

        return pruning.prune(self.folder, self._ours, is_needed, now=now, enough=enough)

    @contextmanager
    def _locked(self, file: Path, index: sqlite3.Connection, flags: int = 0) -> Iterator[int]:
        """The file, ours alone and ending with a record that the index knows."""
        handle = os.open(file, os.O_RDWR | os.O_CLOEXEC | flags, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            heal(index, file, handle, lambda at, length: self._overwrite(Place(file.name, at, length)))
            yield handle
        finally:
            os.close(handle)

    @contextmanager
    def _ours(self, file: Path, index: sqlite3.Connection) -> Iterator[None]:
        """Nobody else changes the file meanwhile, if it is there."""
        with ExitStack() as held:
            with suppress(FileNotFoundError):
                held.enter_context(self._locked(file, index))
            yield

    @contextmanager
    def _index(self) -> Iterator[sqlite3.Connection]:
        from monitor.store import evidence_index  # its library is loaded with the first response

        with evidence_index.opened(self.folder) as index:
            yield index


def _found(index: sqlite3.Connection, article: str, body_sha256: str) -> Place | None:
    wanted = (article, body_sha256)
    row = index.execute("select file, at, length from original where article = ? and sha256 = ?", wanted).fetchone()
    return Place(*row) if row else None


def _append(handle: int, name: str, data: bytes) -> int:
    """Where the data begins; a file that could not take all of it is as long as before."""
    end = os.lseek(handle, 0, os.SEEK_END)
    whole = data if end else warc.info_member(name) + data
    try:
        _write(handle, whole)
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, end)
        raise
    return end + len(whole) - len(data)


def _pwrite(handle: int, data: bytes, at: int) -> None:
    left = memoryview(data)
    while left:
        done = os.pwrite(handle, left, at)
        left, at = left[done:], at + done


def _write(handle: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]
