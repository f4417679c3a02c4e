"""Merges and splits: a loose paragraph whose words stand in what a pair beside it does not explain joins that pair."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

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
    """A group for each pair, grown by the loose paragraphs around it, which are loose no longer."""
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
    order = sorted(range(len(groups)), key=lambda number: groups[number].members[0])
    heads = [groups[number].members[0] for number in order]
    for at in sorted(mine.loose):
        after = bisect_left(heads, at)
        for number in order[max(0, after - 1) : after + 1]:
            fit = _fit(groups[number], at, mine, theirs)
            if fit:
                yield -fit, at, number


def _fit(group: Growing, at: int, mine: Half, theirs: Half) -> float:
    """The share of a paragraph's words that stand in the remainder of the group's other side; 0 if it does not fit."""
    words = mine.bag(at)
    if len(words & theirs.bag(group.others[0])) < max(MIN_WORDS, LITTLE * len(words)):
        return 0.0
    same = _in_remainder(group, at, mine, theirs)
    share = same / mine.counted(at).total()
    if same >= MIN_WORDS and share >= MIN_SHARE:
        return share
    if same < PHRASE_WORDS or share < LITTLE:
        return 0.0
    return share if _share_phrase(mine.texts[at], theirs.texts[group.others[0]]) else 0.0


def _in_remainder(group: Growing, at: int, mine: Half, theirs: Half) -> int:
    """How many of a paragraph's words stand in what the group's other side has beyond its members."""
    whole = theirs.counted(group.others[0])
    members = [mine.counted(member) for member in group.members]
    same = 0
    for word, n in mine.counted(at).items():
        if word in whole:
            left = whole[word] - sum([member[word] for member in members if word in member])
            same += max(0, min(n, left))
    return same


def _share_phrase(a: str, b: str) -> bool:
    """True if six words in a row stand in both."""
    one, other = _WORD.findall(a), _WORD.findall(b)
    if len(one) > len(other):
        one, other = other, one
    line = f" {' '.join(other)} "
    return any(f" {' '.join(one[at : at + PHRASE])} " in line for at in range(len(one) - PHRASE + 1))
