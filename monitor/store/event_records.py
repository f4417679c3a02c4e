"""An event as the archive keeps it for ever: few bytes, rebuilt without anything but its own line.

An element of an article's list of events is 8 bytes of position and the record. Its own id is not stored: it is the
hash of what the record says.
"""

from __future__ import annotations

import struct
import zlib
from base64 import b32decode, b32encode
from typing import Final

from monitor.errors import DamagedRecord
from monitor.model import ArticleId, Change, Event, EventId, EventType, Interval, Notice, SourceId, Stats
from monitor.store.event_ids import event_id
from monitor.store.wire import Reader, put_number, put_text, put_texts, to_moment, to_ms

SCHEMA: Final = 1
POSITION_BYTES: Final = 8
_ID_BYTES: Final = 17  # 26 characters of base32
_MAX_WORDS: Final = 256 * 1024
_LATE, _CHANGE, _PREV, _PACKED = 1, 2, 4, 8
# The place in these tables is what is stored: only ever add at the end.
_TYPES: Final = (
    EventType.CREATED,
    EventType.CHANGED,
    EventType.UNAVAILABLE,
    EventType.RESTORED,
    EventType.FINISHED,
    EventType.WITHDRAWN,
    EventType.SOURCE_FAILING,
    EventType.SOURCE_RECOVERED,
    EventType.SOURCE_QUIET,
    EventType.SOURCE_DEGRADED,
    EventType.ENDPOINT_DISABLED,
    EventType.PING,
)
_NOTICES: Final = (Notice.FOUND, Notice.TIME_ONLY, Notice.NONE_FOUND, Notice.UNKNOWN, Notice.NOT_ASKED)
# What words of events are mostly made of; part of schema 1, so it never changes.
_COMMON: Final = (
    "extraction reverted ab_test caption standfirst byline date time metadata formatting punctuation typo spelling "
    "moved split merged removed added quote name number headline wording hedge correction note update paragraph "
    "the page is there again; not found; gone; connect; time-out; the two texts could not be compared "
    "rewrite large medium small minor 2026-11-24.1 published in the title words added words removed "
    "no note found; note found; only an updated time; paragraphs paragraph added: paragraph removed: "
    "“” → “” ‘’ – the of and to in a is for on with by at from that was as has after over says said"
).encode()


def pack_event(event: Event) -> bytes:
    """The event's record, without its position."""
    change = event.change
    out = bytearray((SCHEMA, _TYPES.index(event.type), 0))
    put_number(out, event.sequence)
    put_number(out, to_ms(event.at))
    put_text(out, event.content_hash)
    put_texts(out, event.sources)
    if event.prev is not None:
        out += b32decode(event.prev.removeprefix("evt_").upper().ljust(32, "A"))[:_ID_BYTES]
    words = bytearray()
    put_text(words, event.detail)
    if change is not None:
        _put_change(out, words, change)
    packed = _deflate(bytes(words))
    shorter = len(packed) < len(words)
    out += packed if shorter else words
    out[2] = _LATE * event.late | _CHANGE * (change is not None) | _PREV * (event.prev is not None) | _PACKED * shorter
    return bytes(out)


def unpack_event(element: bytes, subject: str) -> tuple[int, Event]:
    """Position and event of a list's element; raises DamagedRecord."""
    position = int.from_bytes(element[:POSITION_BYTES], "big")
    try:
        return position, _read(Reader(element[POSITION_BYTES:]), subject)
    except (ValueError, IndexError, OverflowError, OSError, struct.error, zlib.error) as error:
        raise DamagedRecord(f"events of {subject}", f"the record can not be read: {error}") from error


def _read(reader: Reader, subject: str) -> Event:
    reader.schema(SCHEMA)
    kind, flags = reader.take(2)
    sequence = reader.number()
    at = reader.moment()
    content_hash = reader.text()
    sources = tuple(SourceId(source) for source in reader.texts())
    prev = _read_id(reader) if flags & _PREV else None
    change_numbers = _read_numbers(reader) if flags & _CHANGE else None
    rest = reader.rest()
    words = Reader(_inflate(rest) if flags & _PACKED else rest)
    detail = words.text()
    change = _read_change(subject, change_numbers, words) if change_numbers else None
    words.end()
    type_ = _TYPES[kind]
    return Event(
        id=event_id(subject, sequence, type_, content_hash),
        type=type_,
        subject=subject,
        sequence=sequence,
        prev=prev,
        at=at,
        sources=sources,
        change=change,
        detail=detail,
        content_hash=content_hash,
        late=bool(flags & _LATE),
    )


def _read_id(reader: Reader) -> EventId:
    return EventId("evt_" + b32encode(reader.take(_ID_BYTES) + b"\0\0\0")[:26].decode().lower())


# ------------------------------------------------ changes
_Numbers = tuple[int, int, int, int, int, int, Stats]


def _put_change(out: bytearray, words: bytearray, change: Change) -> None:
    put_number(out, change.from_version)
    put_number(out, change.to_version)
    put_number(out, to_ms(change.interval.not_before))
    put_number(out, to_ms(change.interval.not_after))
    out.append(_NOTICES.index(change.notice))
    put_number(out, change.weight)
    put_number(out, change.stats.words_added)
    put_number(out, change.stats.words_removed)
    out += struct.pack(">d", change.stats.similarity)
    put_text(words, change.old_title)
    put_text(words, "" if change.new_title == change.old_title else "=" + change.new_title)
    put_texts(words, change.kinds)
    put_texts(words, change.reasons)
    put_text(words, change.band)
    put_text(words, change.summary)
    put_text(words, change.rules_version)


def _read_numbers(reader: Reader) -> _Numbers:
    before, after, not_before, not_after = (reader.number() for _ in range(4))
    notice = reader.take(1)[0]
    weight, added, removed = (reader.number() for _ in range(3))
    (similarity,) = struct.unpack(">d", reader.take(8))
    return before, after, not_before, not_after, notice, weight, Stats(added, removed, similarity)


def _read_change(subject: str, numbers: _Numbers, words: Reader) -> Change:
    from_version, to_version, not_before, not_after, notice, weight, stats = numbers
    old_title, new_title = words.text(), words.text()
    return Change(
        article=ArticleId(subject),
        from_version=from_version,
        to_version=to_version,
        interval=Interval(to_moment(not_before), to_moment(not_after)),
        old_title=old_title,
        new_title=new_title[1:] if new_title else old_title,
        kinds=words.texts(),
        notice=_NOTICES[notice],
        weight=weight,
        reasons=words.texts(),
        band=words.text(),
        summary=words.text(),
        stats=stats,
        rules_version=words.text(),
    )


def _deflate(words: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 8, zlib.Z_DEFAULT_STRATEGY, _COMMON)
    return packer.compress(words) + packer.flush()


def _inflate(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(-15, _COMMON)
    words = unpacker.decompress(packed, _MAX_WORDS)
    if not unpacker.eof:
        raise ValueError("its words are cut off or too many")
    return words
