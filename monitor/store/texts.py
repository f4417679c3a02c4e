"""A text as bytes: one field a line, so that two versions share as many bytes as they share words.

The lines: title, standfirst, authors (each ended by a unit separator), published, modified, canonical, language,
section, kinds of the blocks (a letter each), then the blocks. The first byte says whether signs that would break a
line are escaped, which hardly any text needs, and whether a line of JSON with what few texts have stands before the
title.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from itertools import repeat
from typing import Any, Final

from monitor.errors import DamagedRecord
from monitor.model import Block, BlockKind, Mark, PageType, Text

PLAIN: Final = "1"
ESCAPED: Final = "2"
WITH_MORE: Final = {PLAIN: "3", ESCAPED: "4"}  # the same with the line of JSON
_WITHOUT_MORE: Final = {with_more: form for form, with_more in WITH_MORE.items()}
_FIELDS: Final = 9
_AUTHOR: Final = "\x1f"
# Letters are what is stored: never change one.
_LETTERS: Final = {
    BlockKind.PARAGRAPH: "p",
    BlockKind.HEADING: "h",
    BlockKind.LIST_ITEM: "l",
    BlockKind.QUOTE: "q",
    BlockKind.CAPTION: "c",
    BlockKind.CORRECTION: "x",
    BlockKind.TABLE_ROW: "t",
    BlockKind.STANDFIRST: "s",
}
_KINDS: Final = {letter: kind for kind, letter in _LETTERS.items()}
_ESCAPES: Final = {"\\": "\\\\", "\n": "\\n", _AUTHOR: "\\u"}
_UNESCAPES: Final = {escaped: sign for sign, escaped in _ESCAPES.items()}
_TO_ESCAPE: Final = re.compile("[\\\\\n\x1f]")
_TO_UNESCAPE: Final = re.compile(r"\\[\\nu]")


def pack_text(text: Text) -> bytes:
    """The text's bytes; any Unicode, lone surrogates included."""
    form, lines = _pack(text)
    more = _more(text)
    lines = (
        f"{WITH_MORE[form]}{json.dumps(more, ensure_ascii=False, separators=(',', ':'))}\n{lines}"
        if more
        else form + lines
    )
    return lines.encode("utf-8", "surrogatepass")


def _pack(text: Text) -> tuple[str, str]:
    fields = [text.title, text.standfirst, text.published, text.modified, text.canonical, text.language, text.section]
    blocks = [block.text for block in text.blocks]
    lines = _lines(fields, list(text.authors), blocks, text)
    authors = lines.count(_AUTHOR) == len(text.authors)
    if lines.count("\n") == _FIELDS - 1 + len(blocks) and authors:
        return PLAIN, lines
    lines = _lines([*map(_escape, fields)], [*map(_escape, text.authors)], [*map(_escape, blocks)], text)
    return ESCAPED, lines


def _more(text: Text) -> dict[str, Any]:
    """What few texts have; letters are what is stored."""
    found: dict[str, Any] = {
        "t": "" if text.type is PageType.NEWS else text.type.value,
        "e": text.effective,
        "o": text.og_title,
        "d": text.data_title,
        "l": list(text.links),
        "m": [[mark.name, mark.first] for mark in text.marks],
    }
    return {letter: value for letter, value in found.items() if value}


def _with_more(line: str) -> dict[str, Any]:
    """The fields in a line that `_more` made."""
    more = json.loads(line)
    return {
        "type": PageType(more.get("t") or PageType.NEWS),
        "effective": more.get("e", ""),
        "og_title": more.get("o", ""),
        "data_title": more.get("d", ""),
        "links": tuple(more.get("l", ())),
        "marks": tuple(Mark(name, first) for name, first in more.get("m", ())),
    }


def unpack_text(data: bytes, where: str) -> Text:
    """The text in these bytes; raises DamagedRecord."""
    try:
        return _read(data.decode("utf-8", "surrogatepass"))
    except (ValueError, KeyError, IndexError) as error:
        raise DamagedRecord(where, f"the text can not be read: {error}") from error


def text_hash(data: bytes) -> bytes:
    """SHA-256 of a text's bytes: its checksum, and what its record proves."""
    return sha256(data).digest()


def _lines(fields: list[str], authors: list[str], blocks: list[str], text: Text) -> str:
    title, standfirst, *rest = fields
    names = "".join(author + _AUTHOR for author in authors)
    kinds = "".join(_LETTERS[block.kind] for block in text.blocks)
    return "\n".join([title, standfirst, names, *rest, kinds, *blocks])


def _read(lines: str) -> Text:
    form, lines = lines[0], lines[1:]
    more: dict[str, Any] = {}
    if form in _WITHOUT_MORE:
        line, _, lines = lines.partition("\n")
        more, form = _with_more(line), _WITHOUT_MORE[form]
    if form not in WITH_MORE:
        raise ValueError(f"form {form!r} is unknown")
    title, standfirst, names, published, modified, canonical, language, section, kinds, *blocks = lines.split("\n")
    authors = tuple(names.split(_AUTHOR)[:-1])
    if len(kinds) != len(blocks):
        raise ValueError("there are not as many blocks as kinds")
    if form == ESCAPED:
        title, standfirst, published, modified, canonical, language, section = map(
            _unescape, (title, standfirst, published, modified, canonical, language, section)
        )
        authors, blocks = tuple(map(_unescape, authors)), [*map(_unescape, blocks)]
    return Text(
        title, _blocks(kinds, blocks), standfirst, authors, published, modified, canonical, language, section, **more
    )


def _blocks(kinds: str, blocks: list[str]) -> tuple[Block, ...]:
    if kinds == "p" * len(kinds):
        return tuple(map(Block, repeat(BlockKind.PARAGRAPH), blocks))
    return tuple(map(Block, map(_KINDS.__getitem__, kinds), blocks))


def _escape(text: str) -> str:
    return _TO_ESCAPE.sub(lambda sign: _ESCAPES[sign[0]], text)


def _unescape(text: str) -> str:
    return _TO_UNESCAPE.sub(lambda sign: _UNESCAPES[sign[0]], text)
