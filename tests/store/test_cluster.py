"""On a server in cluster mode, which refuses whatever touches two slots: the whole way of an event to its receivers."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from house import ONE, House, build, edits

from monitor.deliver import ping
from monitor.errors import StoreError
from monitor.model import EventType, Filter, Pace, Remark, RemarkKind, Rhythm, SavedFilter, SubscriptionId
from monitor.store import StoreOptions, redis_parts
from monitor.store.binary import find
from monitor.store.client import StoreClient, connect
from monitor.store.layout import open_layout
from monitor.store.memory.clock import FrozenClock

pytestmark = pytest.mark.slow


async def a_server(folder: Path) -> tuple[asyncio.subprocess.Process, int]:
    """A server in cluster mode that listens; another port is tried where this one, or that of its bus, is taken."""
    for _ in range(10):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        bus = port + 10_000 if port < 50_000 else port - 10_000
        options = ["--port", str(port), "--cluster-port", str(bus), "--cluster-enabled", "yes", "--dir", str(folder)]
        server = await asyncio.create_subprocess_exec(
            str(find().path), *options, "--bind", "127.0.0.1", "--save", "", stdout=asyncio.subprocess.DEVNULL
        )
        async with asyncio.timeout(60):
            while server.returncode is None:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    return server, port
    raise AssertionError("no server could be started")


@pytest.fixture
async def client(tmp_path: Path, frozen_clock: FrozenClock) -> AsyncIterator[StoreClient]:
    """A client of a cluster of one server that has all slots."""
    server, port = await a_server(tmp_path)
    try:
        async with connect(f"redis://127.0.0.1:{port}/0", clock=frozen_clock) as made:
            await made.do("CLUSTER", "ADDSLOTSRANGE", 0, 16_383)
            async with asyncio.timeout(60):
                while b"cluster_state:ok" not in await made.do("CLUSTER", "INFO"):  # noqa: ASYNC110 - a server's state
                    await asyncio.sleep(0.05)
            yield made
    finally:
        server.kill()
        await server.wait()


@pytest.fixture
async def house(client: StoreClient, frozen_clock: FrozenClock) -> House:
    _, keys = await open_layout(client, prefix="test", test=True)
    made = build(redis_parts(client, keys, StoreOptions(secret_keys=("a key",))), frozen_clock)
    await made.desk.open(tags=("national",))
    return made


async def test_the_server_says_that_it_is_a_cluster_and_refuses_two_slots(client: StoreClient) -> None:
    assert client.engine.cluster
    with pytest.raises(StoreError, match=r"(?i)slot"):
        await client.do("MGET", "{a00}x", "{a01}x")


async def test_events_reach_their_receivers_and_all_that_can_be_asked_of_a_queue_works(house: House) -> None:
    store = house.store
    await house.subscribe()
    await house.subscribe("sub_gone", target="https://gone.example/")
    await house.subscribe("sub_mail", sink="mail", target="desk", pace=Pace(Rhythm.HOURLY))
    await store.filters.put(SavedFilter("numbers", Filter(kinds=("number",))))
    house.by_target["https://gone.example/"] = 410
    events = [(await edits(house, 3, number))[1] for number in range(1, 6)]
    await house.settle_down()
    assert sorted(house.got()) == sorted(event.id for some in events for event in some)
    assert await store.log.wait(dict.fromkeys(store.log.shards(), "0-0"), timeout_s=1)
    await store.outbox.wait(timeout_s=0.01)

    house.clock.advance(3_605)
    await house.settle_down()
    assert len(house.messenger.letters) == 2  # the digest, and word of what was switched off
    gone = await store.subscriptions.get(SubscriptionId("sub_gone"))
    assert gone is not None
    assert gone.disabled

    house.by_target.clear()
    assert await store.endpoints.enable(SubscriptionId("sub_gone"))
    await house.settle_down()
    assert {event.id for some in events for event in some} <= set(house.got("sub_gone"))


async def test_failures_dead_letters_replays_and_removal_touch_one_slot_each(house: House) -> None:
    store = house.store
    await house.subscribe()
    house.status = 500
    article, _ = await edits(house, 2)
    for _ in range(12):
        await house.settle_down()
        house.clock.advance(86_400 / 2)
        await store.endpoints.enable(ONE)
    house.status = 204
    assert await store.outbox.dead(ONE) or await store.outbox.log(ONE)
    await store.desk.redrive(ONE)
    await house.settle_down()
    had = (await store.outbox.log(ONE))[0].delivery
    assert await store.desk.again(had)
    assert await store.catch_up.replay(ONE, house.clock.now() - 100 * (house.clock.now() - had.queued))
    assert await ping(ONE, store.endpoints, store.outbox)
    assert (await store.annotations.add(Remark(article, 2, RemarkKind.NOT_AN_EDIT, "desk", "a widget"))).event
    await house.settle_down()
    assert await store.endpoints.rotate(ONE, "whsec_" + "QUJE" * 8, keep_s=60)
    assert await store.desk.lag_s() == 0
    assert await store.log.lag_s() == 0
    assert {one.type for one in await store.endpoints.events(ONE)} >= {EventType.PING}
    held = await store.subscriptions.get(ONE)
    assert held is not None
    assert not await store.subscriptions.put(replace(held, pace=Pace(quiet="22:00-07:00")))
    assert await store.subscriptions.remove(ONE)
