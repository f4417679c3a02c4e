"""Merges and splits: a paragraph left over whose words stand in what a neighbouring pair does not explain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.diff.bags import Bag, shared

MOST: Final = 4  # paragraphs of one side in a group
MIN_SHARE: Final = 0.5  # of its words that must stand in the remainder
MIN_WORDS: Final = 3
LITTLE: Final = 0.2  # enough if a whole phrase stands there word for word
PHRASE: Final = 6  # words
PHRASE_WORDS: Final = 4  # content words that stand in the remainder


_WORD: Final = re.compile(r"\w+")


@dataclass(slots=True)
class Growing:
    """A group while neighbours may still join it."""

    old: list[int]
    new: list[int]


Bags = Callable[[int], Bag]


@dataclass(frozen=True, slots=True)
class Half:
    """What is known of one side: its folded paragraphs and their content words."""

    texts: Sequence[str]
    bag: Bags

    def phrases(self, index: int) -> set[tuple[str, ...]]:
        """All stretches of six words."""
        words = _WORD.findall(self.texts[index])
        return set(zip(*(words[n:] for n in range(PHRASE)), strict=False))


def join(pairs: Sequence[tuple[int, int]], loose_old: set[int], loose_new: set[int], halves: tuple[Half, Half]) -> list[Growing]:
    """The pairs (in order) as groups, grown by the loose paragraphs around them; those are taken out of the sets."""
    found = [Growing([i], [j]) for i, j in pairs]
    if found:
        _grow(found, loose_old, halves, flip=False)
        _grow(found, loose_new, halves, flip=True)
    return found


def _grow(found: list[Growing], loose: set[int], halves: tuple[Half, Half], *, flip: bool) -> None:
    """Let loose paragraphs of one side join, the best fit first, until none fits."""
    mine, theirs = (halves[1], halves[0]) if flip else halves
    offers = sorted(_offers(found, loose, mine, theirs, flip=flip), key=lambda offer: (offer[0], offer[1], offer[2].old))
    while offers:
        _, at, group = offers.pop(0)
        members = group.new if flip else group.old
        if at not in loose or len(members) >= MOST or (len(members) == 1 and len(group.old) + len(group.new) > 2):  # noqa: PLR2004 - a pair
            continue
        if _fit(group, at, mine, theirs, flip=flip) > 0:
            members.append(at)
            members.sort()
            loose.discard(at)


def _offers(
    found: Sequence[Growing], loose: set[int], mine: Half, theirs: Half, *, flip: bool
) -> Iterator[tuple[float, int, Growing]]:
    heads = [(group.new if flip else group.old)[0] for group in found]
    for at in sorted(loose):
        after = _position(heads, at)
        for group in found[max(0, after - 1) : after + 1]:
            fit = _fit(group, at, mine, theirs, flip=flip)
            if fit > 0:
                yield -fit, at, group


def _position(heads: Sequence[int], at: int) -> int:
    low, high = 0, len(heads)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if heads[middle] < at else (low, middle)
    return low


def _fit(group: Growing, at: int, mine: Half, theirs: Half, *, flip: bool) -> float:
    """The share of the paragraph's words that stand in the remainder of the group's other side; 0 if it does not fit."""
    members, others = (group.new, group.old) if flip else (group.old, group.new)
    words = mine.bag(at)
    rest = theirs.bag(others[0]).copy()
    for other in others[1:]:
        rest += theirs.bag(other)
    for member in members:
        rest -= mine.bag(member)
    same = shared(words, rest)
    share = same / max(1, words.total())
    if same >= MIN_WORDS and share >= MIN_SHARE:
        return share
    if same >= PHRASE_WORDS and share >= LITTLE:
        phrases = mine.phrases(at)
        return share if any(not phrases.isdisjoint(theirs.phrases(other)) for other in others) else 0.0
    return 0.0
