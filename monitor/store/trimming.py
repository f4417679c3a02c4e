"""A version's list without some of its texts: what leaned on a text that goes stands on its own. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from monitor.errors import DamagedRecord
from monitor.model import ArticleId
from monitor.store.codec import DELTA, pack_bare, pack_whole, split
from monitor.store.history import texts_of


def without_texts(article: ArticleId, elements: Sequence[bytes], drop: Collection[int]) -> list[bytes]:
    """The elements of all versions from the first on, those of `drop` with their record alone.

    An older version that refers to a text that goes becomes a whole one. The result was decoded and every text that
    stays was compared before it is returned; raises DamagedRecord, and nothing is to be done, where that fails.
    """
    texts = texts_of(article, elements)
    made: list[bytes] = []
    for number, (element, text) in enumerate(zip(elements, texts, strict=True), 1):
        where = f"version {number} of article {article}"
        parts = split(element, where)
        if number in drop:
            made.append(pack_bare(parts.record))
        elif parts.tag == DELTA and number + 1 in drop and text is not None:
            made.append(pack_whole(parts.record, text))
        else:
            made.append(element)
    _check(article, elements, made, [None if number in drop else text for number, text in enumerate(texts, 1)])
    return made


def whole_at(article: ArticleId, elements: Sequence[bytes], number: int) -> bytes:
    """The element of this version, referring to no other."""
    element = elements[number - 1]
    parts = split(element, f"version {number} of article {article}")
    if parts.tag != DELTA:
        return element
    text = texts_of(article, elements[number - 1 :], number)[0]
    if text is None:
        raise DamagedRecord(f"version {number} of article {article}", "its text is missing")
    return pack_whole(parts.record, text)


def _check(article: ArticleId, before: Sequence[bytes], after: Sequence[bytes], texts: Sequence[bytes | None]) -> None:
    for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
        where = f"version {number} of article {article}"
        if split(old, where).record != split(new, where).record:
            raise DamagedRecord(where, "its record would not stay the same")
    if texts_of(article, after) != list(texts):
        raise DamagedRecord(f"article {article}", "its texts would not stay the same")
