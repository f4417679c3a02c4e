"""Paragraphs that are the same on both sides: the fixed points of an alignment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from monitor.diff.chain import heaviest
from monitor.snapshot import fold_all

SHORT: Final = (
    30  # characters; a shorter paragraph ("Overview") holds nothing in place unless it stands by a longer one
)


class Gap(NamedTuple):
    """What lies between two fixed points: old[i1:i2] and new[j1:j2]."""

    i1: int
    i2: int
    j1: int
    j2: int


@dataclass(frozen=True, slots=True)
class Anchored:
    """Pairs of equal paragraphs in order, and the gaps between them where anything is left."""

    pairs: list[tuple[int, int]]
    gaps: list[Gap]


def keys(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]]:
    """Both lists folded for comparison; paragraphs that stand on both sides as they are need no folding."""
    shared = set(old).intersection(new)
    alone = [text for text in (*old, *new) if text not in shared]
    folded = dict(zip(alone, fold_all(alone), strict=True))
    return [folded.get(text, text) for text in old], [folded.get(text, text) for text in new]


def anchored(old: Sequence[str], new: Sequence[str]) -> Anchored:
    """The equal paragraphs of two folded lists that hold the rest in place."""
    pairs: list[tuple[int, int]] = []
    gaps: list[Gap] = []
    for gap in _between([(i, j) for i, j in _unique(old, new)], len(old), len(new)):
        _trim(old, new, gap, pairs, gaps)
    pairs.sort()
    return Anchored(pairs, gaps)


def _unique(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Long paragraphs that stand once on each side, the heaviest chain of them."""
    once = {key for key, n in Counter(old).items() if n == 1 and len(key) >= SHORT}
    where = {key: j for j, key in enumerate(new) if key in once}
    if len(where) != sum(key in once for key in new):
        twice = Counter(key for key in new if key in once)
        where = {key: j for key, j in where.items() if twice[key] == 1}
    links = [(i, where[key], float(len(key))) for i, key in enumerate(old) if key in where]
    if all(a[1] < b[1] for a, b in pairwise(links)):
        return [(i, j) for i, j, _ in links]
    return heaviest(links)


def _between(pairs: Sequence[tuple[int, int]], old_size: int, new_size: int) -> Iterator[tuple[Gap, bool]]:
    """Each gap, and whether the pair after it is a fixed point (the last one has none)."""
    i = j = 0
    for i2, j2 in pairs:
        yield Gap(i, i2, j, j2), True
        i, j = i2 + 1, j2 + 1
    yield Gap(i, old_size, j, new_size), False


def _trim(
    old: Sequence[str],
    new: Sequence[str],
    place: tuple[Gap, bool],
    pairs: list[tuple[int, int]],
    gaps: list[Gap],
) -> None:
    """Add the equal paragraphs at both ends of a gap to the pairs, and what is left to the gaps."""
    gap, closed = place
    i1, i2, j1, j2 = gap.i1, gap.i2, gap.j1, gap.j2
    if closed:
        pairs.append((i2, j2))
    while i1 < i2 and j1 < j2 and old[i1] == new[j1]:
        pairs.append((i1, j1))
        i1, j1 = i1 + 1, j1 + 1
    while i1 < i2 and j1 < j2 and old[i2 - 1] == new[j2 - 1]:
        i2, j2 = i2 - 1, j2 - 1
        pairs.append((i2, j2))
    if i1 < i2 or j1 < j2:
        gaps.append(Gap(i1, i2, j1, j2))
