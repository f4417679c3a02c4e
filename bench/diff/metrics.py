"""How good a diff is, measured on the words that it keeps; the same token list for every engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from bench.diff.corpus import Half, Pair, is_content
from bench.diff.gold import Gold, dice
from monitor.diff.words import code_points

Links = list[tuple[int, int]]  # (old token, new token), kept as equal
SMALL_ISLAND = 2
BIG_CHANGE = 4
UNRELATED = 0.15


@dataclass(frozen=True)
class Figures:
    """Counts of one pair, to be summed."""

    changed: int
    optimum: int
    chaff: int
    rewritten: int
    moved: int
    split: int
    spurious: int
    kept: int


def figures(pair: Pair, found: Gold, links: Links) -> Figures:
    """The quality of one engine's answer for one pair."""
    per_pair = Counter((pair.old.owner[a], pair.new.owner[b]) for a, b in links)
    words = Counter((pair.old.owner[a], pair.new.owner[b]) for a, b in links if is_content(pair.old.words[a]))
    return Figures(
        changed=len(pair.old.words) + len(pair.new.words) - 2 * len(links),
        optimum=optimum(pair),
        chaff=chaff(pair.old, links) if links else 0,
        rewritten=sum(hit(pair, words, link) for link in found.rewritten),
        moved=sum(hit(pair, words, link) for link in found.moved),
        split=sum(hit(pair, words, link) for link in found.split),
        spurious=sum(n for (i, j), n in per_pair.items() if is_unrelated(pair, i, j)),
        kept=len(links),
    )


def optimum(pair: Pair) -> int:
    """Changed tokens of a linear word diff at its best."""
    a, b = code_points(pair.old.words, pair.new.words)
    return len(a) + len(b) - 2 * LCSseq.similarity(a, b)


def hit(pair: Pair, kept: Counter[tuple[int, int]], link: tuple[int, int]) -> bool:
    """True if at least half of the shared content words are kept between just these two paragraphs."""
    shared = (pair.old.content[link[0]] & pair.new.content[link[1]]).total()
    return 2 * kept[link] >= shared


def is_unrelated(pair: Pair, i: int, j: int) -> bool:
    """True if two paragraphs have next to nothing in common."""
    a, b = (Counter(map(str.lower, half.per_paragraph[n])) for half, n in ((pair.old, i), (pair.new, j)))
    return dice(a, b) < UNRELATED


def chaff(old: Half, links: Links) -> int:
    """Kept islands of at most two function words or marks between changes of at least four tokens."""
    islands = stretches(links)
    count = 0
    for before, (a, b, length), after in zip(islands, islands[1:], islands[2:], strict=False):
        gap_before = (a - before[0] - before[2]) + (b - before[1] - before[2])
        gap_after = (after[0] - a - length) + (after[1] - b - length)
        weak = length <= SMALL_ISLAND and not any(is_content(key) for key in old.words[a : a + length])
        count += weak and gap_before >= BIG_CHANGE and gap_after >= BIG_CHANGE
    return count


def stretches(links: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """(old token, new token, length) of each stretch of neighbouring links in the order of the new text."""
    found: list[tuple[int, int, int]] = []
    for a, b in links:
        if found and found[-1][0] + found[-1][2] == a and found[-1][1] + found[-1][2] == b:
            found[-1] = (found[-1][0], found[-1][1], found[-1][2] + 1)
        else:
            found.append((a, b, 1))
    return found
