"""Which kept words are worth keeping: weak islands dissolved, changes slid to where a sentence begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from monitor.diff.stopwords import STOP_WORDS

Block = tuple[int, int, int]  # first token of the old text, first token of the new text, how many

ISLAND: Final = 2  # tokens
LARGE: Final = 4  # tokens of both changes around an island together
TOO_MANY: Final = 20_000  # blocks of one text, which nobody reads change by change: they stay where they are
MAX_SLIDE: Final = 60  # tokens
_SENTENCE_ENDS: Final = frozenset(".!?…。！？؟۔।") | {"..."}
_CLAUSE_ENDS: Final = frozenset(",;:-、，；：،؛")


def is_weak(key: str) -> bool:
    """True for a function word or a mark: alone it does not show that two texts belong together."""
    return not key[0].isalnum() or key.lower() in STOP_WORDS


def without_islands(blocks: list[Block], keys: Sequence[str], sizes: tuple[int, int]) -> list[Block]:
    """The blocks without those of one or two weak tokens that stand between changes."""
    kept = blocks
    while True:
        left = _strong(kept, keys, sizes)
        if len(left) == len(kept):
            return left
        kept = left


def _strong(blocks: list[Block], keys: Sequence[str], sizes: tuple[int, int]) -> list[Block]:
    found: list[Block] = []
    i = j = 0
    last = len(blocks) - 1
    for at, (i1, j1, n) in enumerate(blocks):
        if n <= ISLAND:
            before = i1 - i + j1 - j
            i2, j2, _ = blocks[at + 1] if at < last else (*sizes, 0)
            after = i2 - i1 - n + j2 - j1 - n
            if before and after and before + after >= LARGE and all(map(is_weak, keys[i1 : i1 + n])):
                continue
        found.append((i1, j1, n))
        i, j = i1 + n, j1 + n
    return found


def slid(blocks: list[Block], old: Sequence[str], new: Sequence[str]) -> list[Block]:
    """The blocks with each pure insertion or deletion moved to where it reads best; the same words are kept."""
    found = list(blocks)
    if len(found) > TOO_MANY:
        return found
    for at in range(len(found) - 1):
        i, j, n = found[at]
        i2, j2, m = found[at + 1]
        if i + n == i2:
            shift = _best_shift(new, j + n, j2, n, m)
        elif j + n == j2:
            shift = _best_shift(old, i + n, i2, n, m)
        else:
            continue
        if shift:
            found[at] = (i, j, n + shift)
            found[at + 1] = (i2 + shift, j2 + shift, m - shift)
    return [block for block in found if block[2]]


def _best_shift(keys: Sequence[str], begin: int, end: int, before: int, after: int) -> int:
    """How far keys[begin:end] should move, left (negative) or right, while the text stays the same."""
    low = high = 0
    while -low < min(before, MAX_SLIDE) and keys[begin + low - 1] == keys[end + low - 1]:
        low -= 1
    while high < min(after, MAX_SLIDE) and end + high < len(keys) and keys[begin + high] == keys[end + high]:
        high += 1
    if low == high:
        return 0
    return max(range(low, high + 1), key=lambda shift: (_rank(keys, begin + shift, end + shift), -abs(shift)))


def _rank(keys: Sequence[str], begin: int, end: int) -> int:
    """How well a change of keys[begin:end] reads: a whole sentence, a whole clause, or neither."""
    if begin and keys[begin - 1] in _SENTENCE_ENDS:
        return 3 + (keys[end - 1] in _SENTENCE_ENDS)
    if keys[end - 1] in _SENTENCE_ENDS and not begin:
        return 3
    if begin and keys[begin - 1] in _CLAUSE_ENDS:
        return 1 + (keys[end - 1] in _CLAUSE_ENDS)
    return int(keys[begin] in _CLAUSE_ENDS and not is_weak(keys[end - 1]))
