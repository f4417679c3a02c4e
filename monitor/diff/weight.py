"""How much a change deserves to be opened, 0 to 100, with the reasons; the same input, the same number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from monitor.diff.result import Diff, Finding
from monitor.model import Notice

# The strongest kind counts whole, the second half, the third a quarter.
POINTS: Final = {
    "headline": 38,
    "number": 40,
    "negation": 40,
    "correction_notice": 38,
    "name": 36,
    "quote": 36,
    "hedge": 30,
    "paragraph_removed": 28,
    "entry_removed": 28,
    "date": 26,
    "attribution": 26,
    "standfirst": 24,
    "reverted": 24,
    "wording": 18,
    "byline": 14,
    "paragraph_added": 12,
    "caption": 12,
    "link": 8,
    "metadata": 8,
    "paragraph_merged": 6,
    "paragraph_split": 6,
    "paragraph_moved": 6,
    "spelling": 4,
    "punctuation": 3,
    "case": 2,
    "typography": 1,
    "visible_time": 1,
}
SHARES: Final = (1.0, 0.5, 0.25)
COSMETIC: Final = frozenset({"spelling", "punctuation", "case", "typography", "visible_time", "timestamp_only", "link"})
SERIOUS: Final = 24  # points of a kind from which a missing note matters
LEAD: Final = 2  # paragraphs
OLD: Final = timedelta(hours=24)
FRESH: Final = timedelta(minutes=15)
MANY_WORDS: Final = 10
NAMES: Final = {
    "correction_notice": "a correction or update note",
    "paragraph_removed": "a paragraph removed",
    "entry_removed": "an entry of the live blog removed",
    "entry_added": "new entries of the live blog",
    "paragraph_added": "a paragraph added",
    "paragraph_merged": "paragraphs merged",
    "paragraph_split": "a paragraph split",
    "paragraph_moved": "a paragraph moved",
    "hedge": "how sure it is",
    "wording": "other words",
    "reverted": "an earlier version again",
    "case": "capital letters",
    "visible_time": "a time on the page",
}


@dataclass(frozen=True, slots=True)
class Weight:
    """The number and what it is made of, strongest reason first."""

    value: int
    reasons: tuple[str, ...]


def weight(diff: Diff, kinds: Iterable[str], notice: Notice, *, age: timedelta | None = None) -> Weight:
    """The weight of a change; `age` is how long the article had been out when it was made, None if unknown."""
    points = _points(diff, tuple(kinds))
    points += list(_extra(diff, frozenset(kinds), notice, age))
    total = sum(value for _, value in points)
    return Weight(max(0, min(100, round(total))), tuple(f"{name} ({round(value):+d})" for name, value in points))


def _points(diff: Diff, kinds: tuple[str, ...]) -> list[tuple[str, float]]:
    headline_only_cosmetic = "headline" in kinds and _is_cosmetic(diff, "title")
    worth = {kind: float(POINTS[kind]) for kind in kinds if kind in POINTS}
    if headline_only_cosmetic:
        worth["headline"] = float(POINTS["spelling"])
    strongest = sorted(worth.items(), key=lambda item: (-item[1], item[0]))[: len(SHARES)]
    return [(NAMES.get(kind, kind), value * share) for (kind, value), share in zip(strongest, SHARES, strict=False)]


def _extra(diff: Diff, kinds: frozenset[str], notice: Notice, age: timedelta | None) -> Iterable[tuple[str, float]]:
    serious = any(POINTS.get(kind, 0) >= SERIOUS for kind in kinds) and not kinds <= COSMETIC | {"headline"}
    if any(_is_prominent(finding) for finding in diff.evidence):
        yield "in the headline or the lead", 8
    if any("?" in _marks_only(finding) for finding in diff.evidence):
        yield "a question mark came or went", 15
    if diff.stats.words_removed >= MANY_WORDS and diff.stats.words_removed > 2 * diff.stats.words_added:
        yield "more removed than added", 8
    if serious and notice is Notice.NONE_FOUND:
        yield "no note found", 10
    if serious and notice is Notice.TIME_ONLY:
        yield "only a new time, no note", 5
    if serious and age is not None and age >= OLD:
        yield "more than a day after publication", 8
    if age is not None and age < FRESH:
        yield "minutes after publication", -6
    if "ab_test" in kinds:
        yield "a headline that comes and goes", -20
    if "extraction" in kinds:
        yield "the page was read in another way", -20


def _is_prominent(finding: Finding) -> bool:
    place = finding.place == "title" or (finding.place == "body" and 0 <= finding.row < LEAD)
    return place and finding.kind not in COSMETIC and not finding.kind.startswith("paragraph_m")


def _is_cosmetic(diff: Diff, place: str) -> bool:
    return {finding.kind for finding in diff.evidence if finding.place == place} <= COSMETIC | {"headline"}


def _marks_only(finding: Finding) -> str:
    return finding.old + finding.new if finding.kind == "punctuation" else ""
