"""Is what the weight puts on top worth opening? 340 changes judged by hand beside the newest-first order.

The judgements were made on the marked text alone, weight unseen: does the edit change what a reader is told (a fact, a
claim, a duty), or only how? Own paragraph pairs carry theirs in labels.jsonl; of the pairs of the data folder, all of
which were judged, worth.json names those that are worth opening.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.diff import labels
from bench.diff.corpus import pairs
from monitor.diff import compare
from monitor.diff.weight import weight
from monitor.model import Block, BlockKind, Notice, Text

FILE = Path(__file__).with_name("worth.json")
TOP = 20


@dataclass(frozen=True)
class Judged:
    """A change with its weight and what a person thinks of it."""

    weight: int
    is_worth: bool
    is_real: bool  # of the data folder


def judged() -> list[Judged]:
    """All judged changes, in the order of their files, which knows nothing of weights."""
    return [*_own(), *_real()]


def _own() -> Iterator[Judged]:
    for line in labels.FILE.read_text("utf-8").splitlines():
        record = json.loads(line)
        if "worth" in record:
            yield _weighed([record["old"]], [record["new"]], record["lang"], is_worth=record["worth"], is_real=False)


def _real() -> Iterator[Judged]:
    worth = frozenset(json.loads(FILE.read_text("utf-8"))["pairs"])
    for pair in pairs():
        yield _weighed(pair.old.paragraphs, pair.new.paragraphs, "", is_worth=pair.id in worth, is_real=True)


def _weighed(old: Sequence[str], new: Sequence[str], language: str, *, is_worth: bool, is_real: bool) -> Judged:
    before, after = (
        Text("", tuple(Block(BlockKind.PARAGRAPH, text) for text in side), language=language) for side in (old, new)
    )
    diff = compare(before, after)
    return Judged(weight(diff, diff.kinds, Notice.UNKNOWN).value, is_worth, is_real)


def figures() -> dict[str, float]:
    """Share worth opening among the top 20 by weight, and among all (what newest-first gives on average)."""
    everything = judged()
    real = [one for one in everything if one.is_real]
    print(f"\nworth opening, of {len(everything)} changes judged by hand ({len(real)} of them real)")
    found = {"worth_top20": _top(everything), "worth_any": _share(everything)}
    if real:
        found |= {"worth_top20_real": _top(real), "worth_any_real": _share(real)}
    return found


def _top(changes: Sequence[Judged]) -> float:
    return _share(sorted(changes, key=lambda one: -one.weight)[:TOP])


def _share(changes: Sequence[Judged]) -> float:
    return sum(one.is_worth for one in changes) / len(changes)
