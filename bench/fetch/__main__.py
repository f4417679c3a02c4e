"""Runs all measurements and holds them to the floors in bench/floors.json: `python -m bench.fetch [speed|idle|kills]`.

CPU time, so other work on the machine costs caches only; only ratios inside one run mean anything. Linux.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Final

from bench import floors
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
    missed = 0
    for name in names or PARTS:
        print(name)
        missed += floors.check("fetch", asyncio.run(_run(PARTS[name])))
    return missed


async def _run(part: Callable[[], Awaitable[dict[str, float]]]) -> dict[str, float]:
    return await part()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
