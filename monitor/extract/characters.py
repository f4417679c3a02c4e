"""Characters that may be stored, and the ones that only lay out the source of a page."""

from __future__ import annotations

import re
from typing import Final

# C0 and C1 controls except white space, non-characters, lone surrogates: nothing that a reader could have read
CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]+")
_LAYOUT: Final = re.compile("[ \t\r\n\f\v\x85\u2028\u2029]+")
_SOUND: Final = re.compile(r"[\W_]+")


def tidy(text: str) -> str:
    r"""The text as published, on one line: no control characters, the white space of the source as single spaces.

    No-break spaces, soft hyphens and quotes stay as they are.

    >>> tidy(" 12\u00a0killed,\n   15 hurt\x00 ")
    '12\xa0killed, 15 hurt'
    """
    if not text.isprintable():
        text = CONTROLS.sub("", text)
    return _LAYOUT.sub(" ", text).strip(" ")


def letters(text: str) -> str:
    """Letters and digits only, in lower case: what stays equal when two readers cut a text differently."""
    return _SOUND.sub("", text).lower()
