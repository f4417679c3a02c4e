"""Word lists per language, and the guess which one a text is written in."""

from __future__ import annotations

import re
from typing import Final

from monitor.diff.kinds.lexicon.chinese import CHINESE
from monitor.diff.kinds.lexicon.english import ENGLISH
from monitor.diff.kinds.lexicon.entry import NEVER, Lexicon
from monitor.diff.kinds.lexicon.french import FRENCH
from monitor.diff.kinds.lexicon.german import GERMAN
from monitor.diff.kinds.lexicon.russian import RUSSIAN
from monitor.diff.kinds.lexicon.spanish import SPANISH

LEXICONS: Final = {lexicon.code: lexicon for lexicon in (ENGLISH, GERMAN, FRENCH, SPANISH, RUSSIAN, CHINESE)}
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

__all__ = ["LEXICONS", "NEUTRAL", "Lexicon", "guess", "lexicon_of", "words_for"]


def lexicon_of(language: str, sample: str = "") -> Lexicon | None:
    """The word lists for a BCP 47 tag, or for what the sample is written in; None if there are none."""
    code = language.lower().replace("_", "-").split("-")[0] or guess(sample)
    return LEXICONS.get(code)


def words_for(language: str, found: Lexicon | None) -> Lexicon:
    """The lists to look single words up in: those found, English where no language is named, else none at all."""
    return found or (NEUTRAL if language else ENGLISH)


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
