"""CPU per delivered webhook beside a bare aiohttp POST of the same body, taking turns in one run."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from statistics import median

import aiohttp

from bench.deliver.stage import SECRET, Writer, a_deliverer, a_fanout, a_receiver, a_store, subscribe
from monitor.clock import SystemClock
from monitor.deliver import Deliverer, WebhookSink
from monitor.event import envelope
from monitor.model import Attempt, Delivery, EventType, Subscription, SubscriptionId
from monitor.net import NetOptions, open_transport
from monitor.ports import Parcel

ENDPOINTS = 8
EDITS = 40
ROUNDS = 5


async def measure() -> dict[str, float]:
    """Microseconds of CPU of the sending process, medians over rounds, and their ratios."""
    async with a_store() as store, a_receiver() as target, open_transport(NetOptions()) as transport:
        writer = Writer(store)
        networks = await subscribe(store, ENDPOINTS, target)
        articles = [await writer.write(10 + number) for number in range(EDITS)]
        sink = WebhookSink(transport, SystemClock(), networks=networks)
        fanout, deliverer = a_fanout(store), a_deliverer(store, sink)
        parcel = await _parcel(writer, target)
        bare: list[float] = []
        sunk: list[float] = []
        whole: list[float] = []
        count = ENDPOINTS * EDITS
        async with aiohttp.ClientSession() as session:
            for _ in range(ROUNDS + 1):
                for article in articles:
                    await writer.edit(article)
                while await fanout.once():
                    pass
                bare.append(await _cpu(lambda: _in_lanes(lambda: _post(session, target, parcel.body), count), count))
                sunk.append(await _cpu(lambda: _in_lanes(lambda: sink.deliver(parcel), count), count))
                whole.append(await _cpu(lambda: _deliver(deliverer, count), count))
    bare_us, sink_us, whole_us = (median(times[1:]) for times in (bare, sunk, whole))
    return {
        "body_bytes": len(parcel.body),
        "bare_post_us": bare_us,
        "sink_us": sink_us,
        "delivered_us": whole_us,
        "sink_to_bare": sink_us / bare_us,
        "delivered_to_bare": whole_us / bare_us,
    }


async def _parcel(writer: Writer, target: str) -> Parcel:
    """One message as it is really sent."""
    other = await writer.write(2)
    event = await writer.edit(other)
    head = await writer.store.archive.head(other)
    assert head is not None  # noqa: S101 - it was written
    to = Subscription(SubscriptionId("sub_00000"), "webhook", target, event.at)
    delivery = Delivery(to.id, event.id, event.subject, event.sequence, 1, event.at, type=EventType.CHANGED)
    body = envelope(event, endpoint_sequence=1, article=head.article, base_url="https://redline.example")
    return Parcel(delivery, to, (SECRET,), str(event.id), body)


async def _post(session: aiohttp.ClientSession, target: str, body: bytes) -> None:
    async with session.post(target, data=body, headers={"Content-Type": "application/json"}) as response:
        await response.read()


async def _in_lanes(one: Callable[[], Awaitable[Attempt | None]], count: int) -> None:
    """Eight at a time, as deliveries to eight endpoints are."""

    async def lane() -> None:
        for _ in range(count // ENDPOINTS):
            await one()

    await asyncio.gather(*(lane() for _ in range(ENDPOINTS)))


async def _deliver(deliverer: Deliverer, count: int) -> None:
    before = deliverer.tally.delivered
    while deliverer.tally.delivered - before < count:
        await deliverer.once()


async def _cpu(work: Callable[[], Awaitable[None]], count: int) -> float:
    """Microseconds of CPU per piece."""
    before = time.process_time()
    await work()
    return (time.process_time() - before) / count * 1e6
