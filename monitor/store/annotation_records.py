"""An annotation as the bytes that are hashed into its article's chain of annotations.

The hash of a record is SHA-256 over the article's id, the line `annotation` and the record's bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Final

from monitor.errors import DamagedRecord, Refused
from monitor.model import CHANGES, Annotation, ArticleId, Event, EventType, Remark, RemarkKind
from monitor.store.wire import Reader, put_number, put_text, to_moment, to_ms

SCHEMA: Final = 1
_SILENCED: Final = 2  # the schema of a record without its words: the hash of the whole one stands at its end
MAX_TAG_CHARS: Final = 64
MAX_AUTHOR_CHARS: Final = 80
MAX_TEXT_CHARS: Final = 4_000
# The place in this table is what is stored: only ever add at the end.
_KINDS: Final = (
    RemarkKind.TAG,
    RemarkKind.UNTAG,
    RemarkKind.STAR,
    RemarkKind.UNSTAR,
    RemarkKind.REVIEWED,
    RemarkKind.NOT_AN_EDIT,
    RemarkKind.NOTE,
    RemarkKind.REPLY,
)
_WITH_TEXT: Final = frozenset(
    {RemarkKind.TAG, RemarkKind.UNTAG, RemarkKind.NOT_AN_EDIT, RemarkKind.NOTE, RemarkKind.REPLY}
)


def pack_annotation(annotation: Annotation) -> bytes:
    """The record's bytes."""
    remark = annotation.remark
    out = bytearray((_SILENCED if annotation.silenced else SCHEMA, _KINDS.index(remark.kind)))
    put_number(out, annotation.number)
    put_text(out, annotation.prev_hash)
    put_number(out, to_ms(annotation.at))
    put_number(out, remark.version)
    put_text(out, remark.author)
    put_text(out, annotation.record_hash if annotation.silenced else remark.text)
    return bytes(out)


def silenced(annotation: Annotation) -> Annotation:
    """The annotation without its words; the chain goes on from the hash it had."""
    return replace(annotation, remark=replace(annotation.remark, text=""), silenced=True)


def annotation_hash(article: str, data: bytes) -> str:
    """What the next annotation calls this one by."""
    return sha256(article.encode() + b"\nannotation\n" + data).hexdigest()


def unpack_annotations(article: ArticleId, records: Sequence[bytes]) -> tuple[Annotation, ...]:
    """All annotations of an article, each checked to follow the one before; raises DamagedRecord."""
    found: list[Annotation] = []
    for number, data in enumerate(records, 1):
        one = _unpack(article, data, f"annotation {number} of article {article}")
        before = found[-1].record_hash if found else ""
        if (one.number, one.prev_hash) != (number, before):
            raise DamagedRecord(f"annotation {number} of article {article}", "does not follow the one before")
        found.append(one)
    return tuple(found)


def tags_of(annotations: Sequence[Annotation]) -> set[tuple[str, int]]:
    """Labels in force, and the version that each was given to."""
    found: set[tuple[str, int]] = set()
    for one in annotations:
        given = (one.remark.text, one.remark.version)
        if one.remark.kind is RemarkKind.TAG and not one.silenced:
            found.add(given)
        if one.remark.kind is RemarkKind.UNTAG:
            found.discard(given)
    return found


def made(remark: Remark, before: Annotation | None, at: datetime) -> Annotation:
    """The annotation that a remark becomes after this one."""
    number, prev_hash = (before.number + 1, before.record_hash) if before else (1, "")
    at = to_moment(max(to_ms(at), to_ms(before.at) if before else 0))
    draft = Annotation(number, at, remark, prev_hash)
    return Annotation(number, at, remark, prev_hash, annotation_hash(remark.article, pack_annotation(draft)))


def checked(remark: Remark) -> Remark:
    """The remark as it will be kept; raises Refused for one that says nothing or too much."""
    tag = remark.kind in {RemarkKind.TAG, RemarkKind.UNTAG}
    text = " ".join(remark.text.split()).casefold() if tag else remark.text.strip()
    limit = MAX_TAG_CHARS if tag else MAX_TEXT_CHARS
    if remark.kind in _WITH_TEXT and not text:
        raise Refused(f"{remark.kind.value.replace('_', ' ')}: the words are missing")
    if tag and not text.isprintable():
        raise Refused("tag: only signs that can be printed are wanted")
    if len(text) > limit:
        raise Refused(f"{remark.kind.value.replace('_', ' ')}: {len(text)} characters, {limit} are the most")
    if not remark.author or len(remark.author) > MAX_AUTHOR_CHARS:
        raise Refused(f"author: 1 to {MAX_AUTHOR_CHARS} characters are wanted")
    return Remark(remark.article, remark.version, remark.kind, remark.author, text)


def target(remark: Remark, versions: int, events: Sequence[Event]) -> Event | None:
    """The event of the change that the remark is about; raises Refused where it can not be about that.

    A change that made no event can be annotated too; there is nothing to withdraw then.
    """
    if remark.version > versions:
        raise Refused(f"there is no version {remark.version} of article {remark.article}")
    told = next((e for e in events if e.type in CHANGES and _is_to(e, remark.version)), None)
    if remark.kind is RemarkKind.NOT_AN_EDIT:
        if remark.version < 2:  # noqa: PLR2004 - the first version that is a change
            raise Refused("only a change can be no edit: name the version that it led to")
        if any(e.type is EventType.WITHDRAWN and _is_to(e, remark.version) for e in events):
            raise Refused(f"the change to version {remark.version} was marked as not an edit before")
    return told


def _is_to(event: Event, version: int) -> bool:
    return event.change is not None and event.change.to_version == version


def _unpack(article: ArticleId, data: bytes, where: str) -> Annotation:
    try:
        reader = Reader(data)
        quiet = data[:1] == bytes((_SILENCED,))
        reader.schema(_SILENCED if quiet else SCHEMA)
        kind = _KINDS[reader.take(1)[0]]
        number, prev_hash, at = reader.number(), reader.text(), reader.moment()
        remark = Remark(article, reader.number(), kind, reader.text(), reader.text())
        reader.end()
        if quiet:
            return Annotation(number, at, replace(remark, text=""), prev_hash, remark.text, silenced=True)
    except (ValueError, IndexError, OverflowError, OSError) as error:
        raise DamagedRecord(where, f"the record can not be read: {error}") from error
    return Annotation(number, at, remark, prev_hash, annotation_hash(article, data))
