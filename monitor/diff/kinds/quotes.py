"""Where a text quotes somebody."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

MARKS: Final = frozenset("\"'「」『』《》")
# Signs are folded before: every double quote is ", every single one '.
_QUOTED: Final = re.compile(r'"[^"\n]*(?:"|$)|「[^」]*」|『[^』]*』|(?<!\w)\'[^\'\n]{2,}\'(?!\w)')
MIN_WORDS: Final = 4


@lru_cache(maxsize=64)
def quoted(text: str) -> list[tuple[int, int]]:
    """(begin, end) of each quotation in a text whose signs are folded; one left open runs to the paragraph's end."""
    return [match.span() for match in _QUOTED.finditer(text)]


def touches(text: str, at: int, size: int) -> bool:
    """True if text[at : at + size] lies in a quotation, contains one or cuts one."""
    end = at + max(size, 1)
    return any(begin < end and at < close for begin, close in quoted(text))


def has_long_quote(text: str) -> bool:
    """True if somebody is quoted with at least a few words."""
    return any(
        len(text[begin:end].split()) >= MIN_WORDS
        or (not text.isascii() and end - begin > 2 * MIN_WORDS and " " not in text[begin:end])
        for begin, end in quoted(text)
    )
