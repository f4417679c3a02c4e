"""The record of a version: everything about it but its text, as the bytes that are hashed into the article's chain.

A record never changes once it is written. The last look that still found a version's text is not known then: it is
written in the record of the version after (`before_ms`), and for the newest version it is in the state.
The hash of a record is SHA-256 over the article's id, a line feed and the record's bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from monitor.errors import DamagedRecord
from monitor.model import Evidence
from monitor.store.headers import put_headers, read_headers
from monitor.store.wire import Reader, put_number, put_text

SCHEMA: Final = 1
_HASH_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Link:
    """The part of a record that every read needs: its place in the chain and how to check its text."""

    number: int
    kept_ms: int  # the store's time when it was committed
    first_seen_ms: int
    before_ms: int  # last_confirmed of the version before, 0 for the first
    prev_hash: bytes  # of the record before, empty for the first
    text_hash: bytes  # SHA-256 of the text as stored, see texts.py
    text_bytes: int


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of a version beside its text."""

    link: Link
    fingerprint: str
    evidence: Evidence


def pack_record(record: Record) -> bytes:
    """The record's bytes."""
    link = record.link
    out = bytearray((SCHEMA,))
    put_number(out, link.number)
    out.append(len(link.prev_hash))
    out += link.prev_hash
    put_number(out, link.kept_ms)
    put_number(out, link.kept_ms - link.first_seen_ms)
    put_number(out, 1 + link.kept_ms - link.before_ms if link.before_ms else 0)
    out += link.text_hash
    put_number(out, link.text_bytes)
    put_text(out, record.fingerprint)
    put_evidence(out, record.evidence)
    return bytes(out)


def unpack_link(data: bytes, where: str) -> Link:
    """The first part of the record in these bytes; raises DamagedRecord."""
    return open_record(data, where)[0]


def unpack_record(data: bytes, where: str) -> Record:
    """The record in these bytes; raises DamagedRecord."""
    return read_record(*open_record(data, where), where)


def open_record(data: bytes, where: str) -> tuple[Link, Reader]:
    """The first part of the record in these bytes, and the rest, to be read; raises DamagedRecord."""
    reader = Reader(data)
    try:
        return _read_link(reader), reader
    except ValueError as error:
        raise DamagedRecord(where, f"the record can not be read: {error}") from error


def read_record(link: Link, rest: Reader, where: str) -> Record:
    """The whole record, once its rest is read; raises DamagedRecord."""
    try:
        record = Record(link, rest.text(), read_evidence(rest))
        rest.end()
    except (ValueError, IndexError, OverflowError, OSError) as error:
        raise DamagedRecord(where, f"the record can not be read: {error}") from error
    return record


def record_hash(article: str, data: bytes) -> bytes:
    """What the next record, an event and a proof call this record by."""
    return sha256(article.encode() + b"\n" + data).digest()


def _read_link(reader: Reader) -> Link:
    reader.schema(SCHEMA)
    number = reader.number()
    prev_hash = reader.take(reader.number())
    kept_ms = reader.number()
    first_seen_ms = kept_ms - reader.number()
    before = reader.number()
    before_ms = kept_ms + 1 - before if before else 0
    return Link(number, kept_ms, first_seen_ms, before_ms, prev_hash, reader.take(_HASH_BYTES), reader.number())


def put_evidence(out: bytearray, evidence: Evidence) -> None:
    """How a version was seen."""
    put_text(out, evidence.look_id)
    put_number(out, evidence.status)
    put_headers(out, evidence.headers)
    put_text(out, evidence.raw_sha256)
    put_number(out, evidence.raw_bytes)
    put_text(out, evidence.extractor)
    put_text(out, evidence.extractor_version)
    put_text(out, evidence.final_url)
    put_text(out, evidence.confirmed_by)
    put_text(out, "" if evidence.origin == "page" else evidence.origin)


def read_evidence(reader: Reader) -> Evidence:
    """The evidence that `put_evidence` wrote."""
    return Evidence(
        look_id=reader.text(),
        status=reader.number(),
        headers=read_headers(reader),
        raw_sha256=reader.text(),
        raw_bytes=reader.number(),
        extractor=reader.text(),
        extractor_version=reader.text(),
        final_url=reader.text(),
        confirmed_by=reader.text(),
        origin=reader.text() or "page",
    )
