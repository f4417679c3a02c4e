"""The two frontiers, and the items that their suites put into them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from monitor.model import Item, ItemKind, Lease
from monitor.store.connecting import connect
from monitor.store.frontier import RedisFrontier
from monitor.store.layout import open_layout
from monitor.store.memory.clock import FrozenClock
from monitor.store.memory.frontier import MemoryFrontier

A, S = ItemKind.ARTICLE, ItemKind.SOURCE
BOTH = (A, S)
AnyFrontier = MemoryFrontier | RedisFrontier
KINDS = ("memory", "redis", "redis, a slot per script")


@asynccontextmanager
async def a_frontier(kind: str, clock: FrozenClock, redis_url: str) -> AsyncIterator[AnyFrontier]:
    """An empty one of the KINDS; the last calls each script with the keys of one slot, as a cluster wants it."""
    if kind == "memory":
        yield MemoryFrontier(clock)
        return
    async with connect(redis_url, clock=clock) as client:
        await client.do("FLUSHALL")
        if kind != "redis":
            client.engine = replace(client.engine, cluster=True)
        _, keys = await open_layout(client, prefix="test", test=True)
        yield RedisFrontier(client, keys)


def article(number: int, host: str = "a.example") -> Item:
    """An article's item."""
    return Item(A, f"{number:016d}", host)


def source(number: int, host: str = "a.example") -> Item:
    """A source's item."""
    return Item(S, f"{number:012d}", host)


async def claim_one(frontier: AnyFrontier, *, lease_s: float = 60) -> Lease:
    """The only lease of a claim for one."""
    (lease,) = await frontier.claim(BOTH, 1, lease_s=lease_s)
    return lease


async def overdue(frontier: AnyFrontier, clock: FrozenClock, *hosts: str) -> None:
    """A backlog of an hour at each of these hosts."""
    for host in hosts:
        await frontier.put([replace(article(number), host=host, id=f"{host}-{number}") for number in range(10, 15)])
    clock.advance(3_600)
