"""What an ideal engine would keep: pairs of paragraphs that belong together, by their content words alone."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from bench.diff.corpus import Half, Pair

MIN_DICE = 0.4
MIN_WORDS = 6
MIN_SHARE = 0.6


@dataclass(frozen=True)
class Gold:
    """Pairs of paragraph indexes (old, new)."""

    rewritten: list[tuple[int, int]]  # each other's best, in order, not the same text
    moved: list[tuple[int, int]]  # likewise or identical, out of order
    split: list[tuple[int, int]]  # a neighbour whose words stand in the counterpart's remainder


def dice(a: Counter[str], b: Counter[str]) -> float:
    """Shared words by the mean of both sides."""
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0


def gold(pair: Pair) -> Gold:
    """What belongs together in this pair."""
    old, new = pair.old, pair.new
    same = _identical(old, new)
    best = _mutual_best(old, new, {i for i, _ in same}, {j for _, j in same})
    links = sorted(same + best)
    chain = _longest_chain(links)
    rewritten = [link for link in best if link in chain]
    moved = [(i, j) for i, j in links if (i, j) not in chain and old.content[i].total() >= MIN_WORDS]
    partners = dict(links)
    backward = {j: i for i, j in links}
    split = list(_splits(old, new, partners, backward))
    split += [(i, j) for j, i in _splits(new, old, backward, partners)]
    return Gold(rewritten, moved, split)


def _identical(old: Half, new: Half) -> list[tuple[int, int]]:
    where: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j, keys in enumerate(new.per_paragraph):
        where[tuple(keys)].append(j)
    before = Counter(tuple(keys) for keys in old.per_paragraph)
    once = [
        (i, where[tuple(k)][0])
        for i, k in enumerate(old.per_paragraph)
        if before[tuple(k)] == len(where[tuple(k)]) == 1
    ]
    chain = sorted(_longest_chain(once))
    anchored = [(-1, -1), *chain, (len(old.paragraphs), len(new.paragraphs))]
    found = list(once)
    taken = {j for _, j in once}
    placed = {i for i, _ in once}
    for (i0, j0), (i1, j1) in pairwise(anchored):
        at = j0
        for i in range(i0 + 1, i1):
            free = [j for j in where[tuple(old.per_paragraph[i])] if at < j < j1 and j not in taken]
            if free and i not in placed:
                at = free[0]
                found.append((i, at))
                taken.add(at)
    return found


def _mutual_best(old: Half, new: Half, used_old: set[int], used_new: set[int]) -> list[tuple[int, int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for j, bag in enumerate(new.content):
        if j not in used_new:
            for word in bag:
                index[word].append(j)
    best_old: dict[int, tuple[float, int]] = {}
    best_new: dict[int, tuple[float, int]] = {}
    for i, bag in enumerate(old.content):
        if i in used_old:
            continue
        for j in {j for word in bag for j in index.get(word, ())}:
            score = dice(bag, new.content[j])
            best_old[i] = max(best_old.get(i, (0.0, 0)), (score, -j))
            best_new[j] = max(best_new.get(j, (0.0, 0)), (score, -i))
    return [(i, -j) for i, (score, j) in best_old.items() if score >= MIN_DICE and best_new[-j][1] == -i]


def _longest_chain(links: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    tails: list[int] = []
    ends: list[tuple[int, int]] = []
    before: dict[tuple[int, int], tuple[int, int] | None] = {}
    for i, j in sorted(links):
        at = bisect_left(tails, j)
        before[i, j] = ends[at - 1] if at else None
        tails[at : at + 1] = [j]
        ends[at : at + 1] = [(i, j)]
    found = set()
    link = ends[-1] if ends else None
    while link:
        found.add(link)
        link = before[link]
    return found


def _splits(one: Half, many: Half, partner: dict[int, int], taken: dict[int, int]) -> Iterable[tuple[int, int]]:
    """(paragraph of `one`, neighbour of its partner) where the neighbour's words stand in what the partner lacks."""
    for i, j in sorted(partner.items()):
        rest = one.content[i] - many.content[j]
        for near in (j - 1, j + 1):
            if not 0 <= near < len(many.paragraphs) or near in taken:
                continue
            words = many.content[near]
            shared = (words & rest).total()
            if shared >= MIN_WORDS and shared >= MIN_SHARE * words.total():
                yield i, near
