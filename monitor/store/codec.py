"""How versions lie in the store: a hashed record and a compressed text, the newest whole, older ones as reverse deltas.

An element of a version list is `u16 length of record | record | codec tag | frame`. A record is fixed fields (number,
times, fingerprint, hash of the record before, hash of the text) and the evidence as compressed JSON; its SHA-256 is
what the next record refers to, a chain from version 1 on. A delta is a zstd frame whose prefix is the text of the next
newer version, so reading the newest costs one step, and older ones one more each, up to the next key frame.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from typing import Final

from pydantic import TypeAdapter, ValidationError

from monitor.errors import DamagedRecord
from monitor.model import ArticleId, Evidence, Text, Version

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FULL: Final = 1  # codec tags
DELTA: Final = 2
KEYFRAME_EVERY: Final = 32
MAX_TEXT_BYTES: Final = 20_000_000  # of one decoded text
LEVEL: Final = 3
_FIXED: Final = struct.Struct(">BIQQQ32s32s32s")
_SCHEMA: Final = 1
_TEXT: Final = TypeAdapter(Text)
_EVIDENCE: Final = TypeAdapter(Evidence)


@dataclass(frozen=True, slots=True)
class Record:
    """What is hashed of a version: everything but what a later look may still change."""

    number: int
    first_seen_ms: int
    seen_ms: int  # the commit, by the store's time; never decreases
    before_confirmed_ms: int  # last_confirmed of the version before, 0 for the first
    fingerprint: bytes
    prev_hash: bytes
    text_hash: bytes
    evidence: bytes  # zstd of JSON

    def pack(self) -> bytes:
        """The bytes that are hashed."""
        fixed = _FIXED.pack(
            _SCHEMA,
            self.number,
            self.first_seen_ms,
            self.seen_ms,
            self.before_confirmed_ms,
            self.fingerprint,
            self.prev_hash,
            self.text_hash,
        )
        return fixed + self.evidence

    def hash(self) -> bytes:
        """SHA-256 of the record."""
        return sha256(self.pack()).digest()


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a version list, its text still compressed."""

    record: Record
    tag: int
    frame: bytes

    def pack(self) -> bytes:
        """The element as it is stored."""
        record = self.record.pack()
        return struct.pack(">H", len(record)) + record + bytes((self.tag,)) + self.frame


def pack_text(text: Text) -> bytes:
    """The text as canonical JSON."""
    return _TEXT.dump_json(text, exclude_defaults=True)


def new_record(
    number: int, payload: bytes, fingerprint: str, evidence: Evidence, prev_hash: bytes, times_ms: tuple[int, int, int]
) -> Record:
    """The record of a new version; times are first seen, commit, last confirmation of the version before."""
    kept = zstd.compress(_EVIDENCE.dump_json(evidence, exclude_defaults=True), LEVEL)
    first, seen, before = times_ms
    return Record(
        number, first, seen, before, bytes.fromhex(fingerprint), prev_hash or bytes(32), sha256(payload).digest(), kept
    )


def full(record: Record, payload: bytes) -> Element:
    """The element of the newest version."""
    return Element(record, FULL, zstd.compress(payload, LEVEL))


def superseded(old: Element, payload: bytes, newer: bytes) -> Element:
    """The element of a version that is no longer the newest: a delta against the newer text, but for key frames."""
    if old.record.number % KEYFRAME_EVERY == 0:
        return old
    delta = zstd.compress(payload, LEVEL, zstd_dict=zstd.ZstdDict(newer, is_raw=True).as_prefix)
    return Element(old.record, DELTA, delta) if len(delta) < len(old.frame) else old


def parse(data: bytes, where: str) -> Element:
    """The element in these bytes; raises DamagedRecord."""
    try:
        (length,) = struct.unpack_from(">H", data)
        raw = data[2 : 2 + length]
        schema, number, first, seen, before, fingerprint, prev, text = _FIXED.unpack_from(raw)
        tag = data[2 + length]
    except (struct.error, IndexError) as error:
        raise DamagedRecord(where, "cut off") from error
    if schema != _SCHEMA or tag not in {FULL, DELTA}:
        raise DamagedRecord(where, f"unknown schema {schema} or codec {tag}")
    record = Record(number, first, seen, before, fingerprint, prev, text, raw[_FIXED.size :])
    return Element(record, tag, data[3 + length :])


def payload_of(element: Element, newer: bytes | None, where: str) -> bytes:
    """The decoded text, checked against the hash in its record; raises DamagedRecord."""
    if element.tag == DELTA and newer is None:
        raise DamagedRecord(where, "a delta without the newer text")
    prefix = zstd.ZstdDict(newer, is_raw=True).as_prefix if element.tag == DELTA and newer is not None else None
    try:
        unpacker = zstd.ZstdDecompressor(zstd_dict=prefix)
        payload = unpacker.decompress(element.frame, MAX_TEXT_BYTES)
    except zstd.ZstdError as error:
        raise DamagedRecord(where, f"damaged text: {error}") from error
    if not unpacker.eof or sha256(payload).digest() != element.record.text_hash:
        raise DamagedRecord(where, "the text does not match its checksum")
    return payload


def payloads(elements: Sequence[Element], first: int, where: str) -> list[bytes]:
    """Texts of the elements from index `first` on, oldest first, decoded from the newest or the next key frame."""
    found: list[bytes] = []
    newer: bytes | None = None
    for element in reversed(elements[first:]):
        newer = payload_of(element, newer, f"{where} version {element.record.number}")
        found.append(newer)
    return found[::-1]


def version_of(article: ArticleId, element: Element, payload: bytes, last_confirmed_ms: int) -> Version:
    """The version that an element and its text say; raises DamagedRecord."""
    record = element.record
    where = f"article {article} version {record.number}"
    try:
        text = _TEXT.validate_json(payload)
        evidence = _EVIDENCE.validate_json(zstd.decompress(record.evidence))
    except (ValidationError, zstd.ZstdError) as error:
        raise DamagedRecord(where, "not a version") from error
    first = record.number == 1
    return Version(
        article,
        record.number,
        _moment(record.first_seen_ms),
        _moment(max(last_confirmed_ms, record.first_seen_ms)),
        text,
        record.fingerprint.hex(),
        evidence,
        "" if first else record.prev_hash.hex(),
        record.hash().hex(),
    )


def check_chain(elements: Sequence[Element], where: str) -> None:
    """Raise DamagedRecord at the first record that does not follow the one before."""
    for older, newer in pairwise(elements):
        if newer.record.prev_hash != older.record.hash() or newer.record.number != older.record.number + 1:
            raise DamagedRecord(f"{where} version {newer.record.number}", "does not follow the version before")


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
