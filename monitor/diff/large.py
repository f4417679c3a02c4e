"""Common tokens of texts too large for one table: cut at phrases that stand once on each side, then piece by piece.

What comes out depends on the texts alone, never on how long it took.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from rapidfuzz.distance import Postfix, Prefix

from monitor.diff.chain import heaviest
from monitor.diff.tidy import Block

CELLS: Final = 24_000_000  # of a table, a bit each: 3 MB
PHRASE: Final = 3  # tokens
SAMPLE: Final = 4
RICH: Final = 1_000  # distinct words
PIECE: Final = 3_000  # tokens of a piece where no phrase gives a place to cut


def common(a: str, b: str, small: Callable[[str, str], list[Block]]) -> list[Block]:
    """Blocks that both texts (a character per token) share in order; `small` gives those of pieces that fit a table."""
    return list(_joined(_pieces(a, b, small)))


def _pieces(a: str, b: str, small: Callable[[str, str], list[Block]]) -> Iterator[Block]:
    head = Prefix.similarity(a, b)
    tail = min(Postfix.similarity(a, b), min(len(a), len(b)) - head)
    yield 0, 0, head
    ends = len(a) - tail, len(b) - tail
    i = j = head
    for i2, j2, n in (*_anchors(a[i : ends[0]], b[j : ends[1]], head), (*ends, tail)):
        for i0, i1, j0, j1 in _fitting(i, i2, j, j2):
            for x, y, m in small(a[i0:i1], b[j0:j1]):
                yield x + i0, y + j0, m
        yield i2, j2, n
        i, j = i2 + n, j2 + n


def _anchors(a: str, b: str, offset: int) -> list[Block]:
    """The longest stretches around phrases that stand once on each side, in order."""
    other = _once(b)
    stretches: list[list[int]] = []
    for phrase, i in _once(a).items():
        j = other.get(phrase, -1)
        if j < 0:
            continue
        last = stretches[-1] if stretches else [0, 0, 0]
        if last[2] and i - last[0] == j - last[1] and a[last[0] + last[2] : i] == b[last[1] + last[2] : j]:
            last[2] = i + PHRASE - last[0]
        else:
            stretches.append([i, j, PHRASE])
    return list(_without_overlap(stretches, offset))


def _without_overlap(stretches: list[list[int]], offset: int) -> Iterator[Block]:
    length = {(i, j): n for i, j, n in stretches}
    end_i = end_j = 0
    for i, j in heaviest([(i, j, float(n)) for i, j, n in stretches]):
        skip = max(end_i - i, end_j - j, 0)
        n = length[i, j] - skip
        if n > 0:
            yield i + skip + offset, j + skip + offset, n
            end_i, end_j = i + skip + n, j + skip + n


def _once(text: str) -> dict[str, int]:
    """Where each phrase begins that stands once, in order; in a rich text those that begin with every fourth word."""
    words = set(text)
    if len(words) > RICH:
        words = {word for word in words if not ord(word) % SAMPLE}
    places = [at for at, word in enumerate(text) if word in words]
    phrases = [text[at : at + PHRASE] for at in places]
    counts = Counter(phrases)
    return {phrase: at for phrase, at in zip(phrases, places, strict=True) if counts[phrase] == 1}


def _fitting(i: int, i2: int, j: int, j2: int) -> Iterator[tuple[int, int, int, int]]:
    """A gap as it is if a table of it fits, else cut into pieces at the same shares of both sides."""
    if (i2 - i) * (j2 - j) <= CELLS:
        if i < i2 and j < j2:
            yield i, i2, j, j2
        return
    count = max(i2 - i, j2 - j) // PIECE + 1
    for n in range(count):
        yield (
            i + (i2 - i) * n // count,
            i + (i2 - i) * (n + 1) // count,
            j + (j2 - j) * n // count,
            j + (j2 - j) * (n + 1) // count,
        )


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """Blocks that follow each other on both sides, made one; empty ones left out."""
    now = (0, 0, 0)
    for i, j, n in blocks:
        if not n:
            continue
        if now[2] and now[0] + now[2] == i and now[1] + now[2] == j:
            now = (now[0], now[1], now[2] + n)
        else:
            if now[2]:
                yield now
            now = (i, j, n)
    if now[2]:
        yield now
