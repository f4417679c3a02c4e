"""Runs all measurements and holds them to the floors in bench/floors.json under "deliver"."""

from __future__ import annotations

import asyncio
import sys

from bench import floors
from bench.deliver import idle, latency, live, sending, spread
from monitor import log

PARTS = {"sending": sending, "latency": latency, "spread": spread, "live": live, "idle": idle}


def main(names: list[str]) -> int:
    """How many figures miss their floor."""
    log.configure(level="warning")
    missed = 0
    for name in names or PARTS:
        print(name)
        missed += floors.check("deliver", asyncio.run(PARTS[name].measure()))
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
