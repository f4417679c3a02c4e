"""Merges and splits: a loose paragraph whose words stand in what a pair beside it does not explain joins that pair."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.diff.bags import shared
from monitor.diff.pairing import Half, Pair

MOST: Final = 4  # paragraphs of one side in a group
MIN_SHARE: Final = 0.5  # of its words that must stand in the remainder
MIN_WORDS: Final = 3
LITTLE: Final = 0.2  # enough if a whole phrase stands there word for word
PHRASE: Final = 6  # words
PHRASE_WORDS: Final = 4  # content words that stand in the remainder

_WORD: Final = re.compile(r"\w+")


@dataclass(slots=True)
class Growing:
    """A group while paragraphs of one of its sides may still join it: that side, and the other one."""

    members: list[int]
    others: list[int]


@dataclass(frozen=True, slots=True)
class Grown:
    """A group of paragraphs, several on at most one side."""

    old: tuple[int, ...]
    new: tuple[int, ...]


def join(pairs: Sequence[Pair], old: Half, new: Half) -> list[Grown]:
    """The pairs (in order) as groups, grown by the loose paragraphs around them, which are loose no longer."""
    merged = [Growing([i], [j]) for i, j in pairs]
    _grow(merged, old, new)
    split = [Growing([group.others[0]], group.members) for group in merged]
    _grow([group for group in split if len(group.others) == 1], new, old)
    return [Grown(tuple(group.others), tuple(group.members)) for group in split]


def _grow(groups: Sequence[Growing], mine: Half, theirs: Half) -> None:
    """Let loose paragraphs of one side join, the best fit first, as long as they still fit."""
    offers = sorted(_offers(groups, mine, theirs), key=lambda offer: offer[:3])
    for _, at, number in offers:
        group = groups[number]
        if at in mine.loose and len(group.members) < MOST and _fit(group, at, mine, theirs):
            group.members.append(at)
            group.members.sort()
            mine.loose.discard(at)


def _offers(groups: Sequence[Growing], mine: Half, theirs: Half) -> Iterator[tuple[float, int, int]]:
    """(minus the fit, loose paragraph, number of the group) for the groups before and after each loose paragraph."""
    heads = [group.members[0] for group in groups]
    for at in sorted(mine.loose):
        after = bisect_left(heads, at)
        for number in range(max(0, after - 1), min(after + 1, len(groups))):
            fit = _fit(groups[number], at, mine, theirs)
            if fit:
                yield -fit, at, number


def _fit(group: Growing, at: int, mine: Half, theirs: Half) -> float:
    """The share of a paragraph's words that stand in the remainder of the group's other side; 0 if it does not fit."""
    words = mine.bag(at)
    rest = theirs.bag(group.others[0])
    for member in group.members:
        rest = rest - mine.bag(member)
    same = shared(words, rest)
    share = same / max(1, words.total())
    if same >= MIN_WORDS and share >= MIN_SHARE:
        return share
    if same < PHRASE_WORDS or share < LITTLE:
        return 0.0
    other = _phrases(theirs.texts[group.others[0]])
    return 0.0 if other.isdisjoint(_phrases(mine.texts[at])) else share


def _phrases(text: str) -> set[tuple[str, ...]]:
    """All stretches of six words."""
    words = _WORD.findall(text)
    return set(zip(*(words[n:] for n in range(PHRASE)), strict=False))
