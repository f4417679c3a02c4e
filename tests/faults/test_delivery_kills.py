"""Deliverers, the server and receivers are killed at each step: nothing is lost, at most one message doubled a kill."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from delivery_stores import subscription
from newsdesk import Desk
from receiving import SECRET, Receiving, receiving

from monitor.clock import SystemClock
from monitor.model import Event, EventType, Filter
from monitor.store import Store, StoreOptions
from monitor.store.client import StoreClient
from monitor.store.connecting import connect
from monitor.store.embedded import open_server
from monitor.store.keys import Keys
from monitor.store.layout import open_layout
from monitor.store.on_redis import redis_parts

pytestmark = pytest.mark.slow

WORKER = Path(__file__).with_name("delivery_worker.py")
BUSY_S = 120.0  # nothing takes so long, however busy the machine is
SLOW = {"hang", "drip"}
CHANGES = Filter(types=(EventType.CHANGED,))
STEPS = ["before_post", "after_post", "after_settle", "after_enqueue", "before_advance", "after_advance"]


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Receiving]:
    with receiving(tmp_path) as running:
        yield running


@pytest.fixture
def store(store_client: StoreClient, store_keys: Keys) -> Store:
    return redis_parts(store_client, store_keys, StoreOptions(secret_keys=("a key",)))


async def start_worker(url: str, step: str = "never", nth: int = 1) -> Process:
    return await asyncio.create_subprocess_exec(sys.executable, str(WORKER), url, step, str(nth), stderr=PIPE)


@asynccontextmanager
async def working(url: str) -> AsyncIterator[Process]:
    worker = await start_worker(url)
    try:
        yield worker
    finally:
        if worker.returncode is None:
            worker.terminate()
        async with asyncio.timeout(BUSY_S):
            await worker.communicate()


async def subscribe(store: Store, receiver: Receiving, *paths: str) -> None:
    for path in paths:
        made = subscription(f"sub_{path}", target=receiver.url(path), filter=CHANGES)
        await store.subscriptions.put(replace(made, created=datetime.now(UTC)), secret=SECRET)


async def edit_much(store: Store, articles: int, edits: int) -> list[Event]:
    desk = Desk(store, SystemClock())
    await desk.open()
    written = [await desk.write(number) for number in range(articles)]
    return [await desk.edit(article) for _ in range(edits) for article in written]


async def all_arrived(receiver: Receiving, path: str, events: list[Event], *, within_s: float = BUSY_S) -> None:
    wanted = {event.id for event in events}
    async with asyncio.timeout(within_s):
        while not wanted <= {one.id for one in receiver.receipts(path)}:  # noqa: ASYNC110 - it is another process
            await asyncio.sleep(0.05)


async def some_arrived(receiver: Receiving, path: str) -> None:
    async with asyncio.timeout(BUSY_S):
        while not receiver.receipts(path):  # noqa: ASYNC110 - likewise
            await asyncio.sleep(0.01)


def check(receiver: Receiving, path: str, events: list[Event], *, kills: int) -> None:
    """Nothing lost, nothing invented, at most one double a kill, numbers without a gap, order per article."""
    receipts = receiver.receipts(path)
    counts = Counter(one.id for one in receipts)
    assert set(counts) == {event.id for event in events}
    assert sum(counts.values()) - len(counts) <= kills
    numbers = {one.id: {other.endpoint_sequence for other in receipts if other.id == one.id} for one in receipts}
    assert all(len(found) == 1 for found in numbers.values())
    assert sorted(number for found in numbers.values() for number in found) == list(range(1, len(events) + 1))
    first = {one.id: at for at, one in reversed(list(enumerate(receipts)))}
    for subject in {one.subject for one in receipts}:
        in_order = sorted((one for one in receipts if one.subject == subject), key=lambda one: first[one.id])
        assert [one.sequence for one in in_order] == sorted(one.sequence for one in in_order)


@pytest.mark.parametrize("step", STEPS)
async def test_a_deliverer_killed_at_any_step_loses_nothing(
    step: str, store: Store, receiver: Receiving, redis_url: str
) -> None:
    await subscribe(store, receiver, "ok", "other")
    worker = await start_worker(redis_url, step, 4)
    events = await edit_much(store, articles=4, edits=8)
    async with asyncio.timeout(BUSY_S):
        await worker.communicate()
    assert worker.returncode == -signal.SIGKILL
    async with working(redis_url):
        await all_arrived(receiver, "ok", events)
        await all_arrived(receiver, "other", events)
    check(receiver, "ok", events, kills=1)
    check(receiver, "other", events, kills=1)


async def test_many_events_survive_many_kills(store: Store, receiver: Receiving, redis_url: str) -> None:
    await subscribe(store, receiver, "ok")
    events = await edit_much(store, articles=20, edits=25)
    for nth in (30, 60, 90):
        worker = await start_worker(redis_url, "after_post", nth)
        async with asyncio.timeout(BUSY_S):
            await worker.communicate()
        assert worker.returncode == -signal.SIGKILL
    async with working(redis_url):
        await all_arrived(receiver, "ok", events)
    check(receiver, "ok", events, kills=3)


async def test_two_deliverers_share_the_work_and_double_nothing(
    store: Store, receiver: Receiving, redis_url: str
) -> None:
    await subscribe(store, receiver, "ok", "other")
    async with working(redis_url), working(redis_url):
        events = await edit_much(store, articles=4, edits=15)
        await all_arrived(receiver, "ok", events)
        await all_arrived(receiver, "other", events)
    check(receiver, "ok", events, kills=0)
    check(receiver, "other", events, kills=0)


async def test_a_deliverer_asked_to_stop_finishes_and_exits_with_0(
    store: Store, receiver: Receiving, redis_url: str
) -> None:
    await subscribe(store, receiver, "ok")
    worker = await start_worker(redis_url)
    events = await edit_much(store, articles=2, edits=20)
    await some_arrived(receiver, "ok")
    worker.terminate()
    async with asyncio.timeout(BUSY_S):
        await worker.communicate()
    assert worker.returncode == 0
    async with working(redis_url):
        await all_arrived(receiver, "ok", events)
    check(receiver, "ok", events, kills=0)


async def test_a_killed_receiver_gets_everything_once_it_is_back(
    store: Store, receiver: Receiving, redis_url: str
) -> None:
    await subscribe(store, receiver, "ok")
    async with working(redis_url):
        events = await edit_much(store, articles=2, edits=5)
        await all_arrived(receiver, "ok", events)
        receiver.kill()
        article = await store.catalog.find(events[0].subject)
        desk = Desk(store, SystemClock(), looks=10_000)
        events += [await desk.edit(article[0]) for _ in range(3)]
        await asyncio.sleep(1)
        receiver.start()
        await all_arrived(receiver, "ok", events)
    check_set = Counter(one.id for one in receiver.receipts("ok"))
    assert set(check_set) == {event.id for event in events}
    assert sum(check_set.values()) - len(check_set) <= 1


async def test_a_killed_server_comes_back_with_everything(tmp_path: Path, receiver: Receiving) -> None:
    folder = tmp_path / "store"
    async with open_server(folder) as address:
        async with connect(address.url) as client:
            _, keys = await open_layout(client, prefix="test")
            store = redis_parts(client, keys, StoreOptions(secret_keys=("a key",)))
            await subscribe(store, receiver, "ok")
            events = await edit_much(store, articles=4, edits=10)
            worker = await start_worker(address.url)
            await some_arrived(receiver, "ok")
            os.kill(address.pid, signal.SIGKILL)
        worker.kill()
        await worker.communicate()
    async with open_server(folder) as address, working(address.url):
        await all_arrived(receiver, "ok", events)
    check(receiver, "ok", events, kills=1)


@pytest.mark.parametrize("path", ["hang", "endless", "drip", "reset", "short", "not-http", "status/500"])
async def test_a_bad_receiver_hurts_no_other(path: str, store: Store, receiver: Receiving, redis_url: str) -> None:
    await subscribe(store, receiver, "ok", path)
    async with working(redis_url):
        events = await edit_much(store, articles=2, edits=15)
        await all_arrived(receiver, "ok", events)
        there = len(receiver.receipts(path))
    check(receiver, "ok", events, kills=0)
    if path in SLOW:  # each of its own takes three seconds: had the other waited for it, it would have as many
        assert there < len(events)
