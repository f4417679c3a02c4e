"""On a server in cluster mode, which refuses whatever touches two slots: the whole way of an event to its receivers."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from house import ONE, House, build, edits
from redis.asyncio import Redis
from redis.crc import key_slot

from monitor.deliver import ping
from monitor.errors import StoreError
from monitor.model import (
    EventType,
    Filter,
    Item,
    ItemKind,
    Pace,
    Remark,
    RemarkKind,
    Rhythm,
    SavedFilter,
    SubscriptionId,
)
from monitor.store import StoreOptions
from monitor.store.binary import find
from monitor.store.client import StoreClient
from monitor.store.connecting import connect, open_redis
from monitor.store.dump import Dump
from monitor.store.layout import open_layout
from monitor.store.memory.clock import FrozenClock
from monitor.store.on_redis import redis_parts

pytestmark = pytest.mark.slow
SLOTS = 16_384


def bus_of(port: int) -> int:
    """The port on which nodes speak to each other."""
    return port + 10_000 if port < 50_000 else port - 10_000


async def a_server(folder: Path) -> tuple[asyncio.subprocess.Process, int]:
    """A server in cluster mode that listens; another port is tried where this one, or that of its bus, is taken."""
    for _ in range(10):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        options = [
            "--port",
            str(port),
            "--cluster-port",
            str(bus_of(port)),
            "--cluster-enabled",
            "yes",
            "--dir",
            str(folder),
        ]
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


async def share_out(ports: Sequence[int]) -> None:
    """Give each node its part of the slots, and wait until all of them know."""
    width = -(-SLOTS // len(ports))
    async with AsyncExitStack() as stack:
        nodes = [await stack.enter_async_context(open_redis(address(port))) for port in ports]
        for number, node in enumerate(nodes):
            last = min((number + 1) * width, SLOTS) - 1
            await ask(node, "CLUSTER ADDSLOTSRANGE", number * width, last)
            await ask(node, "CLUSTER SET-CONFIG-EPOCH", number + 1)
        for node in nodes[1:]:
            await ask(node, "CLUSTER MEET", "127.0.0.1", ports[0], bus_of(ports[0]))
        async with asyncio.timeout(60):
            for node in nodes:
                while "cluster_state:ok" not in str(await ask(node, "CLUSTER INFO")):  # noqa: ASYNC110 - a server's state
                    await asyncio.sleep(0.05)


async def ask(node: Redis, *words: str | int) -> Any:
    """The answer of just this node, as it gives it."""
    node.response_callbacks.clear()
    return await node.execute_command(*words)  # type: ignore[no-untyped-call]


def address(port: int) -> str:
    return f"redis://127.0.0.1:{port}/0"


@pytest.fixture(params=[1, 3], ids=["one node", "three nodes"])
async def ports(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[list[int]]:
    """The ports of a cluster that has all slots."""
    servers = []
    for number in range(request.param):
        folder = tmp_path / str(number)
        folder.mkdir()
        servers.append(await a_server(folder))
    try:
        await share_out([port for _, port in servers])
        yield [port for _, port in servers]
    finally:
        for server, _ in servers:
            server.kill()
            await server.wait()


@pytest.fixture
async def client(ports: list[int], frozen_clock: FrozenClock) -> AsyncIterator[StoreClient]:
    """A client that knows the address of one node."""
    async with connect(address(ports[-1]), clock=frozen_clock) as made:
        assert made.is_spread == (len(ports) > 1)
        yield made


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


async def test_articles_are_looked_at_wherever_their_slot_lies(house: House) -> None:
    items = [Item(ItemKind.ARTICLE, f"a{number}", f"h{number}.example") for number in range(30)]
    await house.store.frontier.put(items)
    await house.store.wakeup.wait(timeout_s=0.01)
    leases = await house.store.frontier.claim([ItemKind.ARTICLE], 50, lease_s=30)
    assert {lease.item.id for lease in leases} == {item.id for item in items}


async def test_a_slot_that_moves_is_followed(client: StoreClient, ports: list[int]) -> None:
    slot = key_slot(b"moved")
    await client.do("SET", "moved", "1")
    async with AsyncExitStack() as stack:
        nodes = [await stack.enter_async_context(open_redis(address(port))) for port in ports]
        names = [str(await ask(node, "CLUSTER MYID"), "ascii") for node in nodes]
        home = [await has(node, slot) for node in nodes].index(True)
        there = (home + 1) % len(nodes)
        if there != home:
            await ask(nodes[there], "CLUSTER SETSLOT", slot, "IMPORTING", names[home])
            await ask(nodes[home], "CLUSTER SETSLOT", slot, "MIGRATING", names[there])
            await ask(nodes[home], "MIGRATE", "127.0.0.1", ports[there], "moved", 0, 5_000)
            assert await client.do("GET", "moved") == b"1"  # asked there, the map still says here
            for node in nodes:
                await ask(node, "CLUSTER SETSLOT", slot, "NODE", names[there])
    assert await client.all([("GET", "moved"), ("SET", "moved", "2"), ("GET", "moved")]) == [b"1", b"OK", b"2"]


async def has(node: Redis, slot: int) -> bool:
    ranges = await ask(node, "CLUSTER SLOTS")
    port = node.connection_pool.connection_kwargs["port"]
    return any(int(first) <= slot <= int(last) and int(master[1]) == port for first, last, master, *_ in ranges)


async def test_a_cluster_of_several_nodes_is_not_backed_up_by_half(client: StoreClient) -> None:
    dump = Dump(client, "test")
    if client.is_spread:
        with pytest.raises(StoreError, match="neither backed up nor restored"):
            await dump.shards()
    else:
        assert await dump.shards() == []
