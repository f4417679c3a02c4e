"""One version as one element of the article's list: codec tag, record, compressed text, checksum.

The newest text is a whole zstd frame; an older one is a zstd frame that refers to the next newer text, of which it
mostly repeats parts. Every 32nd stays whole, so that no read decodes more than 32 frames. A version whose text was let
go or erased keeps its record alone; one that lies in the cold store leaves a stub that names it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from monitor.errors import DamagedRecord, StoreError
from monitor.store.texts import text_hash
from monitor.store.wire import number_at, put_number

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

WHOLE: Final = 0x10  # a zstd frame of its own
DELTA: Final = 0x11  # a zstd frame whose prefix is the text of the next newer version
BARE: Final = 0x12  # no frame: the text was let go or erased, the record stays
COLD: Final = 0x13  # no frame, and instead of the record its hash: both lie in the cold store
_TAGS: Final = frozenset({WHOLE, DELTA, BARE, COLD})
KEYFRAME_EVERY: Final = 32
MAX_TEXT_BYTES: Final = 16 * 1024 * 1024
_MAGIC: Final = b"\x28\xb5\x2f\xfd"  # begins every zstd frame, so it need not be stored
_CRC_BYTES: Final = 4
_P: Final = zstd.CompressionParameter
_OPTIONS: Final[dict[int, int]] = {_P.compression_level: 3, _P.checksum_flag: 0, _P.dict_id_flag: 0}
_LIMITS: Final[dict[int, int]] = {zstd.DecompressionParameter.window_log_max: 25}


@dataclass(frozen=True, slots=True)
class Element:
    """An element taken apart; its checksum was right."""

    tag: int
    record: bytes
    frame: bytes


def pack_whole(record: bytes, text: bytes) -> bytes:
    """The element of a newest version; raises StoreError for a text that is too large to keep."""
    if len(text) > MAX_TEXT_BYTES:
        raise StoreError(f"a text of {len(text)} bytes is too large to keep", hint=f"the limit is {MAX_TEXT_BYTES}")
    return _join(WHOLE, record, compress(text))


def pack_delta(record: bytes, text: bytes, newer: bytes) -> bytes:
    """The element of a version that has a newer one."""
    return _join(DELTA, record, compress(text, newer))


def pack_bare(record: bytes) -> bytes:
    """The element of a version whose text is no longer kept."""
    return _join(BARE, record, b"")


def pack_stub(record_hash: bytes) -> bytes:
    """The element of a version that lies in the cold store."""
    return _join(COLD, record_hash, b"")


def is_stub(element: bytes) -> bool:
    """True if the version lies in the cold store."""
    return element[:1] == bytes((COLD,))


def supersede(element: bytes, number: int, text: bytes, newer: bytes, where: str) -> bytes:
    """The element of a version that was the newest until now: smaller, unless it is to stay whole."""
    parts = split(element, where)
    if number % KEYFRAME_EVERY == 0 or parts.tag == BARE:
        return element
    delta = pack_delta(parts.record, text, newer)
    return delta if len(delta) < len(element) else element


def split(element: bytes, where: str) -> Element:
    """The element's parts, after its checksum; raises DamagedRecord."""
    end = len(element) - _CRC_BYTES
    if end <= 0 or crc32(memoryview(element)[:end]) != int.from_bytes(element[end:], "big"):
        raise DamagedRecord(where, "the checksum is wrong")
    tag = element[0]
    if tag not in _TAGS:
        raise DamagedRecord(where, f"codec {tag:#04x} is unknown")
    try:
        size, begin = number_at(element, 1)
    except ValueError as error:
        raise DamagedRecord(where, str(error)) from error
    if begin + size > end:
        raise DamagedRecord(where, "the record is cut off")
    return Element(tag, element[begin : begin + size], element[begin + size : end])


def unpack(element: Element, newer: bytes | None, *, size: int, digest: bytes, where: str) -> bytes:
    """The text's bytes, of just this size and hash; raises DamagedRecord. Never decodes more than was kept."""
    if element.tag == DELTA and newer is None:
        raise DamagedRecord(where, "the newer version that it refers to is missing")
    text = decompress(element.frame, size, where, newer if element.tag == DELTA else None)
    if text_hash(text) != digest:
        raise DamagedRecord(where, "the text is not the one that the record names")
    return text


def compress(text: bytes, prefix: bytes | None = None) -> bytes:
    """A zstd frame without its first four bytes; with a prefix, one that can only be read with it."""
    made = zstd.compress(text, options=_OPTIONS, zstd_dict=None if prefix is None else _prefix(prefix))
    return made[len(_MAGIC) :]


def decompress(frame: bytes, size: int, where: str, prefix: bytes | None = None) -> bytes:
    """The text that was compressed, of just this size; raises DamagedRecord. Never decodes more than was kept."""
    if size > MAX_TEXT_BYTES:
        raise DamagedRecord(where, f"a text of {size} bytes is larger than any that was kept")
    try:
        decoder = zstd.ZstdDecompressor(zstd_dict=None if prefix is None else _prefix(prefix), options=_LIMITS)
        text = decoder.decompress(_MAGIC + frame, max_length=size + 1)
    except (zstd.ZstdError, EOFError, ValueError, MemoryError) as error:
        raise DamagedRecord(where, f"the text can not be decompressed: {error}") from error
    if len(text) != size:
        raise DamagedRecord(where, f"the text has {len(text)} bytes, its record says {size}")
    return text


def _prefix(text: bytes) -> tuple[zstd.ZstdDict, int]:
    """A text as what a frame may refer to; zstd wants at least 8 bytes of it."""
    return zstd.ZstdDict(text.ljust(8), is_raw=True).as_prefix


def _join(tag: int, record: bytes, frame: bytes) -> bytes:
    out = bytearray((tag,))
    put_number(out, len(record))
    out += record
    out += frame
    out += crc32(out).to_bytes(_CRC_BYTES, "big")
    return bytes(out)
