"""What counts as the same text: folding for comparison, and the fingerprint that decides whether a version is new.

Stored and shown text stays as published; only comparisons fold.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from monitor.model import BlockKind, Field, Switches, Text, counted

# One character for one character, so that offsets in a folded text are offsets in the text itself.
ONE_TO_ONE: Final = (
    *((quote, "'") for quote in "\u2018\u2019\u201a\u201b\u2039\u203a\u02bc\u2032\u0060\u00b4"),
    *((quote, '"') for quote in "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"),
    *((dash, "-") for dash in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"),
    *(
        (space, " ")
        for space in "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
    ),
)
# Not seen by a reader: soft hyphen, zero-width space, word joiner, byte order mark, marks of direction.
INVISIBLE: Final = "\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

HEADLINE_DIGITS: Final = 8

_UNSEEN = re.compile(f"[{INVISIBLE}]+")
_FIELD = "\x1f"
_MINUTE = len("2026-05-04T09:00")
_KINDS: Final = {
    Field.STANDFIRST: BlockKind.STANDFIRST,
    Field.CORRECTIONS: BlockKind.CORRECTION,
    Field.CAPTIONS: BlockKind.CAPTION,
}
_ODD_SPACES: Final = ("  ", *"\t\v\f\r\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029")  # what is left where signs are folded


def fold_signs(text: str) -> str:
    """The text with quotes, dashes and spaces of one style each; exactly as long as it was.

    >>> fold_signs("“3–4”")
    '"3-4"'
    """
    if text.isascii():
        return text.replace("`", "'")
    for sign, plain in ONE_TO_ONE:
        text = text.replace(sign, plain)
    return text


def fold(text: str) -> str:
    r"""The text as it is compared: NFC, one style of quotes, dashes, ellipsis and space, nothing invisible.

    >>> fold("  Co\u00adoperation…\u00a0“now” ")
    'Cooperation... "now"'
    """
    if not text.isascii():
        text = fold_signs(unicodedata.normalize("NFC", _UNSEEN.sub("", text))).replace("\u2026", "...")
    return " ".join(text.replace("`", "'").split())


def fold_all(texts: Sequence[str]) -> list[str]:
    """Each text folded; many at once take half the time."""
    together = "\n".join(texts)
    if together.count("\n") >= len(texts):
        return [fold(text) for text in texts]
    if not together.isascii():
        together = fold_signs(unicodedata.normalize("NFC", _UNSEEN.sub("", together))).replace("\u2026", "...")
    folded = together.replace("`", "'").split("\n")
    if any(sign in together for sign in _ODD_SPACES):
        return [" ".join(text.split()) for text in folded]
    return [text.strip(" ") for text in folded]


def canonical(text: Text, switches: Switches = ()) -> str:
    """All that a version is made of, folded: title, standfirst, authors and the words of each block, a field a line.

    Kinds of blocks, dates and metadata are not part of it: an extractor that calls a paragraph a heading, or a page
    that moves its "modified" time on every save, makes no new version. Switches add such fields, or leave others out.
    """
    fields = counted(switches)
    authors = _FIELD.join(fold(author) for author in text.authors)
    shown = [
        fold(text.title) if Field.HEADLINE in fields else "",
        fold(text.standfirst) if Field.STANDFIRST in fields else "",
        authors if Field.BYLINE in fields else "",
    ]
    left_out = {kind for field, kind in _KINDS.items() if field not in fields}
    blocks = (folded for block in text.blocks if block.kind not in left_out and (folded := fold(block.text)))
    further = (f"{_FIELD}{name}: {value}" for name, value in facts(text).items() if value and name in fields)
    return "\n".join((*shown, *blocks, *further))


def facts(text: Text) -> dict[Field, str]:
    """What a page says of itself beside its text, each as one line; times to the minute."""
    return {
        Field.OG_TITLE: fold(text.og_title),
        Field.DATA_TITLE: fold(text.data_title),
        Field.PUBLISHED: text.published[:_MINUTE],
        Field.MODIFIED: text.modified[:_MINUTE],
        Field.EFFECTIVE: text.effective,
        Field.SECTION: fold(text.section),
        Field.LANGUAGE: text.language,
        Field.CANONICAL: text.canonical,
        Field.LINKS: " ".join(text.links),
    }


def size(text: Text) -> int:
    """Characters of its blocks."""
    return sum(len(block.text) for block in text.blocks)


def headline_hash(title: str) -> str:
    """Eight hex digits by which a headline is known again, whatever its typography."""
    return hashlib.sha256(fold(title).encode("utf-8", "surrogatepass")).hexdigest()[:HEADLINE_DIGITS]


def fingerprint(text: Text, switches: Switches = ()) -> str:
    """Hex SHA-256 of the canonical text; a version is new only if it differs from the newest one's."""
    return hashlib.sha256(canonical(text, switches).encode("utf-8", "surrogatepass")).hexdigest()
