"""Text from pages made harmless for one line of text: no control characters, no half characters, a length."""

from __future__ import annotations

import re
from typing import Final

# C0 and C1 controls and Unicode's own line breaks: each run of them and of white space becomes one space
_BREAKS: Final = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_HALVES: Final = re.compile(r"[\ud800-\udfff]")
# characters that reorder what stands around them (Unicode TR 36): a title must not rewrite the line it stands in
# (and the two that are no characters, which XML forbids)
_REORDERING: Final = re.compile(r"[\ufffe\uffff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NOT_XML: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x84\x86-\x9f]")

ELLIPSIS: Final = "…"


def whole(text: str) -> str:
    """The same text, half characters (lone surrogates) replaced: it can be encoded as UTF-8."""
    return _HALVES.sub("\ufffd", text)


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, an ellipsis for what was cut off."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)].rstrip() + ELLIPSIS


def one_line(text: str, limit: int = 500) -> str:
    r"""The text on one line, without control or reordering characters, at most `limit` characters.

    >>> one_line("Ferry\r\nBcc: all@example.org\x1b[2J")
    'Ferry Bcc: all@example.org [2J'
    """
    return shorten(_BREAKS.sub(" ", _REORDERING.sub("", whole(text))).strip(), limit)


def xml_text(text: str) -> str:
    """The text without the characters that XML 1.0 forbids or discourages; not yet escaped."""
    return _NOT_XML.sub("", whole(text))
