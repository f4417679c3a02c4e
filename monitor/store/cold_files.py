"""What lies in the cold store: lists of bytes in a frame with a checksum, a file for each article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from zlib import crc32

from monitor.errors import DamagedRecord
from monitor.store.wire import Reader, put_number

_MAGIC: Final = b"redline cold 1\n"
_CRC_BYTES: Final = 4

Lists = tuple[tuple[bytes, ...], ...]


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
