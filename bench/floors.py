"""The floors that figures may not fall below, pinned in floors.json: section, figure, and `least` or `most`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

FILE: Final = Path(__file__).parent / "floors.json"
NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
Targets = Mapping[str, tuple[str, float]]  # what was asked for: "least" or "most", and how much


def check(
    section: str,
    found: Mapping[str, float],
    *,
    targets: Targets = NOTHING,
    notes: Mapping[str, str] = NOTHING,
) -> int:
    """Print each figure beside its target and floor, and whatever is noted of it; how many miss their floor."""
    pinned = json.loads(FILE.read_text("utf-8"))[section]
    missed = 0
    for name, value in found.items():
        rule = pinned.get(name, {})
        holds = rule.get("least", -math.inf) <= value <= rule.get("most", math.inf)
        missed += not holds
        floor = ", ".join(f"at {word} {limit:g}" for word, limit in rule.items())
        target = f"wanted: at {targets[name][0]} {targets[name][1]:g}" if name in targets else ""
        line = f"{'  ' if holds else '! '}{name:40} {value:12.4g}   {floor:16} {target:24} {notes.get(name, '')}"
        print(line.rstrip())
    return missed
