"""Which paragraphs belong together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from monitor.diff.words import code_points, matching_blocks
from monitor.snapshot import fold


@dataclass(frozen=True, slots=True)
class Group:
    """Paragraphs of both sides that belong together, by index."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    moved: bool = False


def groups(old: Sequence[str], new: Sequence[str]) -> list[Group]:
    """All paragraphs in groups, in reading order; one-sided ones stand alone."""
    left, right = [fold(text) for text in old], [fold(text) for text in new]
    a, b = code_points(left, right)
    found: list[Group] = []
    i = j = 0
    for i1, j1, length in (*matching_blocks(a, b), (len(a), len(b), 0)):
        found += _gap(left, right, range(i, i1), range(j, j1))
        found += [Group((i1 + k,), (j1 + k,)) for k in range(length)]
        i, j = i1 + length, j1 + length
    return found


def _gap(left: list[str], right: list[str], olds: range, news: range) -> Iterator[Group]:
    at = olds.start
    for j in news:
        best = max(range(at, olds.stop), key=lambda i: Indel.normalized_similarity(left[i], right[j]), default=None)
        if best is None or Indel.normalized_similarity(left[best], right[j]) < 0.6:  # noqa: PLR2004 - of the characters
            yield Group((), (j,))
            continue
        yield from (Group((i,), ()) for i in range(at, best))
        yield Group((best,), (j,))
        at = best + 1
    yield from (Group((i,), ()) for i in range(at, olds.stop))
