"""Prints the figures of the frontier and fails if a floor of bench/floors.json is missed.

CPU time of both sides, the best of some rounds; only ratios inside one run mean anything.
"""

from __future__ import annotations

import asyncio
import sys

from bench import floors
from bench.frontier.world import Cost, idle, measure, wake_ms

SIZES = ((1_000, 100), (100_000, 1_000), (1_000_000, 10_000))
LOOKS = 6_000


async def run() -> dict[str, float]:
    """Measure everything, print it as it comes."""
    print(f"{'articles':>9} {'hosts':>6} {'put us':>7} {'bytes':>6} {'looks/s':>8} {'client us':>9} {'server us':>9}")
    costs: list[Cost] = []
    for articles, hosts in SIZES:
        cost = await measure(articles, hosts, looks=LOOKS, rounds=3)
        costs.append(cost)
        print(
            f"{articles:>9} {hosts:>6} {cost.put_us:>7.1f} {cost.bytes_per_article:>6.0f} {cost.looks_per_s:>8.0f} "
            f"{cost.client_us:>9.1f} {cost.server_us:>9.1f}"
        )
    worker, server = await idle(10)
    found = {
        "looks_per_s": min(cost.looks_per_s for cost in costs),
        "server_us": max(cost.server_us for cost in costs),
        "bytes_per_article": max(cost.bytes_per_article for cost in costs[1:]),
        "flatness": max(cost.cpu_us for cost in costs) / min(cost.cpu_us for cost in costs),
        "idle_worker_share": worker,
        "idle_server_share": server,
        "wake_ms": await wake_ms(),
    }
    print()
    return found


if __name__ == "__main__":
    sys.exit(floors.check("frontier", asyncio.run(run())))
