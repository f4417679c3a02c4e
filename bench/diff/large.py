"""Large and pathological texts, made from a seed."""

from __future__ import annotations

import multiprocessing
import random
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from monitor.diff import compare_paragraphs

MILLION: Final = 1_000_000
Texts = tuple[list[str], list[str]]


class _Maker:
    """Texts of invented words, as uneven in their frequency as words are."""

    def __init__(self) -> None:
        self.dice = random.Random(3)
        letters = "abcdefghijklmnopqrstuvwxyz"
        self.words = ["".join(self.dice.choices(letters, k=self.dice.randint(2, 9))) for _ in range(8000)]
        self.weights = [1 / (rank + 1) for rank in range(len(self.words))]

    def text(self, characters: int) -> list[str]:
        return self.dice.choices(self.words, self.weights, k=characters * 2 // 13)

    def paragraphs(self, words: list[str]) -> list[str]:
        found = []
        at = 0
        while at < len(words):
            size = self.dice.randint(20, 120)
            found.append(" ".join(words[at : at + size]) + ".")
            at += size
        return found

    def edited(self, words: list[str], share: float) -> list[str]:
        return [self.dice.choice(self.words) if self.dice.random() < share else word for word in words]

    def some_edited(self, paragraphs: list[str], share: float) -> list[str]:
        return [" ".join(self.edited(text.split(), 0.1)) if self.dice.random() < share else text for text in paragraphs]


def _edited(characters: int, share: float) -> Texts:
    make = _Maker()
    old = make.paragraphs(make.text(characters))
    return old, make.some_edited(old, share)


def _one_paragraph() -> Texts:
    make = _Maker()
    words = make.text(MILLION)
    return [" ".join(words)], [" ".join(make.edited(words, 0.02))]


def _rewritten() -> Texts:
    make = _Maker()
    return make.paragraphs(make.text(MILLION)), make.paragraphs(make.text(MILLION))


def _one_rewritten() -> Texts:
    make = _Maker()
    return [" ".join(make.text(MILLION))], [" ".join(make.text(MILLION))]


def _repeated() -> Texts:
    return [" ".join(["a", "b"] * (MILLION // 4))], [" ".join(["b", "a", "a"] * (MILLION // 6))]


def _repeated_paragraphs() -> Texts:
    return [f"a b c d {n % 7}" for n in range(MILLION // 10)], [f"a b c d {n % 5}" for n in range(MILLION // 10)]


CASES: Final[dict[str, Callable[[], Texts]]] = {
    "64 kB edited": lambda: _edited(64_000, 0.3),
    "1 MB edited": lambda: _edited(MILLION, 0.1),
    "1 MB, every paragraph edited": lambda: _edited(MILLION, 1.0),
    "1 MB in one paragraph": _one_paragraph,
    "1 MB rewritten": _rewritten,
    "1 MB in one paragraph, rewritten": _one_rewritten,
    "1 MB of repeated words": _repeated,
    "1 MB of repeated paragraphs": _repeated_paragraphs,
}


def figures() -> dict[str, float]:
    """CPU time in ms and peak memory in MB of each case, each in a process of its own."""
    found: dict[str, float] = {}
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for name in CASES:
            took, memory = pool.apply(measure, (name,))
            found[f"{name}, ms"] = took
            found[f"{name}, MB"] = memory
    return found


def measure(name: str) -> tuple[float, float]:
    """CPU time in ms and peak memory in MB of one case."""
    old, new = CASES[name]()
    began = time.process_time()
    compare_paragraphs(old, new)
    took = time.process_time() - began
    return took * 1e3, _peak_mb()


def _peak_mb() -> float:
    """Peak memory of this process alone; what getrusage says may be the parent's."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
