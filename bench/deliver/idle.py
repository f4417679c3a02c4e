"""What a deliverer does while nothing happens: commands a second that the server sees, CPU of the process."""

from __future__ import annotations

import asyncio
import time

from bench.deliver.stage import a_deliverer, a_fanout, a_store, subscribe
from monitor.clock import SystemClock
from monitor.deliver import MemorySink
from monitor.store import Store

SECONDS = 12


async def measure() -> dict[str, float]:
    """Per second, over a while, with one subscription."""
    async with a_store() as store:
        await subscribe(store, 1, "https://example.org/hook")
        stop = asyncio.Event()
        parts = (a_fanout(store), a_deliverer(store, MemorySink(SystemClock())))
        tasks = [asyncio.ensure_future(part.run(stop)) for part in parts]
        await asyncio.sleep(2)
        calls, cpu = await _calls(store), time.process_time()
        await asyncio.sleep(SECONDS)
        after, cpu = await _calls(store), time.process_time() - cpu
        stop.set()
        await asyncio.gather(*tasks)
    return {
        "idle_blocking_reads_per_s": (after["xread"] - calls["xread"]) / SECONDS,
        "idle_commands_per_s": (sum(after.values()) - sum(calls.values())) / SECONDS,
        "idle_cpu_percent": cpu / SECONDS * 100,
    }


async def _calls(store: Store) -> dict[str, int]:
    assert store.client is not None  # noqa: S101 - it is a real one
    lines = (await store.client.do("INFO", "commandstats")).decode().splitlines()
    found = {
        line.partition(":")[0].removeprefix("cmdstat_"): int(line.partition("calls=")[2].partition(",")[0])
        for line in lines
        if line.startswith("cmdstat_")
    }
    return {"xread": 0, **found}
