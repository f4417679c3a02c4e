"""Runs all measurements and holds them to the floors in bench/floors.json: `python -m bench.fetch [speed|idle|kills]`.

CPU time, so other work on the machine costs caches only; only ratios inside one run mean anything. Linux.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from bench.fetch import idle, kills, speed
from monitor import log

PARTS: Final[dict[str, Callable[[], Awaitable[dict[str, float]]]]] = {
    "speed": speed.measure,
    "idle": idle.measure,
    "kills": kills.measure,
}


def main(names: list[str]) -> int:
    """How many figures miss their floor."""
    log.configure(level="error")
    floors = json.loads(Path(__file__).parents[1].joinpath("floors.json").read_text("utf-8")).get("fetch", {})
    missed = 0
    for name in names or PARTS:
        print(name)
        for figure, value in asyncio.run(_run(PARTS[name])).items():
            bounds = floors.get(figure, {})
            holds = bounds.get("least", value) <= value <= bounds.get("most", value)
            missed += not holds
            print(f"{'  ' if holds else '! '}{figure:26} {value:12.4g}  {bounds or ''}")
    return missed


async def _run(part: Callable[[], Awaitable[dict[str, float]]]) -> dict[str, float]:
    return await part()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
