"""Runs all measurements and holds them to the floors in bench/floors.json under "deliver"."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from bench.deliver import idle, latency, live, sending, spread
from monitor import log

PARTS = {"sending": sending, "latency": latency, "spread": spread, "live": live, "idle": idle}


def main(names: list[str]) -> int:
    """How many figures miss their floor."""
    log.configure(level="warning")
    floors = json.loads(Path(__file__).parents[1].joinpath("floors.json").read_text("utf-8")).get("deliver", {})
    missed = 0
    for name in names or PARTS:
        print(name)
        for figure, value in asyncio.run(PARTS[name].measure()).items():
            most = floors.get(figure, {}).get("most")
            holds = most is None or value <= most
            missed += not holds
            print(f"{'  ' if holds else '! '}{figure:28} {value:12.4g}" + (f"   at most {most:g}" if most else ""))
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
