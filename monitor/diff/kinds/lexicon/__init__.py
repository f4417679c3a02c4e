"""Word lists per language, and the guess which one a text is written in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Final

from monitor.diff.kinds.lexicon.entry import NEVER, Lexicon

CODES: Final = {"en": "english", "de": "german", "fr": "french", "es": "spanish", "ru": "russian", "zh": "chinese"}
# For languages without lists: digits, marks and capitals still tell.
NEUTRAL: Final = Lexicon("", NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER)
SAMPLE: Final = 4000  # characters that the guess looks at
_TELLING: Final = {
    "en": frozenset(["the", "of", "and", "to", "is", "was", "with", "for", "that", "by"]),
    "de": frozenset(["der", "die", "das", "und", "ist", "nicht", "mit", "von", "den", "ein"]),
    "fr": frozenset(["le", "la", "les", "des", "et", "est", "une", "dans", "pour", "que"]),
    "es": frozenset(["el", "la", "los", "las", "de", "que", "y", "en", "una", "por"]),
    "ru": frozenset(["и", "в", "не", "на", "что", "с", "по", "это", "как", "из"]),
}
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_KANA: Final = re.compile("[\u3040-\u30ff]")
_WORD: Final = re.compile(r"\w+")
MIN_SHARE: Final = 0.08  # of a text's words that are among the ten telling ones of its language

__all__ = ["CODES", "NEUTRAL", "Lexicon", "guess", "lexicon_of", "lexicons", "of_code", "words_for"]


def lexicon_of(language: str, sample: str = "") -> Lexicon | None:
    """The word lists for a BCP 47 tag, or for what the sample is written in; None if there are none."""
    code = language.lower().replace("_", "-").split("-")[0] or guess(sample)
    return of_code(code)


@cache
def of_code(code: str) -> Lexicon | None:
    """The word lists of a language, loaded when the first text needs them: all of them cost a command 0.1 s."""
    if code not in CODES:
        return None
    found: Lexicon = import_module(f"{__name__}.{CODES[code]}").LEXICON
    return found


def lexicons() -> Iterator[Lexicon]:
    """Those of all languages."""
    return (found for code in CODES if (found := of_code(code)))


def words_for(language: str, found: Lexicon | None) -> Lexicon:
    """The lists to look single words up in: those found, English where no language is named, else none at all."""
    return found or (NEUTRAL if language else of_code("en") or NEUTRAL)


def guess(sample: str) -> str:
    """The language of a text by its commonest words or its script; "" if it is not plain.

    >>> guess("The mayor of the town was at the opening of the bridge.")
    'en'
    """
    sample = sample[:SAMPLE].lower()
    han = len(_HAN.findall(sample))
    if han * 4 > len(sample):
        return "" if _KANA.search(sample) else "zh"
    words = _WORD.findall(sample)
    counts = {code: sum(word in telling for word in words) for code, telling in _TELLING.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if words and counts[best] >= MIN_SHARE * len(words) else ""
