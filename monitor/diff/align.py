"""Which paragraphs belong together: the same ones, rewritten ones, merged and split ones, and those that moved."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from monitor.diff.exact import Anchored, Gap, anchored, keys
from monitor.diff.join import Sides, join
from monitor.diff.pairing import Half, Pair, Pairs, by_resemblance, by_words, similar_ends
from monitor.diff.words import common

LARGE: Final = 2_000  # paragraphs of a gap


class Group(NamedTuple):
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
    """The groups of what lies between the common head and tail."""
    if gap.i1 == gap.i2 or gap.j1 == gap.j2:
        return [Group((i,), ()) for i in range(gap.i1, gap.i2)] + [Group((), (j,)) for j in range(gap.j1, gap.j2)]
    texts = keys(old[gap.i1 : gap.i2], new[gap.j1 : gap.j2])
    i0, j0 = gap.i1, gap.j1
    return [
        Group(tuple([i + i0 for i in before]), tuple([j + j0 for j in after]), moved, same)
        for before, after, moved, same in _aligned(Half(texts[0]), Half(texts[1]))
    ]


def _aligned(old: Half, new: Half) -> list[Group]:
    fixed = anchored(old.texts, new.texts)
    rewritten: list[Pair] = []
    gaps: list[Gap] = []
    for gap in _cut(old, new, fixed):
        pairs, left = similar_ends(old, new, gap)
        rewritten += pairs
        gaps.append(left)
        old.loose.update(range(left.i1, left.i2))
        new.loose.update(range(left.j1, left.j2))
    found = by_words(old, new, gaps) if old.loose and new.loose else Pairs([], [], [])
    in_order = [*rewritten, *found.in_order]
    steady = sorted([*fixed.pairs, *in_order])
    grown = join(_changed(old, new, in_order), old, new, found.links)
    moved = [*found.moved, *by_resemblance(old, new, found.links, found.moved)]
    crossing = {pair for pair in moved if _crosses(*pair, steady)}
    elsewhere = _changed(old, new, moved)
    together = [Group(*sides) for sides in grown]
    for (i, j), sides in zip(elsewhere, join(elsewhere, old, new), strict=True):
        together.append(Group(*sides, moved=(i[0], j[0]) in crossing))
    together += [Group((i,), (j,), same=True) for i, j in fixed.pairs]
    same = [(i, j) for i, j in [*in_order, *moved] if old.texts[i] == new.texts[j]]
    together += [Group((i,), (j,), (i, j) in crossing, same=True) for i, j in same]
    alone = [*(Group((i,), ()) for i in old.loose), *(Group((), (j,)) for j in new.loose)]
    return reading_order([*together, *alone])


def _changed(old: Half, new: Half, pairs: Sequence[Pair]) -> list[Sides]:
    """Those of the pairs whose texts differ, in order, as groups that may grow."""
    return [((i,), (j,)) for i, j in sorted(pairs) if old.texts[i] != new.texts[j]]


def _cut(old: Half, new: Half, fixed: Anchored) -> Iterator[Gap]:
    """The gaps; a very large one is cut at all its equal paragraphs, short ones too, which are fixed from then on."""
    for gap in fixed.gaps:
        i, i2, j, j2 = gap
        if max(i2 - i, j2 - j) <= LARGE:
            yield gap
            continue
        for i0, j0, n in [*common(list(old.texts[i:i2]), list(new.texts[j:j2])), (i2 - gap.i1, j2 - gap.j1, 0)]:
            if i < gap.i1 + i0 or j < gap.j1 + j0:
                yield Gap(i, gap.i1 + i0, j, gap.j1 + j0)
            i, j = gap.i1 + i0 + n, gap.j1 + j0 + n
            fixed.pairs.extend(zip(range(i - n, i), range(j - n, j), strict=True))


def _crosses(i: int, j: int, steady: Sequence[Pair]) -> bool:
    """True if a pair stands before another on one side and after it on the other."""
    at = bisect_left(steady, (i, j))
    return (at > 0 and steady[at - 1][1] > j) or (at < len(steady) and steady[at][1] < j)


def reading_order(groups: Sequence[Group]) -> list[Group]:
    """Groups by their place in the new text; removed paragraphs stand where they stood in the old one."""
    rows = sorted((group for group in groups if group.new), key=lambda group: group.new[0])
    removed = sorted((group for group in groups if not group.new), key=lambda group: group.old[0])
    if not removed:
        return rows
    steady = sorted((g.old[-1], g.new[-1]) for g in rows if g.old and not g.moved)
    after: dict[int, list[Group]] = {}
    for group in removed:
        at = bisect_left(steady, (group.old[0], 0))
        after.setdefault(steady[at - 1][1] if at else -1, []).append(group)
    ordered = after.pop(-1, [])
    for row in rows:
        ordered.append(row)
        ordered += after.pop(row.new[-1], [])
    return ordered


def follows(groups: Sequence[Group]) -> list[bool]:
    """For each group whether its paragraphs stand right behind those of the groups before it, on both sides."""
    found = []
    i = j = 0
    for before, after, _, _ in groups:
        found.append((not before or before[0] == i) and (not after or after[0] == j))
        i, j = (before[-1] + 1 if before else i), (after[-1] + 1 if after else j)
    return found


def mirrored(group: Group) -> Group:
    """The same with old and new exchanged."""
    return Group(group.new, group.old, group.moved, group.same)
