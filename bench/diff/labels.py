"""Precision and recall of the kinds of change on paragraph pairs labelled by hand (bench/diff/labels.jsonl).

A line holds either its own texts (`lang`, `old`, `new`) or names paragraphs of a pair in the data folder (`pair`, `old`
and `new` as indexes); texts of the data folder are never stored. `kinds` are the labels.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.diff.corpus import pairs
from monitor.diff import compare
from monitor.model import Block, BlockKind, Text

FILE = Path(__file__).with_name("labels.jsonl")
JUDGED = frozenset(
    [
        "punctuation",
        "case",
        "spelling",
        "number",
        "date",
        "name",
        "quote",
        "attribution",
        "hedge",
        "negation",
        "link",
        "wording",
        "correction_notice",
        "visible_time",
    ]
)


@dataclass(frozen=True)
class Labelled:
    """A paragraph pair and the kinds of change that a person sees in it."""

    lang: str
    old: str
    new: str
    kinds: frozenset[str]
    own: bool  # written for this, not taken from the data folder


def labelled() -> Iterator[Labelled]:
    """All labelled pairs whose texts are at hand."""
    known = {pair.id: pair for pair in pairs()}
    for line in FILE.read_text("utf-8").splitlines():
        record = json.loads(line)
        kinds = frozenset(record["kinds"])
        if "pair" not in record:
            yield Labelled(record["lang"], record["old"], record["new"], kinds, own=True)
        elif record["pair"] in known:
            pair = known[record["pair"]]
            old, new = pair.old.paragraphs[record["old"]], pair.new.paragraphs[record["new"]]
            yield Labelled(record["lang"], old, new, kinds, own=False)


def found(one: Labelled) -> frozenset[str]:
    """The kinds that the rules see."""
    old, new = (Text("", (Block(BlockKind.PARAGRAPH, text),), language=one.lang) for text in (one.old, one.new))
    return frozenset(compare(old, new).kinds) & JUDGED


def figures() -> dict[str, float]:
    """Print precision and recall per kind, all pairs together and those of the data folder; those of all kinds."""
    everything = list(labelled())
    real = [one for one in everything if not one.own]
    precision, recall = _table("all", everything)
    if real:
        _table("from the data folder", real)
    return {"kinds_precision": precision, "kinds_recall": recall}


def _table(name: str, chosen: list[Labelled]) -> tuple[float, float]:
    right: Counter[str] = Counter()
    said: Counter[str] = Counter()
    due: Counter[str] = Counter()
    for one in chosen:
        kinds = found(one)
        due.update(one.kinds)
        said.update(kinds)
        right.update(one.kinds & kinds)
    print(f"\nkinds of change, {len(chosen)} paragraph pairs ({name})")
    print(f"{'kind':20}{'labelled':>10}{'found':>8}{'precision':>11}{'recall':>9}")
    for kind in sorted(due | said):
        precision = f"{right[kind] / said[kind]:.2f}" if said[kind] else "-"
        recall = f"{right[kind] / due[kind]:.2f}" if due[kind] else "-"
        print(f"{kind:20}{due[kind]:>10}{said[kind]:>8}{precision:>11}{recall:>9}")
    total = right.total() / max(1, said.total()), right.total() / max(1, due.total())
    print(f"{'all kinds':20}{due.total():>10}{said.total():>8}{total[0]:>11.2f}{total[1]:>9.2f}")

    return total
