"""Word by word: which tokens two texts that belong together share, and the runs between them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from rapidfuzz.distance import LCSseq, Postfix, Prefix

from monitor.diff import large, tidy
from monitor.diff.result import Op, Run
from monitor.diff.tidy import Block
from monitor.diff.tokens import Tokens, is_plain, tokens

CONTEXT: Final = 80  # characters of what is common that stay in, so that a change can slide
_EQUAL: Final = "equal"
MIN_KEPT: Final = 0.25


@dataclass(slots=True)
class Compared:
    """Two texts side by side: a common head and tail in characters, and kept blocks of tokens between them."""

    old: str
    new: str
    head: int = 0
    tail: int = 0
    left: Tokens = field(default_factory=lambda: Tokens("", [], [0]))
    right: Tokens = field(default_factory=lambda: Tokens("", [], [0]))
    blocks: list[Block] = field(default_factory=list)

    @property
    def is_one_sided(self) -> bool:
        """True if one of the texts is empty."""
        return not self.old or not self.new

    def mirrored(self) -> Compared:
        """The same with old and new exchanged."""
        blocks = [(j, i, n) for i, j, n in self.blocks]
        return Compared(self.new, self.old, self.head, self.tail, self.right, self.left, blocks)

    def again(self) -> Compared:
        """The same for another place where both texts stand."""
        return Compared(self.old, self.new, self.head, self.tail, self.left, self.right, self.blocks)

    def runs(self) -> tuple[Run, ...]:
        """The runs from one text to the other; words are whole, spaces go with the word before them."""
        return tuple(_runs(self))


def compared(old: str, new: str, *, all_or_nothing: bool = True) -> Compared:
    """The words that two texts share, in order; nothing if that would be under a quarter of the shorter one."""
    if old == new:
        return Compared(old, new, head=len(old))
    if not old or not new:
        return Compared(old, new)
    head, tail = _common_ends(old, new)
    left = tokens(old[head : len(old) - tail])
    right = tokens(new[head : len(new) - tail])
    found = Compared(old, new, head, tail, left, right)
    blocks = common(left.keys, right.keys)
    blocks = tidy.without_islands(blocks, left.keys, (len(left.keys), len(right.keys)))
    if all_or_nothing and not head and not tail and _is_little(blocks, left.keys, right.keys):
        return found
    found.blocks = tidy.slid(blocks, left.keys, right.keys)
    return found


def runs(old: str, new: str) -> tuple[Run, ...]:
    """The runs from one text to the other; the other way round they are the same with old and new exchanged."""
    return compared(new, old).mirrored().runs() if old > new else compared(old, new).runs()


def _common_ends(old: str, new: str) -> tuple[int, int]:
    """How many characters at the beginning and at the end need no look: both stop at a space well before a change."""
    head = Prefix.similarity(old, new)
    tail = min(Postfix.similarity(old, new), min(len(old), len(new)) - head)
    head = max(0, head - CONTEXT)
    tail = max(0, tail - CONTEXT)
    if not (head or tail) or not (is_plain(old) and is_plain(new)):
        return 0, 0
    head = max(old.rfind(" ", 0, head), 0)
    cut = old.find(" ", len(old) - tail)
    return head, (len(old) - cut - 1 if cut >= 0 and tail else 0)


def common(old: list[str], new: list[str]) -> list[Block]:
    """The blocks of a longest common subsequence of two token lists."""
    if not old or not new:
        return []
    a, b = code_points(old, new)
    if not a:
        return []
    return matching_blocks(a, b) if len(a) * len(b) <= large.CELLS else large.common(a, b, matching_blocks)


def code_points(old: list[str], new: list[str]) -> tuple[str, str]:
    """Both token lists as strings, one character per distinct token; empty if there are too many of those."""
    distinct = dict.fromkeys(old + new)
    if len(distinct) > sys.maxunicode:
        return "", ""
    characters = dict(zip(distinct, map(chr, count()), strict=False))
    return "".join(map(characters.__getitem__, old)), "".join(map(characters.__getitem__, new))


def matching_blocks(a: str, b: str) -> list[Block]:
    """The stretches that a longest common subsequence of two strings keeps."""
    codes = LCSseq.opcodes(a, b)
    return [(c.src_start, c.dest_start, c.src_end - c.src_start) for c in codes if c.tag == _EQUAL]


def _is_little(blocks: list[Block], old: list[str], new: list[str]) -> bool:
    return sum(n for _, _, n in blocks) < MIN_KEPT * min(len(old), len(new))


def _runs(found: Compared) -> Iterator[Run]:
    old, new = found.old, found.new
    i = j = 0  # characters of each text that are told already
    for i1, i2, j1, j2 in _kept(found):
        if i1 > i:
            yield Run(Op.DELETE, old[i:i1], "")
        if j1 > j:
            yield Run(Op.INSERT, "", new[j:j1])
        if i2 > i1 or j2 > j1:
            yield Run(Op.EQUAL, old[i1:i2], new[j1:j2])
        i, j = i2, j2


def _kept(found: Compared) -> Iterator[tuple[int, int, int, int]]:
    """What is kept, in characters: (old start, old end, new start, new end); neighbours made one."""
    head, left, right = found.head, found.left.starts, found.right.starts
    now = (0, head, 0, head)
    for i, j, n in found.blocks:
        block = (head + left[i], head + left[i + n], head + right[j], head + right[j + n])
        if now[1] == block[0] and now[3] == block[2]:
            now = (now[0], block[1], now[2], block[3])
        else:
            yield now
            now = block
    i, j = len(found.old) - found.tail, len(found.new) - found.tail
    if now[1] == i and now[3] == j:
        yield now[0], len(found.old), now[2], len(found.new)
        return
    yield now
    yield i, len(found.old), j, len(found.new)
