"""Prints how good and how fast the diff is beside other engines, and fails if a floor is missed.

CPU time, the best of three per pair; engines in a fixed order in one run, so only ratios inside it mean anything.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields

from bench import floors
from bench.diff import engines, known, labels, large, rt, worth
from bench.diff.corpus import Pair, pairs
from bench.diff.gold import Gold, gold
from bench.diff.metrics import Figures, Links, figures

ROUNDS = 3
SLOW = {"diff-match-patch, characters"}  # measured on every 14th pair only
EVERY = 14


@dataclass(frozen=True)
class Measured:
    """What one engine did on the pairs."""

    name: str
    times_ms: list[float]
    quality: list[Figures]
    of: list[Gold]

    def time(self, share: float) -> float:
        """The time that this share of the pairs stayed under."""
        ordered = sorted(self.times_ms)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]

    @property
    def mean(self) -> float:
        """Mean time."""
        return sum(self.times_ms) / len(self.times_ms)

    def total(self, what: str) -> int:
        """Sum of one figure."""
        return sum(getattr(one, what) for one in self.quality)


def main() -> int:
    """Print all tables; the number of floors missed."""
    corpus = pairs()
    if not corpus:
        print("no pairs found: set REDLINE_DATA to the folder that holds pairs/pairs.jsonl")
        return 0
    gc.freeze()
    golds = [gold(pair) for pair in corpus]
    everything = [_measure(name, run, read, corpus, golds) for name, (run, read) in engines.available().items()]
    patience = engines.patience(corpus)
    if patience:
        everything.insert(2, _summed("patiencediff (own process)", patience, corpus, golds))
    _print(everything)
    found = beside(everything[0], everything[1])
    found |= known.figures(corpus)
    found |= rt.figures()
    found |= large.figures()
    found |= labels.figures()
    found |= worth.figures()
    return floors.check("diff", found)


def beside(ours: Measured, lcs: Measured) -> dict[str, float]:
    """Quality, and times as ratios to the LCS over all words of the same run."""
    sizes = {name: sum(len(getattr(g, name)) for g in ours.of) for name in ("rewritten", "moved", "split")}
    shares = {f"{name}_share": ours.total(name) / (size or 1) for name, size in sizes.items()}
    return shares | {
        "min_ratio": ours.total("changed") / ours.total("optimum"),
        "chaff": ours.total("chaff"),
        "spur_share": ours.total("spurious") / max(1, ours.total("kept")),
        "p50_to_lcs": ours.time(0.5) / lcs.time(0.5),
        "mean_to_lcs": ours.mean / lcs.mean,
        "p95_to_lcs": ours.time(0.95) / lcs.time(0.95),
    }


def _measure(
    name: str, run: engines.Engine, read: engines.Reading, corpus: Sequence[Pair], golds: Sequence[Gold]
) -> Measured:
    step = EVERY if name in SLOW else 1
    chosen = list(zip(corpus, golds, strict=True))[::step]
    answers = []
    for pair, _ in chosen:
        best = float("inf")
        for _round in range(ROUNDS if step == 1 else 1):
            began = time.process_time()
            answer = run(pair)
            best = min(best, time.process_time() - began)
        answers.append((best, read(pair, answer)))
    return _summed(name + ("*" if step > 1 else ""), answers, [pair for pair, _ in chosen], [g for _, g in chosen])


def _summed(
    name: str, answers: Sequence[tuple[float, Links]], corpus: Sequence[Pair], golds: Sequence[Gold]
) -> Measured:
    quality = [figures(pair, g, links) for pair, g, (_, links) in zip(corpus, golds, answers, strict=True)]
    return Measured(name, [took * 1e3 for took, _ in answers], quality, list(golds))


def _print(everything: Sequence[Measured]) -> None:
    of = everything[0].of
    sizes = [sum(len(getattr(g, f.name)) for g in of) for f in fields(Gold)]
    heads = ["engine", "mean ms", "p50", "p95", "min", "chaff", f"gold/{sizes[0]}", f"moved/{sizes[1]}"]
    heads += [f"split/{sizes[2]}", "spur %"]
    print(f"{heads[0]:32}" + "".join(f"{head:>11}" for head in heads[1:]))
    for one in everything:
        gold_total = sum(len(g.rewritten) for g in one.of) or 1
        cells = [f"{one.mean:.2f}", f"{one.time(0.5):.2f}", f"{one.time(0.95):.2f}"]
        cells += [f"{one.total('changed') / one.total('optimum'):.3f}", str(one.total("chaff"))]
        cells += [
            f"{100 * one.total('rewritten') / gold_total:.1f} %",
            str(one.total("moved")),
            str(one.total("split")),
        ]
        cells += [f"{100 * one.total('spurious') / max(1, one.total('kept')):.3f}"]
        print(f"{one.name:32}" + "".join(f"{cell:>11}" for cell in cells))
    print("* every 14th pair only; times are CPU time, the best of three\n")


if __name__ == "__main__":
    sys.exit(main())
