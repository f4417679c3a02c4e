"""What lies in the cold store, and where: lists of bytes in a frame with a checksum, a file for each article."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zlib import crc32

from monitor.errors import DamagedRecord
from monitor.model import ArticleId
from monitor.store import flocks
from monitor.store.files import Files
from monitor.store.wire import Reader, put_number

_MAGIC: Final = b"redline cold 1\n"
_CRC_BYTES: Final = 4

Lists = tuple[tuple[bytes, ...], ...]


@dataclass(frozen=True, slots=True)
class ColdPlace:
    """Where cold files lie, and who may change them.

    A script in Redis can not be undone by somebody who is late, a file can be written over: whoever read an article
    before another moved or erased it must not write what he read. So reading, writing and the script that follows are
    done alone, under a lock that no pause of a process loses.
    """

    files: Files
    locks: Path  # a folder in the data folder, which all processes of an installation share

    @asynccontextmanager
    async def alone(self, article: ArticleId) -> AsyncIterator[None]:
        """While inside, nobody else moves this article to or from the cold store."""
        self.locks.mkdir(mode=0o700, parents=True, exist_ok=True)
        async with flocks.alone(self.locks / article[:1]):
            yield


def pack_lists(lists: Sequence[Sequence[bytes]]) -> bytes:
    """The lists as one file."""
    out = bytearray(_MAGIC)
    put_number(out, len(lists))
    for one in lists:
        put_number(out, len(one))
        for data in one:
            put_number(out, len(data))
            out += data
    return bytes(out) + crc32(out).to_bytes(_CRC_BYTES, "big")


def unpack_lists(data: bytes, where: str) -> Lists:
    """The lists in a file; raises DamagedRecord."""
    body = data[:-_CRC_BYTES]
    if not data.startswith(_MAGIC) or crc32(body).to_bytes(_CRC_BYTES, "big") != data[-_CRC_BYTES:]:
        raise DamagedRecord(where, "the file is cut off or damaged")
    try:
        reader = Reader(body[len(_MAGIC) :])
        lists = tuple(
            tuple(reader.take(reader.number()) for _ in range(reader.number())) for _ in range(reader.number())
        )
        reader.end()
    except ValueError as error:
        raise DamagedRecord(where, f"the file can not be read: {error}") from error
    return lists


def name_of(article: str, kind: str) -> str:
    """The file of an article: two letters of its id are its folder."""
    return f"{article[:2]}/{article}.{kind}"
