"""Weak islands at the seams of rows: the full stop or the "The" left between a change and a change of the next row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from monitor.diff.tidy import ISLAND, LARGE, Block, is_weak
from monitor.diff.words import Compared


def dissolve(rows: Sequence[Compared | None], follows: Sequence[bool]) -> None:
    """Weak blocks at the end of a row and the beginning of the next go if changes surround them; None = equal row.

    `follows` tells for each row whether it follows the one before it on both sides: if not, something moved from or
    to that place, which is a change as well.
    """
    for at, (this, after) in enumerate(pairwise(rows), start=1):
        if this and after and (follows[at] or this.is_one_sided or after.is_one_sided):
            _dissolve_between(this, after)
        elif not follows[at]:
            _dissolve_beside_move(this, after)


def _dissolve_beside_move(this: Compared | None, after: Compared | None) -> None:
    last, first = this and _last(this), after and _first(after)
    if this and last and _change_before(this, last) >= LARGE:
        this.blocks = this.blocks[:-1]
    if after and first and _change_behind(after, first) >= LARGE:
        after.blocks = after.blocks[1:]


def _dissolve_between(this: Compared, after: Compared) -> None:
    last, first = _last(this), _first(after)
    weak = (last[2] if last else 0) + (first[2] if first else 0)
    if not 0 < weak <= ISLAND:
        return
    before, behind = _change_before(this, last), _change_behind(after, first)
    if before and behind and before + behind >= LARGE:
        this.blocks = this.blocks[: -1 if last else None]
        after.blocks = after.blocks[1 if first else 0 :]


def dissolve_ends(row: Compared) -> None:
    """Weak blocks at both ends of a moved row go: what stands before and behind it is not what stood there."""
    last = _last(row)
    if last and _change_before(row, last):
        row.blocks = row.blocks[:-1]
    first = _first(row)
    if first and _change_behind(row, first):
        row.blocks = row.blocks[1:]


def _last(row: Compared) -> Block | None:
    """The weak block at the very end of a row, if it has one."""
    if row.tail or not row.blocks:
        return None
    i, j, n = row.blocks[-1]
    at_end = i + n == len(row.left.keys) and j + n == len(row.right.keys)
    return (i, j, n) if at_end and _is_weak(row, i, n) else None


def _first(row: Compared) -> Block | None:
    """The weak block at the very beginning of a row, if it has one."""
    if row.head or not row.blocks:
        return None
    i, j, n = row.blocks[0]
    return (i, j, n) if not i and not j and _is_weak(row, i, n) else None


def _is_weak(row: Compared, i: int, n: int) -> bool:
    return n <= ISLAND and all(map(is_weak, row.left.keys[i : i + n]))


def _change_before(row: Compared, last: Block | None) -> int:
    """Tokens changed at the end of a row, before its last weak block."""
    if row.is_one_sided:
        return LARGE
    if row.tail:
        return 0
    blocks = row.blocks[:-1] if last else row.blocks
    i, j, n = blocks[-1] if blocks else (0, 0, 0)
    i2, j2 = (last[0], last[1]) if last else (len(row.left.keys), len(row.right.keys))
    return i2 - i - n + j2 - j - n


def _change_behind(row: Compared, first: Block | None) -> int:
    """Tokens changed at the beginning of a row, behind its first weak block."""
    if row.is_one_sided:
        return LARGE
    if row.head:
        return 0
    start = first[2] if first else 0
    blocks = row.blocks[1:] if first else row.blocks
    i, j = (blocks[0][0], blocks[0][1]) if blocks else (len(row.left.keys), len(row.right.keys))
    return i + j - 2 * start
