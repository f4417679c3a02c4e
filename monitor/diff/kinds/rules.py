"""What kind of change a single edit is; each rule is a question about the edit and a language's word lists."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Final

from rapidfuzz.distance import OSA, Indel

from monitor.diff.kinds import names, quotes
from monitor.diff.kinds.edits import Edit
from monitor.diff.kinds.lexicon import Lexicon
from monitor.diff.stopwords import STOP_WORDS

MUCH: Final = 5  # content words of both sides
SHORT: Final = 12  # tokens: a longer piece that came or went says too many things to name them all
LONG: Final = 40  # likewise for a replacement
MIN_LETTERS: Final = 4  # a spelling fix needs a word to fix
MAX_LETTERS: Final = 2  # letters that it changes
MIN_ALIKE: Final = 0.7

_NUMBER: Final = re.compile(r"(?<![\w.])[-+]?[$€£¥]?\d+(?:[.,:]\d+)*(?:\s?(?:%|million|billion|m|bn|k)\b)?|\d+")
_DATE: Final = re.compile(
    r"\b(?:19|20)\d\d-\d\d?-\d\d?\b|\b\d\d?[./-]\d\d?[./-](?:19|20)?\d\d\b|\b\d\d?:\d\d\b|\b(?:19|20)\d\d\b(?![.,]?\d|\s?[%€$])"
)
_LINK: Final = re.compile(
    r"https?://\S+|www\.\S+|\b[\w.+-]+@[\w-]+\.\w+"
    r"|\b[\w-]+\.(?:com|org|net|gov|edu|co\.\w\w|[a-z]{2})/\S*",
    re.IGNORECASE,
)
_ENDINGS: Final = frozenset({"s", "es", "d", "ed", "ing", "er", "en", "e", "n", "ly", "r", "t", "st", "te", "ten"})
Rule = Callable[[Edit, Lexicon], bool]


def is_readable(edit: Edit) -> bool:
    """True if the edit is small enough for its words to be compared one by one."""
    return not edit.whole and edit.size <= (LONG if edit.is_replacement else SHORT)


def is_much(edit: Edit) -> bool:
    """True if more differs than the words that the other rules name."""
    content = [key for key in (*edit.old_keys, *edit.new_keys) if key[0].isalnum() and key.lower() not in STOP_WORDS]
    return len(content) >= MUCH and not is_case(edit)


def is_punctuation(edit: Edit, _lexicon: Lexicon) -> bool:
    """True if only marks differ."""
    return not edit.whole and _words(edit.old_keys) == _words(edit.new_keys) and edit.old_keys != edit.new_keys


def is_case(edit: Edit, _lexicon: Lexicon | None = None) -> bool:
    """True if words differ in capital letters alone."""
    old, new = _words(edit.old_keys), _words(edit.new_keys)
    return old != new and [word.lower() for word in old] == [word.lower() for word in new]


def is_spelling(edit: Edit, lexicon: Lexicon) -> bool:
    """True if one word became another by a letter or two and neither its ending nor its meaning is at stake."""
    old, new = _words(edit.old_keys), _words(edit.new_keys)
    if not 0 < len(old) == len(new) <= 3:  # noqa: PLR2004 - words
        return _is_rejoined(old, new)
    differing = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    return bool(differing) and all(_is_respelt(a, b, lexicon) for a, b in differing)


def _is_rejoined(old: list[str], new: list[str]) -> bool:
    """True for "web site" and "website"."""
    return len(old) != len(new) and bool(old and new) and "".join(old).lower() == "".join(new).lower()


def _is_respelt(a: str, b: str, lexicon: Lexicon) -> bool:
    if min(len(a), len(b)) < MIN_LETTERS or any(sign.isdigit() for sign in a + b) or a.lower() == b.lower():
        return False
    if {a.lower(), b.lower()} & STOP_WORDS or is_inflected(a.lower(), b.lower()):
        return False
    if any(pattern.fullmatch(a) or pattern.fullmatch(b) for pattern in (lexicon.negations, lexicon.number_words)):
        return False
    if _without_accents(a) == _without_accents(b):
        return True
    if a.lower().endswith(b.lower()) or b.lower().endswith(a.lower()):
        return False  # a syllable in front turns the meaning: "culpa", "exculpa"
    return OSA.distance(a.lower(), b.lower()) <= MAX_LETTERS and Indel.normalized_similarity(a, b) >= MIN_ALIKE


def _without_accents(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign)).lower()


def is_inflected(a: str, b: str) -> bool:
    """True if the words share their stem and differ in a common ending: "call" and "calls" do, "teh" and "the" not."""
    stem = 0
    while stem < min(len(a), len(b)) and a[stem] == b[stem]:
        stem += 1
    return stem >= 3 and (a[stem:] in _ENDINGS or not a[stem:]) and (b[stem:] in _ENDINGS or not b[stem:])  # noqa: PLR2004 - letters


def is_date(edit: Edit, lexicon: Lexicon) -> bool:
    """True if dates, days or times differ."""
    return is_readable(edit) and _dates(edit.old_window, lexicon) != _dates(edit.new_window, lexicon)


def is_number(edit: Edit, lexicon: Lexicon) -> bool:
    """True if figures or words for numbers differ, dates aside."""
    if not is_readable(edit):
        return False
    return _numbers(edit.old_window, lexicon) != _numbers(edit.new_window, lexicon)


def _dates(text: str, lexicon: Lexicon) -> Counter[str]:
    named = Counter(match.lower() for match in lexicon.dates.findall(text))
    return named + Counter(_DATE.findall(lexicon.dates.sub(" ", text)))


def _numbers(text: str, lexicon: Lexicon) -> Counter[str]:
    bare = _DATE.sub(" ", lexicon.dates.sub(" ", text))
    return Counter(_NUMBER.findall(bare)) + Counter(match.lower() for match in lexicon.number_words.findall(bare))


def is_name(edit: Edit, lexicon: Lexicon) -> bool:
    """True if names of persons, places or bodies differ."""
    return is_readable(edit) and names.differ(edit, lexicon)


def is_quote(edit: Edit, _lexicon: Lexicon) -> bool:
    """True if quoted words differ, or the quotation marks, or a paragraph with a quotation came or went."""
    if edit.whole:
        return quotes.has_long_quote(edit.old_text or edit.new_text)
    marks = (
        Counter(key for key in edit.old_keys if key in quotes.MARKS),
        Counter(key for key in edit.new_keys if key in quotes.MARKS),
    )
    return (
        marks[0] != marks[1]
        or (bool(edit.old_keys) and quotes.touches(edit.old_text, edit.old_at, len(edit.old.rstrip())))
        or (bool(edit.new_keys) and quotes.touches(edit.new_text, edit.new_at, len(edit.new.rstrip())))
    )


def is_attribution(edit: Edit, lexicon: Lexicon) -> bool:
    """True if who says it, or how they say it, differs."""
    return is_readable(edit) and _differ(lexicon.attributions, edit)


def is_hedge(edit: Edit, lexicon: Lexicon) -> bool:
    """True if how sure the text is differs: "killed" and "allegedly killed"."""
    return is_readable(edit) and _differ(lexicon.hedges, edit)


def is_negation(edit: Edit, lexicon: Lexicon) -> bool:
    """True if a denial came or went."""
    if not is_readable(edit):
        return False
    counts = [len(lexicon.negations.findall(_folded(keys))) for keys in (edit.old_keys, edit.new_keys)]
    return counts[0] != counts[1]


def is_link(edit: Edit, _lexicon: Lexicon) -> bool:
    """True if an address in the text differs."""
    return not edit.whole and _LINK.findall(edit.old_window) != _LINK.findall(edit.new_window)


def _differ(pattern: re.Pattern[str], edit: Edit) -> bool:
    old = Counter(match.lower() for match in pattern.findall(_folded(edit.old_keys)))
    return old != Counter(match.lower() for match in pattern.findall(_folded(edit.new_keys)))


def _folded(keys: list[str]) -> str:
    joined = " ".join(keys)
    return joined if joined.isascii() else joined.replace(" ", "") if _is_dense(keys) else joined


def _is_dense(keys: list[str]) -> bool:
    return sum(len(key) == 1 and key > "\u2e80" for key in keys) * 2 > len(keys)


def _words(keys: list[str]) -> list[str]:
    return [key for key in keys if key[0].isalnum()]


RULES: Final[dict[str, Rule]] = {
    "punctuation": is_punctuation,
    "case": is_case,
    "spelling": is_spelling,
    "number": is_number,
    "date": is_date,
    "name": is_name,
    "quote": is_quote,
    "attribution": is_attribution,
    "hedge": is_hedge,
    "negation": is_negation,
    "link": is_link,
}
