"""Merges and splits: a loose paragraph whose words stand in what a pair beside it does not explain joins that pair."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.diff.chain import Link
from monitor.diff.pairing import Half

MOST: Final = 4  # paragraphs of one side in a group
NEAR: Final = 2  # groups before and after it that a paragraph may join: one that moved may stand between
MIN_SHARE: Final = 0.5  # of its words that must stand in the remainder
MIN_WORDS: Final = 3
LITTLE: Final = 0.2  # enough if a whole phrase stands there word for word
PHRASE: Final = 6  # words
PHRASE_WORDS: Final = 4  # content words that stand in the remainder

Sides = tuple[tuple[int, ...], tuple[int, ...]]  # paragraphs of a group, several on at most one side

_WORD: Final = re.compile(r"\w+")


@dataclass(slots=True)
class Growing:
    """A group while paragraphs of one of its sides may still join it: that side, and the other one."""

    members: list[int]
    others: list[int]
    left: dict[str, int] | None = None  # the words of the other side beyond the members, once somebody asked

    def add(self, member: int) -> None:
        """One member more."""
        self.members.append(member)
        self.members.sort()
        self.left = None


def join(groups: Sequence[Sides], old: Half, new: Half, links: Sequence[Link] = ()) -> list[Sides]:
    """The groups grown by the loose paragraphs around them, which are loose no longer.

    A paragraph that resembles a loose one of the other side (`links`) more than it fits stays loose.
    """
    sides = [([*i], [*j]) for i, j in groups]
    before = _best((i, j, score) for i, j, score in links if j in new.loose)
    _grow([Growing(i, j) for i, j in sides if len(j) == 1], old, new, before)
    after = _best((j, i, score) for i, j, score in links if i in old.loose)
    _grow([Growing(j, i) for i, j in sides if len(i) == 1], new, old, after)
    return [(tuple(i), tuple(j)) for i, j in sides]


def _best(links: Iterable[Link]) -> dict[int, float]:
    """How much each paragraph resembles the one that it resembles most."""
    found: dict[int, float] = {}
    for at, _, score in links:
        found[at] = max(score, found.get(at, 0.0))
    return found


def _grow(groups: Sequence[Growing], mine: Half, theirs: Half, rivals: Mapping[int, float]) -> None:
    """Let loose paragraphs of one side join, the best fit first, as long as they still fit."""
    offers = sorted(_offers(groups, mine, theirs), key=lambda offer: offer[:3])
    for _, at, number in offers:
        group = groups[number]
        if at in mine.loose and len(group.members) < MOST and _fit(group, at, mine, theirs) > rivals.get(at, 0.0):
            group.add(at)
            mine.loose.discard(at)


def _offers(groups: Sequence[Growing], mine: Half, theirs: Half) -> Iterator[tuple[float, int, int]]:
    """(minus the fit, loose paragraph, number of the group) for the groups before and after each loose paragraph."""
    order = sorted(range(len(groups)), key=lambda number: groups[number].members[0])
    heads = [groups[number].members[0] for number in order]
    for at in sorted(mine.loose):
        after = bisect_left(heads, at)
        for number in order[max(0, after - NEAR) : after + NEAR]:
            fit = _fit(groups[number], at, mine, theirs)
            if fit:
                yield -fit, at, number


def _fit(group: Growing, at: int, mine: Half, theirs: Half) -> float:
    """The share of a paragraph's words that stand in the remainder of the group's other side; 0 if it does not fit."""
    words = mine.bag(at)
    if len(words) < MIN_WORDS or len(words & theirs.bag(group.others[0])) < max(MIN_WORDS, LITTLE * len(words)):
        return 0.0
    left = _remainder(group, mine, theirs)
    if not left:
        return 0.0
    counted = mine.counted(at)
    same = sum([min(n, left[word]) for word, n in counted.items() if word in left])
    share = same / counted.total()
    if same >= MIN_WORDS and share >= MIN_SHARE:
        return share
    if same < PHRASE_WORDS or share < LITTLE:
        return 0.0
    return share if _share_phrase(mine.texts[at], theirs.texts[group.others[0]]) else 0.0


def _remainder(group: Growing, mine: Half, theirs: Half) -> dict[str, int]:
    """The words, with how often they stand there, that the group's other side has beyond its members."""
    if group.left is None:
        left: dict[str, int] = theirs.counted(group.others[0])
        for member in group.members:
            there = mine.counted(member)
            left = {word: n - k for word, n in left.items() if (k := there.get(word, 0)) < n}
        group.left = left
    return group.left


def _share_phrase(a: str, b: str) -> bool:
    """True if six words in a row stand in both."""
    one, other = _WORD.findall(a), _WORD.findall(b)
    if len(one) > len(other):
        one, other = other, one
    line = f" {' '.join(other)} "
    return any(f" {' '.join(one[at : at + PHRASE])} " in line for at in range(len(one) - PHRASE + 1))
