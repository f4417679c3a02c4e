"""What a killed writer left at the end of a day's file: whole records become known, half a record goes.

A record is appended and written in the index under one lock, so what lies behind the last known record is of a process
that died in between. Without this an erasure would not find it, and readers would stop at half a record.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from monitor.errors import DamagedRecord
from monitor.store import warc

if TYPE_CHECKING:
    import sqlite3

_LAST: Final = "select at + length from original where file = ? order by at desc limit 1"
_GZIP: Final = 31  # what zlib calls gzip members


def heal(index: sqlite3.Connection, file: Path, handle: int, erase: Callable[[int, int], None]) -> None:
    """Make the file end with a record that the index knows; the file is locked by the caller.

    `erase` writes over bytes (offset, length). A file that the index knows nothing of is left as it is.
    """
    last, end = index.execute(_LAST, (file.name,)).fetchone(), os.fstat(handle).st_size
    if last is None or last[0] >= end:
        return
    whole = last[0]
    with suppress(DamagedRecord), file.open("rb") as stream:
        stream.seek(whole)
        for offset, length, one in warc.read_all(stream, str(file)):
            if not _is_whole(os.pread(handle, length, offset)):
                break
            row = (one.article, sha256(one.body).hexdigest(), file.name, offset, length)
            if index.execute("insert or ignore into original values (?, ?, ?, ?, ?)", row).rowcount == 0:
                erase(offset, length)  # it was kept once more since
            whole = offset + length
    if not _is_whole(os.pread(handle, end - whole, whole)):
        os.ftruncate(handle, whole)
    index.commit()


def _is_whole(data: bytes) -> bool:
    """True for gzip members that end, one behind the other; also for none."""
    while data:
        unpacker = zlib.decompressobj(_GZIP)
        try:
            unpacker.decompress(data)
        except zlib.error:
            return False
        if not unpacker.eof:
            return False
        data = unpacker.unused_data
    return True
