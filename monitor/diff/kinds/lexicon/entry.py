"""What a language's word lists say about changes; a language is a table, not code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

NEVER: Final = re.compile(r"(?!)")


def words(listed: str, *, spaced: bool = True) -> re.Pattern[str]:
    """A pattern that finds any of these words or phrases (separated by ` | `), longest first."""
    phrases = sorted(re.split(r"\s+\|\s+", listed.strip()), key=len, reverse=True)
    inner = "|".join(re.sub(r"\s+", r"\\s+", phrase) for phrase in phrases)
    return re.compile(rf"\b(?:{inner})\b" if spaced else f"(?:{inner})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language. Patterns see folded text."""

    code: str
    hedges: re.Pattern[str]
    negations: re.Pattern[str]
    attributions: re.Pattern[str]
    dates: re.Pattern[str]  # months, weekdays and the ways to write a date with them
    number_words: re.Pattern[str]
    notices: re.Pattern[str]  # only a correction, clarification or update line says this
    time_lines: re.Pattern[str]  # begins a line that tells when the page was updated or published
    bylines: re.Pattern[str]
    titles: re.Pattern[str] = NEVER  # of persons: a name follows (or stands before, where the language does so)
    nouns_are_capital: bool = False
