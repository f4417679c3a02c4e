"""Agreement with the expected text, by the public benchmark's definitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.extract.pages import Expected, plain, words


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and their F1, averaged over pages first."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def shingles(pages: Sequence[Expected], found: Sequence[Sequence[str]]) -> Score:
    """Agreement in 4-word shingles."""
    return _average(
        _overlap(_shingles(page.blocks), _shingles(blocks)) for page, blocks in zip(pages, found, strict=True)
    )


def paragraphs(pages: Sequence[Expected], found: Sequence[Sequence[str]]) -> Score:
    """Agreement in whole blocks, on the pages whose boundaries are exact."""
    return _average(
        _overlap(Counter(map(plain, page.blocks)), Counter(map(plain, blocks)))
        for page, blocks in zip(pages, found, strict=True)
        if page.exact
    )


def recall_of(page: Expected, blocks: Sequence[str]) -> float:
    """Share of the expected shingles that were found."""
    return _overlap(_shingles(page.blocks), _shingles(blocks))[1]


def _shingles(blocks: Sequence[str], size: int = 4) -> Counter[str]:
    tokens = words(" ".join(blocks))
    if not tokens:
        return Counter()
    return Counter(" ".join(tokens[i : i + size]) for i in range(max(1, len(tokens) - size + 1)))


def _overlap(wanted: Counter[str], found: Counter[str]) -> tuple[float, float]:
    if not wanted and not found:
        return 1.0, 1.0
    both = sum((wanted & found).values())
    return both / max(1, sum(found.values())), both / max(1, sum(wanted.values()))


def _average(scores: Iterable[tuple[float, float]]) -> Score:
    rows = list(scores)
    count = max(1, len(rows))
    return Score(sum(p for p, _ in rows) / count, sum(r for _, r in rows) / count)
