"""Characters that may be stored, and the ones that only lay out the source of a page."""

from __future__ import annotations

import re
from typing import Final

# C0 and C1 controls except white space, non-characters, lone surrogates: nothing that a reader could have read
CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]+")
_C0: Final = bytes({*range(9), *range(14, 32), 127})
_SPACES: Final = bytes.maketrans(b"\v\f", b"  ")
_NO_CHARACTERS: Final = ("\ufffe".encode(), "\uffff".encode())
_LAYOUT: Final = re.compile("[ \t\r\n\f\v\x85\u2028\u2029]+")
_REFERENCE: Final = re.compile(r"&#(?:x([0-9a-f]{1,8})|([0-9]{1,9}));?", re.IGNORECASE)
_SOUND: Final = re.compile(r"[\W_]+")


def tidy(text: str) -> str:
    r"""The text as published, on one line: no control characters, the white space of the source as single spaces.

    No-break spaces, soft hyphens and quotes stay as they are.

    >>> tidy(" 12\u00a0killed,\n   15 hurt\x00 ")
    '12\xa0killed, 15 hurt'
    """
    if text.isprintable():
        return text.strip(" ") if "  " not in text else _LAYOUT.sub(" ", text).strip(" ")
    text = CONTROLS.sub("", text)
    return _LAYOUT.sub(" ", text).strip(" ")


def readable(markup: str) -> str:
    r"""Markup without characters that no tree can hold, written out or as references.

    >>> readable("a\x01b &#1;c &#xB;d &#65;"), readable("x\fy")
    ('ab c d &#65;', 'x y')
    """
    raw = markup.encode("utf-8", "ignore").translate(_SPACES, _C0)
    for code in _NO_CHARACTERS:
        raw = raw.replace(code, b"")
    markup = raw.decode()
    return _REFERENCE.sub(_kept, markup) if "&#" in markup else markup


def _kept(reference: re.Match[str]) -> str:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    held = code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0xFFFF < code < 0x110000  # noqa: PLR2004 - XML 1.0, 2.2
    return reference[0] if held else ""


def letters(text: str) -> str:
    """Letters and digits only, in lower case: what stays equal when two readers cut a text differently."""
    return _SOUND.sub("", text).lower()
