"""The floors that the diff may not fall below, pinned in bench/floors.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "floors.json"


def of(ours: Any, lcs: Any) -> dict[str, float]:
    """The figures that have a floor, times as ratios to the LCS over all words of the same run."""
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


def check(found: dict[str, float]) -> int:
    """Print each figure beside its floor; how many miss theirs."""
    pinned = json.loads(FILE.read_text("utf-8"))["diff"]
    missed = 0
    for name, value in found.items():
        rule = pinned.get(name)
        if rule is None:
            print(f"  {name:28} {value:10.4g}")
            continue
        holds = value >= rule["least"] if "least" in rule else value <= rule["most"]
        missed += not holds
        word, limit = next(iter(rule.items()))
        print(f"{'  ' if holds else '! '}{name:28} {value:10.4g}   at {word} {limit:g}")
    return missed
