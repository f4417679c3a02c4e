"""Which paragraphs belong together: the same ones, rewritten ones, merged and split ones, and those that moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Postfix, Prefix

from monitor.diff import bags as bag_of
from monitor.diff.bags import Bag
from monitor.diff.chain import Link, heaviest
from monitor.diff.exact import SHORT, Gap, anchored, keys
from monitor.diff.join import Half, join

MIN_EDGE: Final = 0.25
NEAR_BEST: Final = 0.6  # an edge must reach this share of the best edge of either end
MIN_MOVE: Final = 0.4
MOVE_WORDS: Final = 4


@dataclass(frozen=True, slots=True)
class Group:
    """Paragraphs of both sides that belong together, by index."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    moved: bool = False
    same: bool = False  # one paragraph on each side, equal when folded


def groups(old: Sequence[str], new: Sequence[str]) -> list[Group]:
    """All paragraphs of both sides in groups, in reading order; one-sided ones stand alone."""
    head = _common_head(old, new)
    tail = _common_tail(old, new, head)
    found = [Group((n,), (n,), same=True) for n in range(head)]
    found += _middle(old, new, Gap(head, len(old) - tail, head, len(new) - tail))
    found += [Group((len(old) - n,), (len(new) - n,), same=True) for n in range(tail, 0, -1)]
    return found


def _common_head(old: Sequence[str], new: Sequence[str]) -> int:
    size = min(len(old), len(new))
    return next((n for n in range(size) if old[n] != new[n]), size)


def _common_tail(old: Sequence[str], new: Sequence[str], head: int) -> int:
    size = min(len(old), len(new)) - head
    return next((n for n in range(size) if old[-1 - n] != new[-1 - n]), size)


def _middle(old: Sequence[str], new: Sequence[str], gap: Gap) -> list[Group]:
    if gap.i1 == gap.i2 or gap.j1 == gap.j2:
        return [Group((i,), ()) for i in range(gap.i1, gap.i2)] + [Group((), (j,)) for j in range(gap.j1, gap.j2)]
    work = _Alignment(*keys(old[gap.i1 : gap.i2], new[gap.j1 : gap.j2]))
    work.align()
    return [
        Group(tuple(i + gap.i1 for i in g.old), tuple(j + gap.j1 for j in g.new), g.moved, g.same)
        for g in work.in_order()
    ]


