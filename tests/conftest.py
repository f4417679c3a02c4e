"""What many tests share: a real server of our own, and an empty test layout on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from frontiers import KINDS, AnyFrontier, a_frontier
from hypothesis import HealthCheck, settings

from monitor.store import Store, StoreOptions
from monitor.store.client import StoreClient
from monitor.store.connecting import connect
from monitor.store.embedded import open_server
from monitor.store.in_memory import memory_store
from monitor.store.keys import Keys
from monitor.store.layout import open_layout
from monitor.store.memory.clock import FrozenClock
from monitor.store.on_redis import redis_parts

# a busy machine is no fault of a test
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real embedded server; each pytest process has its own."""
    server = open_server(tmp_path_factory.mktemp("store"), maxmemory=1_000_000_000)
    with asyncio.Runner() as runner:
        address = runner.run(server.__aenter__())
        yield address.url
        runner.run(server.__aexit__(None, None, None))


@pytest.fixture
async def store_client(redis_url: str) -> AsyncIterator[StoreClient]:
    """A client of an emptied server, with the server's own time."""
    async with connect(redis_url) as client:
        await client.do("FLUSHALL")
        yield client


@pytest.fixture
async def store_keys(store_client: StoreClient) -> Keys:
    """The key map of a fresh, empty layout of real time."""
    _, keys = await open_layout(store_client, prefix="test")
    return keys


@pytest.fixture
def frozen_clock() -> FrozenClock:
    """A clock that moves only when told to."""
    return FrozenClock()


@pytest.fixture
async def frozen_client(redis_url: str, frozen_clock: FrozenClock) -> AsyncIterator[StoreClient]:
    """A client of an emptied server whose scripts take the time of `frozen_clock`."""
    async with connect(redis_url, clock=frozen_clock) as client:
        await client.do("FLUSHALL")
        yield client


@pytest.fixture
async def frozen_keys(frozen_client: StoreClient) -> Keys:
    """The key map of a fresh, empty test layout, for `frozen_client`."""
    _, keys = await open_layout(frozen_client, prefix="test", test=True)
    return keys


@pytest.fixture(params=["memory", "redis"])
def both_stores(request: pytest.FixtureRequest, frozen_clock: FrozenClock) -> Store:
    """A whole store on the frozen clock: the memory twin, then Redis."""
    if request.param == "memory":
        return memory_store(frozen_clock)
    client: StoreClient = request.getfixturevalue("frozen_client")
    keys: Keys = request.getfixturevalue("frozen_keys")
    return redis_parts(client, keys, StoreOptions(secret_keys=("a key",)))


@pytest.fixture(params=KINDS)
async def frontier(
    request: pytest.FixtureRequest, frozen_clock: FrozenClock, redis_url: str
) -> AsyncIterator[AnyFrontier]:
    """Each kind of frontier, empty, on the frozen clock."""
    async with a_frontier(request.param, frozen_clock, redis_url) as made:
        yield made
