"""Bytes to text: byte order mark, then the header, then the page's own word, checked against the bytes."""

from __future__ import annotations

import codecs
import re
from typing import Final

MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# what the names mean to browsers (WHATWG Encoding)
AS_BROWSERS: Final = {
    **dict.fromkeys(("iso-8859-1", "latin-1", "us-ascii", "ascii"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("ks_c_5601-1987", "euc-kr"), "cp949"),
    "shift_jis": "cp932",
}
MAX_BROKEN_SHARE: Final = 0.01
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE)


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """The text, and a note where what was declared is not true ("" if it is)."""
    for mark, name in MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), ""
    declared = _declared(body, content_type)
    if declared and declared != "utf-8":
        text = _strict("utf-8", body) if _looks_utf8(body) else None
        if text is not None:
            return text, f"declared as {declared}, but it is utf-8"
    for name in (declared, "utf-8"):
        text = _strict(name, body) if name else None
        if text is not None:
            return text, ""
    name = declared or "utf-8"
    text = body.decode(name, "replace")
    broken = text.count("\ufffd") / max(1, len(text))
    if broken > MAX_BROKEN_SHARE:
        guess = body.decode("cp1252", "replace")
        return guess, f"declared as {declared or 'nothing'}, but the bytes are not; read as cp1252"
    return text, "some bytes are not in the declared encoding"


def _declared(body: bytes, content_type: str) -> str:
    header = _HEADER.search(content_type)
    meta = _META.search(body[:4096])
    name = header[1] if header else meta[1].decode("ascii") if meta else ""
    name = AS_BROWSERS.get(name.lower(), name.lower())
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError:
        return ""


def _strict(name: str, body: bytes) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _looks_utf8(body: bytes) -> bool:
    """True if there are letters beyond ASCII and all of them are well-formed UTF-8."""
    return not body.isascii() and _strict("utf-8", body) is not None
