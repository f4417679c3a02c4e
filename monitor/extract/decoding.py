"""Bytes to text: byte order mark, then the header, then the page's own word, each checked against the bytes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# what the names mean to browsers (WHATWG Encoding, section 4.2)
AS_BROWSERS: Final = {
    **dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "iso8859-1", "us-ascii", "ascii"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk"), "gb18030"),
    **dict.fromkeys(("ks_c_5601-1987", "euc-kr", "korean"), "cp949"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis"), "cp932"),
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "unicode": "utf-8",
    "utf8": "utf-8",
}
# what a page in this language is written in when it is neither UTF-8 nor what it says
BY_LANGUAGE: Final = {
    **dict.fromkeys(("ru", "uk", "bg", "be", "mk", "sr"), ("cp1251", "koi8-r")),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "ro"), ("cp1250", "iso-8859-2")),
    "zh": ("gb18030", "big5"),
    "ja": ("cp932", "euc-jp"),
    "ko": ("cp949",),
    "th": ("cp874",),
    "ar": ("cp1256",),
    "fa": ("cp1256",),
    "he": ("cp1255",),
    "el": ("cp1253",),
    "tr": ("cp1254",),
}
MAX_BROKEN_SHARE: Final = 0.01  # of all characters; more than that is no longer the text
HEAD_BYTES: Final = 4_096
_META = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE)
_LANGUAGE = re.compile(rb"""<html[^>]{0,300}?\slang\s*=\s*["']?([a-z]{2,3})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page as text. `note` says where what was declared is not true; `broken` that the text can not be trusted."""

    text: str
    encoding: str
    note: str = ""
    broken: bool = False


def decode(body: bytes, content_type: str = "", *, pinned: str = "") -> Decoded:
    """The page as a reader's browser would show it, or better where the declaration is plainly wrong.

    `pinned` is the encoding that this page was read in before: it goes before a declaration, never before UTF-8.
    """
    for mark, name in MARKS:
        if body.startswith(mark):
            return _lenient(body[len(mark) :], name, "")
    declared = _declared(body, content_type)
    utf8 = _strict("utf-8", body)
    if utf8 is not None:
        if body.isascii():
            return Decoded(utf8, pinned or "utf-8")  # it could be any
        lie = declared not in {"", "utf-8"}
        return Decoded(utf8, "utf-8", f"declared as {declared}, but it is utf-8" if lie else "")
    for name in filter(None, (pinned, declared)):
        text = _strict(name, body)
        if text is not None:
            return Decoded(
                text, name, "" if name == declared else f"declared as {declared or 'nothing'}; read as before"
            )
    return _guess(body, declared)


def _guess(body: bytes, declared: str) -> Decoded:
    """The first encoding that fits: a few stray bytes in what was declared, then what the language is written in."""
    first = _lenient(body, declared or "utf-8", "some bytes are not in the declared encoding")
    if not first.broken:
        return first
    language = _LANGUAGE.search(body[:HEAD_BYTES])
    told = f"declared as {declared or 'nothing'}, but the bytes are not"
    for name in (*BY_LANGUAGE.get(language[1].decode().lower() if language else "", ()), "cp1252"):
        text = _strict(name, body)
        if text is not None:
            return Decoded(text, name, f"{told}; read as {name}")
    return Decoded(first.text, first.encoding, told, broken=True)


def _lenient(body: bytes, name: str, note: str) -> Decoded:
    text = body.decode(name, "replace")
    bad = text.count("\ufffd")
    return Decoded(text, name, note if bad else "", broken=bad > MAX_BROKEN_SHARE * max(1, len(text)))


def _declared(body: bytes, content_type: str) -> str:
    header = _HEADER.search(content_type)
    meta = _META.search(body[:HEAD_BYTES])
    name = (header[1] if header else meta[1].decode("ascii", "ignore") if meta else "").lower()
    try:
        return codecs.lookup(AS_BROWSERS.get(name, name)).name if name else ""
    except LookupError:
        return ""


def _strict(name: str, body: bytes) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return None
