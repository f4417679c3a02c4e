"""Which rewritten paragraphs belong together, by the words they share: in order inside a gap, or moved across gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz.distance import Postfix, Prefix

from monitor.diff.bags import Bag, bag, counted, dice, edges
from monitor.diff.chain import Link, heaviest
from monitor.diff.exact import SHORT, Gap

MIN_EDGE: Final = 0.25
IN_ORDER: Final = 0.8  # of the best edge of either end: less, and the paragraph belongs elsewhere or is left to join
MIN_MOVE: Final = 0.4
MOVE_WORDS: Final = 4  # content words; fewer are moved only if the text is the same

Pair = tuple[int, int]


@dataclass(slots=True)
class Half:
    """One side: its folded paragraphs, their content words on demand, and which of them are still loose."""

    texts: Sequence[str]
    loose: set[int] = field(default_factory=set)
    bags: dict[int, Bag] = field(default_factory=dict)
    counts: dict[int, Counter[str]] = field(default_factory=dict)

    def bag(self, index: int) -> Bag:
        """The content words of a paragraph."""
        found = self.bags.get(index)
        if found is None:
            found = self.bags[index] = bag(self.texts[index])
        return found

    def counted(self, index: int) -> Counter[str]:
        """The words of its bag with how often each stands there."""
        found = self.counts.get(index)
        if found is None:
            found = self.counts[index] = counted(self.texts[index])
        return found


@dataclass(frozen=True, slots=True)
class Pairs:
    """Paragraphs paired in order, those whose text stands elsewhere, and which of the rest resemble each other."""

    in_order: list[Pair]
    moved: list[Pair]
    links: list[Link]


def similar_ends(old: Half, new: Half, gap: Gap) -> tuple[list[Pair], Gap]:
    """The pairs from both ends of a gap inward that share over half at their ends, and what is left of the gap."""
    i1, i2, j1, j2 = gap
    pairs: list[Pair] = []
    while i1 < i2 and j1 < j2 and _share_ends(old.texts[i1], new.texts[j1]):
        pairs.append((i1, j1))
        i1, j1 = i1 + 1, j1 + 1
    while i1 < i2 and j1 < j2 and _share_ends(old.texts[i2 - 1], new.texts[j2 - 1]):
        i2, j2 = i2 - 1, j2 - 1
        pairs.append((i2, j2))
    return pairs, Gap(i1, i2, j1, j2)


def by_words(old: Half, new: Half, gaps: Sequence[Gap]) -> Pairs:
    """Pairs among the loose paragraphs, which are loose no longer."""
    home = {i: gap for gap in gaps for i in range(gap.i1, gap.i2)}
    moved = list(_identical(old, new, home))
    links = _edges(old, new)
    best: tuple[dict[int, float], dict[int, float]] = ({}, {})
    for i, j, score in links:
        best[0][i] = max(score, best[0].get(i, 0.0))
        best[1][j] = max(score, best[1].get(j, 0.0))
    inside = [
        (i, j, score * (len(old.bag(i)) + len(new.bag(j))))
        for i, j, score in links
        if home[i].j1 <= j < home[i].j2 and score >= IN_ORDER * max(best[0][i], best[1][j])
    ]
    in_order = heaviest(inside)
    for i, j in in_order:
        old.loose.discard(i)
        new.loose.discard(j)
    return Pairs(in_order, moved, links)


def by_resemblance(old: Half, new: Half, links: Sequence[Link], moved: Sequence[Pair]) -> list[Pair]:
    """Moved pairs among the paragraphs that are still loose, with the neighbours that moved along."""
    found = list(_moves(old, new, links))
    found += _companions(old, new, [*moved, *found])
    found += _identical(old, new, {})
    return found


def _edges(old: Half, new: Half) -> list[Link]:
    befores = {i: old.bag(i) for i in sorted(old.loose)}
    afters = {j: new.bag(j) for j in sorted(new.loose)}
    return list(edges(befores, afters, MIN_EDGE))


def _identical(old: Half, new: Half, home: dict[int, Gap]) -> Iterator[Pair]:
    """Loose paragraphs with the same text; given their homes, only long ones whose partner is not in the same gap."""
    places: dict[str, list[int]] = {}
    for j in sorted(new.loose, reverse=True):
        if len(new.texts[j]) >= (SHORT if home else 1):
            places.setdefault(new.texts[j], []).append(j)
    for i in sorted(old.loose):
        found = places.get(old.texts[i])
        if not found or (home and any(home[i].j1 <= j < home[i].j2 for j in found)):
            continue
        j = found.pop()
        old.loose.discard(i)
        new.loose.discard(j)
        yield i, j


def _moves(old: Half, new: Half, links: Iterable[Link]) -> Iterator[Pair]:
    """The closest loose pairs first."""
    for i, j, score in sorted(links, key=lambda link: (-link[2], link[0], link[1])):
        if score < MIN_MOVE:
            return
        if i in old.loose and j in new.loose and min(len(old.bag(i)), len(new.bag(j))) >= MOVE_WORDS:
            old.loose.discard(i)
            new.loose.discard(j)
            yield i, j


def _companions(old: Half, new: Half, moved: Iterable[Pair]) -> Iterator[Pair]:
    """Loose paragraphs right before and after moved ones that moved along, however few words they have: headings."""
    waiting = list(moved)
    while waiting:
        i, j = waiting.pop()
        for x, y in ((i - 1, j - 1), (i + 1, j + 1)):
            if x in old.loose and y in new.loose and dice(old.bag(x), new.bag(y)) >= MIN_MOVE:
                old.loose.discard(x)
                new.loose.discard(y)
                waiting.append((x, y))
                yield x, y


def _share_ends(old: str, new: str) -> bool:
    """True if the same beginning and end make up over half of the longer text."""
    same = Prefix.similarity(old, new)
    longer, shorter = max(len(old), len(new)), min(len(old), len(new))
    if 2 * same <= longer:
        same += min(Postfix.similarity(old, new), shorter - same)
    return 2 * same > longer
