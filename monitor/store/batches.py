"""A batch on a connection: one write, one read, one limit of time for all replies (the library has one for each)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from redis import exceptions as wrong
from redis.asyncio import ConnectionPool
from redis.asyncio.connection import AbstractConnection

from monitor.store.resp import Arg, pack

Words = Sequence[Arg]  # of a command
Ask = Callable[[ConnectionPool, Sequence[Words]], Awaitable[list[Any]]]  # replies or errors, in order

REPLY_LIMIT_S: Final = 5.0  # for the replies to one batch
SYNC_MS: Final = 4_000  # that a batch waits for the server's disk at most


async def ask(wires: ConnectionPool, commands: Sequence[Words]) -> list[Any]:
    """Replies or errors, on a connection that is lent for this batch; raises RedisError."""
    wire: AbstractConnection = await wires.get_connection()  # type: ignore[no-untyped-call]
    try:
        return await _exchange(wire, commands)
    finally:
        await wires.release(wire)


class Line:
    """A connection that is kept from batch to batch, since lending one costs as much as a command; one user at a time.

    One that was cut is dialled again by the next batch.
    """

    def __init__(self, wires: ConnectionPool) -> None:
        self._wires = wires
        self._wire: AbstractConnection | None = None

    async def ask(self, commands: Sequence[Words]) -> list[Any]:
        """Replies or errors; raises RedisError."""
        wire = self._wire
        if wire is None:
            wire = self._wire = await self._wires.get_connection()  # type: ignore[no-untyped-call]
        elif wire.is_connected and await wire.can_read():  # its end, or a reply that nobody asked for
            await wire.disconnect(nowait=True)
        return await _exchange(wire, commands)

    async def close(self) -> None:
        """Give the connection back."""
        if self._wire is not None:
            await self._wires.release(self._wire)
            self._wire = None


def replies_on_disk(replies: list[Any]) -> list[Any]:
    """The replies to commands that WAITAOF came after, if it says that the disk has them; raises RedisError."""
    *others, synced = replies
    if isinstance(synced, wrong.RedisError):
        raise synced
    if not synced[0]:
        raise wrong.TimeoutError(f"its log did not reach the disk within {SYNC_MS} ms")
    return others


def until_on_disk(commands: Sequence[Words]) -> list[Words]:
    """The commands, answered once the server's disk has what they wrote."""
    return [*commands, ("WAITAOF", 1, 0, SYNC_MS)]


async def _exchange(wire: AbstractConnection, commands: Sequence[Words]) -> list[Any]:
    try:
        async with asyncio.timeout(REPLY_LIMIT_S):
            await wire.send_packed_command(pack(commands))
            return [await _reply(wire) for _ in commands]
    except TimeoutError as error:
        await wire.disconnect(nowait=True)
        raise wrong.TimeoutError(f"no reply within {REPLY_LIMIT_S:g} s") from error
    except BaseException:
        await wire.disconnect(nowait=True)
        raise


async def _reply(wire: AbstractConnection) -> Any:
    """The next reply, an error as a value."""
    try:
        return await wire.read_response()
    except wrong.ResponseError as error:
        return error
