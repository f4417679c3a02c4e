"""Opening the door to Redis: what answers at the address, and whether it can do what was asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

from redis import exceptions as wrong
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from monitor.errors import StoreMismatch, StoreUnreachable
from monitor.ports import Clock
from monitor.store.batches import REPLY_LIMIT_S, Line
from monitor.store.client import HINT, Engine, StoreClient
from monitor.store.nodes import Nodes, find_nodes


def show_address(url: str) -> str:
    """The address without user and password, for messages."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query=""))


def open_redis(url: str, *, reply_limit_s: float | None = REPLY_LIMIT_S) -> Redis:
    """The library's client: no retries of its own, since what was sent may have been done. Nothing connects yet.

    `reply_limit_s` None: the caller limits the time itself.
    """
    return Redis.from_url(
        url,
        protocol=2,
        driver_info=None,
        socket_connect_timeout=5,
        socket_timeout=reply_limit_s,
        retry=Retry(NoBackoff(), 0),
    )


async def _ask_engine(redis: Redis) -> Engine:
    """Name and version of the server."""
    async with asyncio.timeout(REPLY_LIMIT_S):
        info = await redis.info()
    for name in ("valkey", "kvrocks", "dragonfly"):
        if version := info.get(f"{name}_version"):
            return Engine(name, str(version), info.get("cluster_enabled") == 1)
    return Engine("redis", str(info.get("redis_version", "?")), info.get("cluster_enabled") == 1)


async def _nodes_of(url: str, engine: Engine) -> Nodes | None:
    """The nodes of a cluster that has several; raises StoreUnreachable."""
    if not engine.cluster:
        return None

    def opened(address: str) -> Redis:
        redis = open_redis(address, reply_limit_s=None)
        redis.response_callbacks.clear()
        return redis

    try:
        return await find_nodes(url, opened)
    except (wrong.RedisError, OSError) as error:
        raise StoreUnreachable(show_address(url), str(error), hint=HINT) from error


async def _check_durable(redis: Redis, address: str) -> None:
    try:
        await redis.execute_command("WAITAOF", 1, 0, 1)  # type: ignore[no-untyped-call]
    except wrong.ResponseError as error:
        raise StoreMismatch(
            f"{address} can not wait for its disk: {error}",
            hint='it needs WAITAOF (Redis 7.2, Valkey) and appendonly yes, or set redis.fsync = "everysec"',
        ) from error


@asynccontextmanager
async def connect(url: str, *, clock: Clock | None = None, durable: bool = False) -> AsyncIterator[StoreClient]:
    """A connected client; StoreUnreachable names the address.

    `durable`: what scripts write is on the server's disk before their reply is given; raises StoreMismatch for a server
    that can not say so.
    """
    address = show_address(url)
    try:
        redis = open_redis(url, reply_limit_s=None)
    except ValueError as error:
        raise StoreUnreachable(address, str(error), hint="write redis://host:port/0 or unix:///path") from error
    try:
        try:
            engine = await _ask_engine(redis)
        except (wrong.RedisError, OSError) as error:
            raise StoreUnreachable(address, str(error), hint=HINT) from error
        redis.response_callbacks.clear()  # replies as the server gives them
        if durable:
            await _check_durable(redis, address)
        nodes = await _nodes_of(url, engine)
        line = Line(redis.connection_pool)
        client = StoreClient(address, engine, clock, durable, _redis=redis, _line=line, _nodes=nodes)
        pump = asyncio.create_task(client.pump(), name="store-client")
        try:
            yield client
        finally:
            client.close()
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)
            await line.close()
            if nodes is not None:
                await nodes.close()
    finally:
        await redis.aclose()
