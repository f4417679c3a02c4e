"""Words, numbers and marks of a text, in the spirit of UAX #29; spaces are no tokens."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import regex

from monitor.snapshot import INVISIBLE, fold_signs

# Scripts without marks, joiners or words without spaces: here `re` is enough, and twice as fast.
_NOT_PLAIN: Final = re.compile(
    "[^\t-~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u058f\u1e00-\u1fff\u2010-\u2027\u202f-\u205f\u2070-\u20cf\u2100-\u218f\u2212]"
)
_PLAIN: Final = re.compile(
    r"\w+ (?=\S)"  # most words: tried first
    r"|(?:\w+(?:'\w+|\.[a-z0-9]\w*|(?<=\d)[,:]\d\w*|(?<=\b\w)\.\w\b)*"  # don't, 3.5, 12:30, example.com, U.S
    r"|\.\.\.|--+|\S)\s*"
)
_UNIT: Final = r"[\p{Han}\p{Hiragana}\p{Katakana}\uff66-\uff9f]"  # written without spaces: a token per character
_CLUSTERED: Final = r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"  # likewise, per grapheme cluster
_LETTER: Final = rf"(?:(?!{_UNIT}|{_CLUSTERED})[[\w\p{{N}}]--\p{{Regional_Indicator}}])"
_ALNUM: Final = r"[\w\p{N}]"  # what `re` calls \w
_MARK: Final = r"[\p{M}\u0e33\u0eb3\u200c\u200d]"  # what joins any sign before it: Thai and Lao "am" do as well
_EXTEND: Final = rf"[\p{{M}}\u0e33\u0eb3\u200c\u200d{INVISIBLE}]"
_BLANK: Final = rf"[\s\x1c-\x1f\x85{INVISIBLE}]"
_WORD: Final = rf"{_LETTER}(?:{_EXTEND}|{_LETTER})*"
_FULL: Final = regex.compile(
    rf"(?:{_WORD}(?:'{_WORD}|\.(?=[a-z0-9]){_WORD}|(?<=\d)[,:](?=\d){_WORD}|(?<=(?<!{_ALNUM}){_ALNUM})\.{_LETTER}(?!{_ALNUM}))*+"
    rf"|\.\.\.(?!{_MARK})|--+(?!{_MARK})|(?!{_BLANK})\X)(?:{_BLANK}(?!{_MARK}))*|{_BLANK}{_MARK}+(?:{_BLANK}(?!{_MARK}))*",
    regex.VERSION1,
)
_UNSEEN: Final = re.compile(f"[{INVISIBLE}]+")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text: what is compared (`keys`) and where each begins (`starts`, one more than keys)."""

    text: str
    keys: list[str]
    starts: list[int]

    def slice(self, begin: int, end: int) -> str:
        """The exact text from one token to another, with the spaces after each."""
        return self.text[self.starts[begin] : self.starts[end]]


def is_plain(text: str) -> bool:
    """True if no character needs more than a look at the character itself to find the words."""
    return text.isascii() or _NOT_PLAIN.search(text) is None


def count_words(text: str) -> int:
    """How many words a text has: stretches between spaces, or characters where a script has no spaces."""
    if is_plain(text):
        return len(text.split())
    return sum(key[0].isalnum() for key in tokens(text).keys)


def tokens(text: str) -> Tokens:
    """The tokens of a text; leading spaces belong to the first one.

    >>> tokens("It's 3.5 “million”").keys
    ["It's", '3.5', '"', 'million', '"']
    """
    folded = fold_signs(text)
    if is_plain(text):
        pieces: list[str] = _PLAIN.findall(folded)
        keys = list(map(str.rstrip, pieces))
    else:
        pieces = _FULL.findall(folded)
        is_simple = unicodedata.is_normalized("NFC", text) and not _UNSEEN.search(text)
        keys = list(map(str.rstrip if is_simple else _key, pieces))
    starts = list(accumulate(map(len, pieces), initial=0))
    if pieces and starts[-1] != len(text):
        lead = len(text) - starts[-1]
        starts = [0, *(start + lead for start in starts[1:])]
    if "\u2026" in text or "--" in folded:
        keys = [_SAME.get(key, "-" if key.startswith("--") else key) for key in keys]
    return Tokens(text, keys, starts)


_SAME: Final = {"\u2026": "..."}


def _key(piece: str) -> str:
    return unicodedata.normalize("NFC", _UNSEEN.sub("", piece.rstrip()))
