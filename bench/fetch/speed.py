"""CPU time of a look: the daemon's own loop beside a bare `ClientSession.get` of the same answers in the same run."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from statistics import median
from typing import Final

import aiohttp

from bench.fetch.world import HOSTS, TASKS, a_store, a_world, drive, first_looks, publisher, reading_cpu_s, watch
from bench.frontier.world import ask, rewritten
from monitor.pipeline import World
from monitor.store import Store
from workers.lifecycle import settle

ARTICLES: Final = 200
LOOKS: Final = 1_000  # of one round
ROUNDS: Final = 9  # the best counts: neighbours make one in three slow
SIZES: Final = (1_000, 100_000, 1_000_000)


@dataclass(frozen=True)
class Cost:
    """CPU ms of one look: of the loop, of the child processes that read, and of the server."""

    own_ms: float
    reading_ms: float
    server_ms: float

    @property
    def look_ms(self) -> float:
        """What Redline itself uses."""
        return self.own_ms + self.reading_ms


async def measure(sizes: tuple[int, ...] = SIZES) -> dict[str, float]:
    """All figures."""
    with publisher() as port:
        found = await looks(port)
        found |= await flatness(port, sizes)
    return found


async def looks(port: int) -> dict[str, float]:
    """A 304, the same body and a body in which only noise changed, each beside a bare 304."""
    costs: dict[str, Cost] = {}
    bare: list[float] = []
    ratios: list[float] = []
    for kind in ("etag", "same", "noise"):
        async with a_store() as store, a_world(store) as world:
            await first_looks(store, world, await watch(store, port, kind, ARTICLES))
            settle()
            await cost_of(store, world)
            rounds = []
            for _ in range(ROUNDS):
                rounds.append(await cost_of(store, world))
                if kind == "etag":
                    bare.append(await bare_ms(port))
                    ratios.append(rounds[-1].look_ms / bare[-1])
            whole = [cost for cost in rounds if cost.reading_ms >= 0]  # less than none: a reading process was replaced
            costs[kind] = min(whole, key=lambda cost: cost.look_ms)
    for kind, cost in costs.items():
        print(f"{kind:>8}: {cost.own_ms:.3f} ms in the loop, {cost.reading_ms:.3f} read, {cost.server_ms:.3f} in Redis")
    print(f"    bare: {min(bare):.3f} ms (median {median(bare):.3f})")
    unchanged = costs["etag"].look_ms
    return {
        "304_ms": unchanged,
        "304_to_bare": median(ratios),  # of a round and the bare requests right after it
        "best_304_to_best_bare": unchanged / min(bare),
        "same_body_more_ms": costs["same"].look_ms - unchanged,
        "noise_more_ms": costs["noise"].look_ms - unchanged,
        "304_server_ms": costs["etag"].server_ms,
    }


async def flatness(port: int, sizes: tuple[int, ...]) -> dict[str, float]:
    """The cost of a look, Redis' own included, with ever more articles in archive and frontier that are not due."""
    totals = []
    for size in sizes:
        async with a_store() as store, a_world(store) as world:
            watched = await watch(store, port, "etag", ARTICLES, others=size - ARTICLES)
            await first_looks(store, world, watched)
            assert store.client is not None  # noqa: S101 - a store on a server
            await rewritten(store.client)
            await cost_of(store, world)
            rounds = [await cost_of(store, world) for _ in range(ROUNDS)]
        best = min(cost.look_ms + cost.server_ms for cost in rounds)
        print(f"{size:>9} articles: {best:.3f} ms a look, Redis included")
        totals.append(best)
    return {"look_flatness": max(totals) / min(totals)}


async def cost_of(store: Store, world: World) -> Cost:
    """The cost of a look that finds nothing new, over one round."""
    assert store.client is not None  # noqa: S101 - a store on a server
    before, reading, own = await ask(store.client), reading_cpu_s(), time.process_time()
    count = await drive(store, world, LOOKS)
    own, reading = time.process_time() - own, reading_cpu_s() - reading
    after = await ask(store.client)
    assert set(count.outcomes) == {"unchanged"}, count.outcomes  # noqa: S101 - else something else was measured
    return Cost(own / count.looks * 1e3, reading / count.looks * 1e3, (after.cpu_s - before.cpu_s) / count.looks * 1e3)


async def bare_ms(port: int) -> float:
    """CPU ms of a `ClientSession.get` that is answered 304 on a kept connection, as many at a time as the loop has."""
    numbers = iter(range(LOOKS))

    async def worker(session: aiohttp.ClientSession) -> None:
        for number in numbers:
            url = f"http://127.0.0.{1 + number % HOSTS}:{port}/etag/{number}"
            async with session.get(url, headers={"If-None-Match": f'"{number}"'}) as response:
                await response.read()
                assert response.status == 304  # noqa: S101 - else nothing was measured

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*(worker(session) for _ in range(TASKS)))  # connections are open
        numbers = iter(range(LOOKS))
        begun = time.process_time()
        await asyncio.gather(*(worker(session) for _ in range(TASKS)))
        return (time.process_time() - begun) / LOOKS * 1e3