class _Alignment:
    """One alignment under way, over folded paragraphs."""

    def __init__(self, old: list[str], new: list[str]) -> None:
        self.old, self.new = old, new
        self.bags: tuple[dict[int, Bag], dict[int, Bag]] = ({}, {})
        self.chain: list[tuple[int, int]] = []  # rewritten pairs in order
        self.same: list[tuple[int, int]] = []  # equal pairs in order
        self.moved: list[tuple[int, int]] = []
        self.groups: list[Group] = []

    def align(self) -> None:
        fixed = anchored(self.old, self.new)
        self.same = fixed.pairs
        rest = [gap for gap in fixed.gaps if not self._cheap(gap)]
        loose_old = {i for gap in rest for i in range(gap.i1, gap.i2)}
        loose_new = {j for gap in rest for j in range(gap.j1, gap.j2)}
        if loose_old and loose_new:
            self._by_words(rest, loose_old, loose_new)
        if loose_old or loose_new:
            grown = join(
                sorted(self.chain), loose_old, loose_new, (Half(self.old, self._old_bag), Half(self.new, self._new_bag))
            )
            self.groups = [Group(tuple(g.old), tuple(g.new)) for g in grown]
        else:
            self.groups = [Group((i,), (j,)) for i, j in self.chain]
        self.groups += [Group((i,), (j,), moved=True, same=self.old[i] == self.new[j]) for i, j in self.moved]
        self.groups += [Group((i,), (j,), same=True) for i, j in self.same]
        self.loose = loose_old, loose_new

    def _old_bag(self, i: int) -> Bag:
        found = self.bags[0].get(i)
        if found is None:
            found = self.bags[0][i] = bag_of.bag(self.old[i])
        return found

    def _new_bag(self, j: int) -> Bag:
        found = self.bags[1].get(j)
        if found is None:
            found = self.bags[1][j] = bag_of.bag(self.new[j])
        return found

    def _cheap(self, gap: Gap) -> bool:
        """True if the gap has as many paragraphs on each side and each pair shares over half at its ends."""
        if gap.i2 - gap.i1 != gap.j2 - gap.j1:
            return False
        pairs = list(zip(range(gap.i1, gap.i2), range(gap.j1, gap.j2), strict=True))
        if not all(_share_ends(self.old[i], self.new[j]) for i, j in pairs):
            return False
        self.chain += pairs
        return True

    def _by_words(self, gaps: Iterable[Gap], loose_old: set[int], loose_new: set[int]) -> None:
        """Pair loose paragraphs by their words: in order inside each gap, then moved ones; takes them out of the sets."""
        self._moved_whole(gaps, loose_old, loose_new)
        old_bags = {i: self._old_bag(i) for i in sorted(loose_old)}
        new_bags = {j: self._new_bag(j) for j in sorted(loose_new)}
        links = [link for link in bag_of.edges(old_bags, new_bags) if link[2] > MIN_EDGE]
        best_old: dict[int, float] = {}
        best_new: dict[int, float] = {}
        for i, j, score in links:
            best_old[i] = max(score, best_old.get(i, 0.0))
            best_new[j] = max(score, best_new.get(j, 0.0))
        near = [k for k in links if k[2] >= NEAR_BEST * best_old[k[0]] and k[2] >= NEAR_BEST * best_new[k[1]]]
        place_old = {i: n for n, gap in enumerate(gaps) for i in range(gap.i1, gap.i2)}
        place_new = {j: n for n, gap in enumerate(gaps) for j in range(gap.j1, gap.j2)}
        inside = [
            (i, j, score * (old_bags[i].total() + new_bags[j].total()))
            for i, j, score in near
            if place_old[i] == place_new[j]
        ]
        for i, j in heaviest(inside):
            (self.same if self.old[i] == self.new[j] else self.chain).append((i, j))
            loose_old.discard(i)
            loose_new.discard(j)
        self._moves(near, loose_old, loose_new)

    def _moved_whole(self, gaps: Iterable[Gap], loose_old: set[int], loose_new: set[int]) -> None:
        """Pair long paragraphs that stand on both sides word for word, but not in the same gap."""
        where: dict[str, list[int]] = {}
        for j in sorted(loose_new, reverse=True):
            where.setdefault(self.new[j], []).append(j)
        place = {i: gap for gap in gaps for i in range(gap.i1, gap.i2)}
        for i in sorted(loose_old):
            places = where.get(self.old[i])
            if not places or len(self.old[i]) < SHORT:
                continue
            gap = place[i]
            if any(gap.j1 <= j < gap.j2 for j in places):
                continue
            j = places.pop()
            self.moved.append((i, j))
            loose_old.discard(i)
            loose_new.discard(j)

    def _moves(self, links: Iterable[Link], loose_old: set[int], loose_new: set[int]) -> None:
        for i, j, score in sorted(links, key=lambda link: (-link[2], link[0], link[1])):
            if score < MIN_MOVE:
                return
            if i in loose_old and j in loose_new and min(self._old_bag(i).total(), self._new_bag(j).total()) >= MOVE_WORDS:
                self.moved.append((i, j))
                loose_old.discard(i)
                loose_new.discard(j)

    def in_order(self) -> list[Group]:
        """All groups by their place in the new text; removed paragraphs stand where they stood in the old one."""
        loose_old, loose_new = self.loose
        rows = sorted([*self.groups, *(Group((), (j,)) for j in loose_new)], key=lambda group: group.new[0])
        steady = sorted((g.old[-1], g.new[-1]) for g in self.groups if not g.moved)
        after: dict[int, list[Group]] = {}
        at = 0
        for i in sorted(loose_old):
            while at < len(steady) and steady[at][0] < i:
                at += 1
            after.setdefault(steady[at - 1][1] if at else -1, []).append(Group((i,), ()))
        ordered = after.pop(-1, [])
        for row in rows:
            ordered.append(row)
            ordered += after.pop(row.new[-1], [])
        return ordered


def _share_ends(old: str, new: str) -> bool:
    """True if the same beginning and end make up over half of the longer text."""
    same = Prefix.similarity(old, new)
    longer = max(len(old), len(new))
    if 2 * same <= longer:
        same += min(Postfix.similarity(old, new), min(len(old), len(new)) - same)
    return 2 * same > longer
