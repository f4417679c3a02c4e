"""What every Cache does: the memory twin and Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from monitor.store.cache import RedisCache
from monitor.store.connecting import connect
from monitor.store.keys import MAX_CACHED_BYTES
from monitor.store.layout import open_layout
from monitor.store.memory.cache import MemoryCache
from monitor.store.memory.clock import WallClock

AnyCache = MemoryCache | RedisCache


@pytest.fixture(params=["memory", "redis"])
async def cache(request: pytest.FixtureRequest, redis_url: str) -> AsyncIterator[MemoryCache | RedisCache]:
    if request.param == "memory":
        yield MemoryCache(WallClock())
        return
    async with connect(redis_url) as client:
        await client.do("FLUSHALL")
        _, keys = await open_layout(client, prefix="test")
        yield RedisCache(client, keys)


async def test_what_was_put_is_got(cache: AnyCache) -> None:
    await cache.put("robots:a.example", b"User-agent: *\n\x00\xff", ttl_s=60)
    assert await cache.get("robots:a.example") == b"User-agent: *\n\x00\xff"
    assert await cache.get("robots:b.example") is None


async def test_the_newest_value_counts(cache: AnyCache) -> None:
    await cache.put("k", b"one", ttl_s=60)
    await cache.put("k", b"", ttl_s=60)
    assert await cache.get("k") == b""


async def test_a_value_is_gone_after_its_time(cache: AnyCache) -> None:
    await cache.put("k", b"one", ttl_s=0.05)
    await asyncio.sleep(0.1)
    assert await cache.get("k") is None


async def test_a_lifetime_of_nothing_keeps_nothing(cache: AnyCache) -> None:
    await cache.put("k", b"one", ttl_s=60)
    await cache.put("k", b"two", ttl_s=0)
    assert await cache.get("k") is None


async def test_a_value_over_the_cap_is_cut_there(cache: AnyCache) -> None:
    await cache.put("k", b"x" * (MAX_CACHED_BYTES + 1), ttl_s=60)
    assert await cache.get("k") == b"x" * MAX_CACHED_BYTES


async def test_long_keys_that_differ_at_their_end_are_two(cache: AnyCache) -> None:
    await cache.put("k" * 10_000 + "1", b"one", ttl_s=60)
    await cache.put("k" * 10_000 + "2", b"two", ttl_s=60)
    assert await cache.get("k" * 10_000 + "1") == b"one"
