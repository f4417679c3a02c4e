"""From a commit to the first attempt of its webhook, at a steady 100 events a second.

Who writes, who delivers (fan-out too, as the worker `deliverer`) and who receives are three processes.
"""

from __future__ import annotations

import asyncio
import json
import time

from bench.deliver.processes import line, process
from bench.deliver.stage import a_deliverer, a_fanout, a_receiver, a_store_and_its_folder, subscribe
from monitor.clock import SystemClock
from monitor.deliver import WebhookSink
from monitor.model import Attempt, Subscription
from monitor.net import NetOptions, open_transport
from monitor.ports import Parcel, Sink

PER_S = 100
SECONDS = 5


class Watched:
    """A sink that notes when an event is first tried."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.tried: dict[str, float] = {}

    def check(self, subscription: Subscription) -> None:
        """Ask the sink."""
        self._sink.check(subscription)

    async def deliver(self, parcel: Parcel) -> Attempt:
        """Note the time, then deliver."""
        self.tried.setdefault(parcel.message_id, time.time())
        return await self._sink.deliver(parcel)


async def measure() -> dict[str, float]:
    """Milliseconds, and the share of a core that delivering takes."""
    async with (
        a_store_and_its_folder() as (store, folder),
        a_receiver() as target,
        open_transport(NetOptions()) as transport,
    ):
        networks = await subscribe(store, 1, target)
        sink = Watched(WebhookSink(transport, SystemClock(), networks=networks))
        stop = asyncio.Event()
        tasks = [asyncio.ensure_future(part.run(stop)) for part in (a_fanout(store), a_deliverer(store, sink))]
        async with process("writing.py", folder, str(PER_S), str(SECONDS)) as writer:
            await line(writer)
            await asyncio.sleep(1)
            cpu = time.process_time()
            writer.stdin.write(b"\n")  # type: ignore[union-attr]  # a pipe
            told = json.loads(await line(writer))
            cpu = time.process_time() - cpu
        await asyncio.sleep(2)
        stop.set()
        await asyncio.gather(*tasks)
    committed: dict[str, float] = told["committed"]
    waits = sorted((sink.tried[one] - at) * 1000 for one, at in committed.items() if one in sink.tried)
    return {
        "events_per_s": len(committed) / told["took_s"],
        "not_tried": len(committed) - len(waits),
        "first_try_p50_ms": waits[len(waits) // 2],
        "first_try_p99_ms": waits[len(waits) * 99 // 100],
        "first_try_cpu_share": cpu / told["took_s"],
    }
