"""A frontier on a server of its own, filled with articles, and what the server says about itself."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.model import Item, ItemKind
from monitor.store.client import StoreClient
from monitor.store.connecting import connect
from monitor.store.embedded import open_server
from monitor.store.frontier import RedisFrontier
from monitor.store.layout import open_layout

ARTICLE = ItemKind.ARTICLE
CLAIM = 16
GOLDEN = 0x9E3779B97F4A7C15  # spreads numbers over ids as a hash would


@dataclass(frozen=True)
class Cost:
    """What one look costs the frontier: a claim's share and an ack."""

    articles: int
    hosts: int
    put_us: float
    bytes_per_article: float
    looks_per_s: float
    client_us: float
    server_us: float

    @property
    def cpu_us(self) -> float:
        """CPU time of client and server together."""
        return self.client_us + self.server_us


@dataclass(frozen=True)
class Server:
    """The server's own figures."""

    memory: int
    cpu_s: float


async def rewritten(client: StoreClient) -> None:
    """The server is done with rewriting its append-only file, which copies pages under the frontier's feet."""
    while b"aof_rewrite_in_progress:1" in await client.do("INFO", "persistence"):  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.2)


async def ask(client: StoreClient) -> Server:
    """What INFO says now."""
    text = (await client.do("INFO", "everything")).decode()
    info = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    return Server(int(info["used_memory"]), float(info["used_cpu_user"]) + float(info["used_cpu_sys"]))


def articles(first: int, last: int, hosts: int) -> list[Item]:
    """Articles of these numbers, spread over the hosts."""
    return [
        Item(ARTICLE, f"{number * GOLDEN % 2**64:016x}", f"www.paper{number % hosts}.example")
        for number in range(first, last)
    ]


async def fill(frontier: RedisFrontier, count: int, hosts: int) -> float:
    """Put so many articles; microseconds each."""
    start = time.perf_counter()
    for first in range(0, count, 10_000):
        await frontier.put(articles(first, min(count, first + 10_000), hosts))
    return (time.perf_counter() - start) / count * 1e6


async def drive(frontier: RedisFrontier, client: StoreClient, looks: int) -> tuple[float, float, float]:
    """Looks per second, client us and server us per look, of claim and ack alone."""
    before, cpu, start = await ask(client), time.process_time(), time.perf_counter()
    done = 0
    while done < looks:
        leases = await frontier.claim([ARTICLE], CLAIM, lease_s=60)
        await asyncio.gather(*(frontier.ack(lease, after_s=0, pace_s=0) for lease in leases))
        done += len(leases)
    elapsed, cpu = time.perf_counter() - start, time.process_time() - cpu
    after = await ask(client)
    return done / elapsed, cpu / done * 1e6, (after.cpu_s - before.cpu_s) / done * 1e6


async def measure(count: int, hosts: int, *, looks: int, rounds: int) -> Cost:
    """The cheapest of some rounds with so many articles."""
    with TemporaryDirectory() as folder:
        async with open_server(Path(folder)) as address, connect(address.url) as client:
            _, keys = await open_layout(client)
            frontier = RedisFrontier(client, keys, pace_s=0)
            await frontier.claim([ARTICLE], 1, lease_s=60)  # the scripts are loaded before memory is measured
            empty = await ask(client)
            put_us = await fill(frontier, count, hosts)
            full = await ask(client)
            await rewritten(client)
            found = [await drive(frontier, client, looks) for _ in range(rounds)]
    best = min(found, key=lambda one: one[1] + one[2])
    return Cost(count, hosts, put_us, (full.memory - empty.memory) / count, *best)


async def idle(seconds: float) -> tuple[float, float]:
    """Shares of a core that a sleeping worker and the server use with 10,000 articles and nothing due."""
    with TemporaryDirectory() as folder:
        async with open_server(Path(folder)) as address, connect(address.url) as client:
            _, keys = await open_layout(client)
            frontier = RedisFrontier(client, keys)
            await frontier.put(articles(0, 10_000, 500), after_s=3_600)
            await asyncio.sleep(1)  # the append-only file is written
            before, cpu, start = await ask(client), time.process_time(), time.perf_counter()
            while time.perf_counter() - start < seconds:
                await frontier.wait(timeout_s=60)
                await frontier.claim([ARTICLE], CLAIM, lease_s=60)
            elapsed, cpu = time.perf_counter() - start, time.process_time() - cpu
            return cpu / elapsed, ((await ask(client)).cpu_s - before.cpu_s) / elapsed


async def wake_ms() -> float:
    """Median milliseconds from a signal to the claim of a worker that slept."""
    with TemporaryDirectory() as folder:
        async with open_server(Path(folder)) as address, connect(address.url) as one, connect(address.url) as other:
            _, keys = await open_layout(one)
            sleeper, caller = RedisFrontier(one, keys, pace_s=0), RedisFrontier(other, keys, pace_s=0)
            items = articles(0, 21, 21)
            await caller.put(items, after_s=3_600)
            times = []
            for item in items:
                sleeping = asyncio.create_task(sleeper.wait(timeout_s=4))
                await asyncio.sleep(0.03)
                start = time.perf_counter()
                await caller.signal([item])
                await sleeping
                (lease,) = await sleeper.claim([ARTICLE], 1, lease_s=60)
                times.append((time.perf_counter() - start) * 1000)
                await sleeper.ack(lease, after_s=None, pace_s=0)
            return sorted(times)[len(times) // 2]
