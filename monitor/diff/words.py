"""Word by word: the runs between two texts that belong together."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz.distance import LCSseq

from monitor.diff.result import Op, Run
from monitor.diff.tokens import Tokens, tokens


def runs(old: str, new: str) -> tuple[Run, ...]:
    """The runs from one text to the other; words are whole, spaces go with the word before them."""
    if old == new:
        return (Run(Op.EQUAL, old, new),) if old else ()
    left, right = tokens(old), tokens(new)
    a, b = code_points(left.keys, right.keys)
    if not a or not b:
        return whole(old, new)
    blocks = ((s, s + n, d, d + n) for s, d, n in matching_blocks(a, b))
    return tuple(from_blocks(left, right, blocks))


def whole(old: str, new: str) -> tuple[Run, ...]:
    """One text replaced by the other as a whole."""
    deleted = (Run(Op.DELETE, old, ""),) if old else ()
    inserted = (Run(Op.INSERT, "", new),) if new else ()
    return deleted + inserted


def code_points(old: list[str], new: list[str]) -> tuple[str, str]:
    """Both token lists as strings, one character per distinct token."""
    numbers: dict[str, int] = {}
    a = [numbers.setdefault(key, len(numbers)) for key in old]
    b = [numbers.setdefault(key, len(numbers)) for key in new]
    return "".join(map(chr, a)), "".join(map(chr, b))


def matching_blocks(a: str, b: str) -> list[tuple[int, int, int]]:
    """(start in a, start in b, length) of each stretch that a longest common subsequence keeps."""
    codes = LCSseq.opcodes(a, b)
    return [(c.src_start, c.dest_start, c.src_end - c.src_start) for c in codes if c.tag == "equal"]


def from_blocks(left: Tokens, right: Tokens, blocks: Iterable[tuple[int, int, int, int]]) -> Iterable[Run]:
    """The runs that keep these blocks of tokens: (old start, old end, new start, new end), in order."""
    i = j = 0
    ends = (len(left.keys), len(left.keys), len(right.keys), len(right.keys))
    for i1, i2, j1, j2 in (*blocks, ends):
        if i1 > i:
            yield Run(Op.DELETE, left.slice(i, i1), "")
        if j1 > j:
            yield Run(Op.INSERT, "", right.slice(j, j1))
        if i2 > i1:
            yield Run(Op.EQUAL, left.slice(i1, i2), right.slice(j1, j2))
        i, j = i2, j2
