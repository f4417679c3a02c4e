"""Versions out of the elements of an article's list, each checked against its checksum and the record after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from monitor.errors import DamagedRecord
from monitor.model import Absence, ArticleId, Text, Version
from monitor.store.codec import BARE, COLD, WHOLE, Element, split, unpack
from monitor.store.records import Link, open_record, read_record, record_hash
from monitor.store.texts import unpack_text
from monitor.store.wire import Reader, to_moment

NO_TEXT: Final = Text("", ())


@dataclass(frozen=True, slots=True)
class _Part:
    """One element taken apart."""

    element: Element
    link: Link
    rest: Reader  # of its record
    where: str


def read_versions(
    article: ArticleId, elements: Sequence[bytes], confirmed_ms: int, *, first: int = 1, count: int | None = None
) -> tuple[Version, ...]:
    """The first `count` versions of these elements (None = all); raises DamagedRecord.

    The elements begin with number `first` and go on to the newest one, or as far as a delta may lead.
    """
    if not elements:
        return ()
    wanted = len(elements) if count is None else count
    parts = _parts(article, elements, first, wanted)
    _check_chain(article, parts)
    texts = _texts(parts)
    after = [_part(article, elements[wanted], first + wanted)] if len(parts) == wanted < len(elements) else []
    ends = [part.link.before_ms for part in (*parts[1:], *after)] + [confirmed_ms]
    return tuple(_version(article, parts[at], texts[at], ends[at]) for at in range(wanted))


@dataclass(slots=True)
class Newest:
    """The newest version as it lies in the list, decoded once somebody asks for it."""

    article: ArticleId
    element: bytes  # b"" = there is none
    number: int
    confirmed_ms: int
    _decoded: tuple[Version, bytes] | None = field(default=None, init=False)

    def version(self) -> Version | None:
        """The version; raises DamagedRecord."""
        return self._read()[0] if self.element else None

    def text(self) -> bytes:
        """Its text's bytes; raises DamagedRecord."""
        return self._read()[1] if self.element else b""

    def _read(self) -> tuple[Version, bytes]:
        if self._decoded is None:
            part = _part(self.article, self.element, self.number)
            text = _text(part, None) or b""
            self._decoded = _version(self.article, part, text, self.confirmed_ms), text
        return self._decoded


def _parts(article: ArticleId, elements: Sequence[bytes], first: int, wanted: int) -> list[_Part]:
    """The first `wanted` elements taken apart, and those after them that the last one's text leads to."""
    parts: list[_Part] = []
    for number, element in enumerate(elements, first):
        parts.append(_part(article, element, number))
        if len(parts) >= wanted and parts[-1].element.tag in {WHOLE, BARE}:
            break
    return parts


def _part(article: ArticleId, data: bytes, number: int) -> _Part:
    where = f"version {number} of article {article}"
    element = split(data, where)
    if element.tag == COLD:
        raise DamagedRecord(where, "the cold store that it was moved to is not there")
    link, rest = open_record(element.record, where)
    if link.number != number:
        raise DamagedRecord(where, f"version {link.number} is in its place")
    return _Part(element, link, rest, where)


def _check_chain(article: ArticleId, parts: Sequence[_Part]) -> None:
    for older, newer in pairwise(parts):
        if newer.link.prev_hash != record_hash(article, older.element.record):
            raise DamagedRecord(newer.where, "does not follow the version before")


def _texts(parts: Sequence[_Part]) -> list[bytes | None]:
    """Texts of all parts, decoded from the newest to the oldest; None where one is no longer kept."""
    found: list[bytes | None] = []
    newer: bytes | None = None
    for part in reversed(parts):
        newer = _text(part, newer)
        found.append(newer)
    return found[::-1]


def _text(part: _Part, newer: bytes | None) -> bytes | None:
    if part.element.tag == BARE:
        return None
    return unpack(part.element, newer, size=part.link.text_bytes, digest=part.link.text_hash, where=part.where)


def _version(article: ArticleId, part: _Part, text: bytes | None, confirmed_ms: int) -> Version:
    record, link = read_record(part.link, part.rest, part.where), part.link
    return Version(
        article=article,
        number=link.number,
        first_seen=to_moment(link.first_seen_ms),
        last_confirmed=to_moment(confirmed_ms),
        text=unpack_text(text, part.where) if text else NO_TEXT,
        fingerprint=record.fingerprint,
        evidence=record.evidence,
        prev_hash=link.prev_hash.hex(),
        record_hash=record_hash(article, part.element.record).hex(),
        absence=None if text else Absence.DROPPED,
    )


def texts_of(
    article: ArticleId, elements: Sequence[bytes], first: int = 1, *, count: int | None = None
) -> list[bytes | None]:
    """The bytes of the first `count` texts, None where one is no longer kept; raises DamagedRecord."""
    wanted = len(elements) if count is None else count
    return _texts(_parts(article, elements, first, wanted))[:wanted]
