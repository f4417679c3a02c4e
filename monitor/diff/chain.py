"""The heaviest set of links that do not cross."""

from __future__ import annotations

from collections.abc import Sequence

Link = tuple[int, int, float]  # (old, new, weight)


def heaviest(links: Sequence[Link]) -> list[tuple[int, int]]:
    """The (old, new) pairs of the heaviest chain that rises on both sides, in order; of equals the first.

    >>> heaviest([(0, 1, 1.0), (1, 0, 5.0), (2, 2, 1.0)])
    [(1, 0), (2, 2)]
    """
    if len(links) < 2:  # noqa: PLR2004 - nothing can cross
        return [(i, j) for i, j, _ in links]
    ordered = sorted(links, key=lambda link: (link[0], -link[1]))
    width = max(j for _, j, _ in ordered) + 2
    best = [(0.0, -1)] * width  # Fenwick tree over new indexes: (weight, position in `ordered`)
    before = [-1] * len(ordered)
    for at, (_, j, weight) in enumerate(ordered):
        total, before[at] = _largest(best, j)
        _raise(best, j + 1, total + weight, at)
    _, at = _largest(best, width - 1)
    found = []
    while at >= 0:
        found.append(ordered[at][:2])
        at = before[at]
    return found[::-1]


def _largest(tree: list[tuple[float, int]], end: int) -> tuple[float, int]:
    """The heaviest chain that ends before the new index `end`."""
    found = (0.0, -1)
    while end > 0:
        if tree[end][0] > found[0]:
            found = tree[end]
        end &= end - 1
    return found


def _raise(tree: list[tuple[float, int]], index: int, weight: float, at: int) -> None:
    while index < len(tree):
        if weight > tree[index][0]:
            tree[index] = (weight, at)
        index += index & -index
