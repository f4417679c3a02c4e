"""From a commit to the first attempt of its webhook, at a steady 100 events a second."""

from __future__ import annotations

import asyncio
import time

from bench.deliver.stage import Writer, a_deliverer, a_fanout, a_receiver, a_store, subscribe
from monitor.clock import SystemClock
from monitor.deliver import WebhookSink
from monitor.model import Attempt, Subscription
from monitor.net import NetOptions, open_transport
from monitor.ports import Parcel, Sink

PER_S = 100
SECONDS = 5
ARTICLES = 20


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
        self.tried.setdefault(parcel.message_id, time.perf_counter())
        return await self._sink.deliver(parcel)


async def measure() -> dict[str, float]:
    """Milliseconds; writer, fan-out and deliverer share one process, as in `redline run`."""
    async with a_store() as store, a_receiver() as target, open_transport(NetOptions()) as transport:
        writer = Writer(store)
        await subscribe(store, 1, target)
        articles = [await writer.write(number) for number in range(ARTICLES)]
        sink = Watched(WebhookSink(transport, SystemClock()))
        stop = asyncio.Event()
        tasks = [asyncio.ensure_future(part.run(stop)) for part in (a_fanout(store), a_deliverer(store, sink))]
        await asyncio.sleep(1)
        committed: dict[str, float] = {}
        start = time.perf_counter()
        for number in range(PER_S * SECONDS):
            await asyncio.sleep(max(start + number / PER_S - time.perf_counter(), 0))
            event = await writer.edit(articles[number % ARTICLES])
            committed[event.id] = time.perf_counter()
        took_s = time.perf_counter() - start
        await asyncio.sleep(2)
        stop.set()
        await asyncio.gather(*tasks)
    waits = sorted((sink.tried[one] - at) * 1000 for one, at in committed.items() if one in sink.tried)
    return {
        "events_per_s": len(committed) / took_s,
        "not_tried": len(committed) - len(waits),
        "first_try_p50_ms": waits[len(waits) // 2],
        "first_try_p99_ms": waits[len(waits) * 99 // 100],
    }
