"""Workers and the server are killed and stopped in the middle of their work; the frontier loses and doubles nothing."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.errors import StoreUnreachable
from monitor.model import Item, ItemKind
from monitor.store.client import StoreClient
from monitor.store.connecting import connect
from monitor.store.embedded import open_server
from monitor.store.frontier import RedisFrontier
from monitor.store.keys import Keys
from monitor.store.layout import open_layout

pytestmark = pytest.mark.slow

A = ItemKind.ARTICLE
WORKER = Path(__file__).with_name("frontier_worker.py")
ENOUGH = 6_000


def items(count: int, hosts: int = 40) -> list[Item]:
    return [Item(A, f"{number:016d}", f"h{number % hosts}.example") for number in range(count)]


async def start_worker(url: str, log: Path, *, lease_s: float, mode: str, dies_at: int = 0) -> Process:
    told = (url, str(log), str(lease_s), mode, *([str(dies_at)] if dies_at else []))
    return await asyncio.create_subprocess_exec(sys.executable, str(WORKER), *told, stdin=PIPE, stdout=PIPE)


async def said(worker: Process) -> str:
    assert worker.stdout is not None
    async with asyncio.timeout(120):
        return (await worker.stdout.readline()).decode().strip()


async def go_on(worker: Process) -> None:
    assert worker.stdin is not None
    worker.stdin.write(b"go\n")
    await worker.stdin.drain()


async def finish(worker: Process) -> int:
    async with asyncio.timeout(120):
        await worker.communicate()
    return worker.returncode or 0


@pytest.fixture
def frontier(store_client: StoreClient, store_keys: Keys) -> RedisFrontier:
    return RedisFrontier(store_client, store_keys, pace_s=0)


async def test_the_item_of_a_killed_worker_is_looked_at_by_another(
    frontier: RedisFrontier, redis_url: str, tmp_path: Path
) -> None:
    await frontier.put(items(1))
    worker = await start_worker(redis_url, tmp_path / "log", lease_s=4, mode="hold")
    assert await said(worker) == "claimed"
    assert await frontier.claim([A], 1, lease_s=60) == []
    worker.kill()
    await finish(worker)
    async with asyncio.timeout(60):
        while not (leases := await frontier.claim([A], 1, lease_s=60)):
            await frontier.wait(timeout_s=4)
    (lease,) = leases
    assert (lease.item, lease.expiries) == (items(1)[0], 1)
    assert await frontier.ack(lease, after_s=600)


async def test_a_worker_stopped_past_its_lease_acknowledges_nothing(
    frontier: RedisFrontier, redis_url: str, tmp_path: Path
) -> None:
    await frontier.put(items(1))
    worker = await start_worker(redis_url, tmp_path / "log", lease_s=0.5, mode="hold")
    assert await said(worker) == "claimed"
    worker.send_signal(signal.SIGSTOP)
    await asyncio.sleep(0.6)
    (lease,) = await frontier.claim([A], 1, lease_s=30)
    worker.send_signal(signal.SIGCONT)
    await go_on(worker)
    assert await said(worker) == "0"
    await finish(worker)
    (planned,) = await frontier.planned(items(1))
    assert planned.leased
    assert await frontier.ack(lease, after_s=600)


async def test_six_workers_of_which_three_are_killed_lose_and_double_nothing(
    frontier: RedisFrontier, redis_url: str, tmp_path: Path
) -> None:
    logs = [tmp_path / f"log{number}" for number in range(6)]
    workers = [
        await start_worker(redis_url, log, lease_s=1, mode="drain", dies_at=dies_at)
        for log, dies_at in zip(logs, (200, 500, 800, 0, 0, 0), strict=True)
    ]
    everything: list[Item] = []
    async with asyncio.timeout(120):
        while len(everything) < ENOUGH or any(worker.returncode is None for worker in workers[:3]):
            everything = items(len(everything) + 500)
            assert await frontier.put(everything[-500:]) == 500
            await asyncio.sleep(0.05)
    codes = [await finish(worker) for worker in workers]
    assert codes == [-signal.SIGKILL] * 3 + [0] * 3
    planned = await frontier.planned(everything)
    assert [entry.item for entry in planned if entry.due or entry.leased or entry.quarantined] == []
    assert await frontier.put(everything) == 0
    assert set(Counter(acks(logs)).values()) == {1}
    assert len(everything) - len(acks(logs)) <= 3 * 16  # done, but their worker died before it wrote so


async def test_the_pace_and_the_connections_of_a_host_hold_over_all_processes(
    store_client: StoreClient, store_keys: Keys, redis_url: str, tmp_path: Path
) -> None:
    frontier = RedisFrontier(store_client, store_keys, pace_s=0.2)
    one_host = items(12, hosts=1)
    logs = [tmp_path / f"log{number}" for number in range(4)]
    workers = [await start_worker(redis_url, log, lease_s=60, mode="pace") for log in logs]
    assert [await said(worker) for worker in workers] == ["ready"] * 4
    await frontier.put(one_host)
    async with asyncio.timeout(60):
        while [plan for plan in await frontier.planned(one_host) if plan.due or plan.leased]:  # noqa: ASYNC110 - other processes
            await asyncio.sleep(0.1)
    for worker in workers:
        worker.kill()
        await finish(worker)
    lines = sorted(line.split() for log in logs for line in log.read_text(encoding="utf-8").splitlines())
    assert len([log for log in logs if log.stat().st_size]) > 1
    claimed = sorted(int(token) for _, what, _, token in lines if what == "claim")  # a token is the server's time in ms
    assert len(claimed) == len(one_host)
    assert min(later - earlier for earlier, later in pairwise(claimed)) >= 200
    under_way = [0]
    for _, what, _, _ in lines:
        under_way.append(under_way[-1] + (1 if what == "claim" else -1))
    assert max(under_way) <= 2


def acks(logs: list[Path]) -> list[str]:
    """Items whose ack was accepted."""
    lines = [line.split() for log in logs if log.exists() for line in log.read_text(encoding="utf-8").splitlines()]
    return [line[1] for line in lines if line[0] == "ack" and line[3:] == ["1"]]


async def test_a_killed_server_comes_back_with_all_that_was_acknowledged(tmp_path: Path) -> None:
    everything = items(3_000)
    done: list[Item] = []
    enough = asyncio.Event()
    async with open_server(tmp_path) as address, connect(address.url) as client:
        _, keys = await open_layout(client, prefix="test")
        frontier = RedisFrontier(client, keys, pace_s=0)
        await frontier.put(everything)
        working = asyncio.create_task(work_until_unreachable(frontier, done, enough))
        await enough.wait()
        os.kill(address.pid, signal.SIGKILL)
        await working
        async with open_server(tmp_path) as again:
            assert again.pid != address.pid
            planned = await frontier.planned(everything)
            assert await frontier.put(everything) == 0
            undone = {entry.item for entry in planned if entry.due is not None or entry.leased}
            assert undone.isdisjoint(done)
            assert len(everything) - len(undone) - len(done) <= 16  # done, but the answer never came


async def work_until_unreachable(frontier: RedisFrontier, done: list[Item], enough: asyncio.Event) -> None:
    with contextlib.suppress(StoreUnreachable):
        while leases := await frontier.claim([A], 16, lease_s=60):
            for lease in leases:
                assert await frontier.ack(lease, after_s=None, pace_s=0)
                done.append(lease.item)
            if len(done) > 600:
                enough.set()
