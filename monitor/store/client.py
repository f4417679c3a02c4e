"""The one door to Redis: send commands and scripts, turn the library's errors into ours; `connecting` opens it.

Commands of concurrent tasks are gathered: while one batch is on its way the next one fills, and each batch is one
write and one read (17 us of CPU per command instead of 67). Within one caller the order is that of the calls.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from redis import exceptions as wrong
from redis.asyncio import ConnectionPool, Redis

from monitor.errors import StoreError, StoreUnreachable
from monitor.ports import Clock
from monitor.store import batches
from monitor.store.batches import Line
from monitor.store.nodes import Nodes
from monitor.store.resp import Arg
from monitor.store.scripts import Script

Command = tuple[Arg, ...]

BLOCK_LIMIT_S: Final = 4.0  # of one blocking read
_BATCH: Final = 512
CROWD: Final = 4  # commands in one batch, after which the next one waits for more: many ask at a time
GATHER_S: Final = 0.001
HINT: Final = "start the server, or set redis.url (REDLINE_REDIS_URL); without it Redline starts its own"


def ms(moment: datetime) -> int:
    """A moment as the store's milliseconds."""
    return round(moment.timestamp() * 1000)


def moment(ms_: float) -> datetime:
    """The store's milliseconds as a moment."""
    return datetime.fromtimestamp(ms_ / 1000, UTC)


@dataclass(frozen=True, slots=True)
class Call:
    """One script with all the keys it touches."""

    script: Script
    keys: Sequence[str]
    args: Sequence[Arg] = ()

    def command(self) -> Command:
        """The command that runs it by its hash."""
        return ("EVALSHA", self.script.sha, len(self.keys), *self.keys, *self.args)


@dataclass(frozen=True, slots=True)
class Engine:
    """What answers at the address."""

    name: str  # valkey | redis | kvrocks
    version: str
    cluster: bool = False


@dataclass(slots=True)
class StoreClient:
    """A connected door; made by `connect`. Replies are bytes, as the RESP2 protocol gives them."""

    address: str
    engine: Engine
    clock: Clock | None = None  # test layouts only: scripts take this time instead of the server's
    durable: bool = False  # a batch with writes is answered once it is on the server's disk
    _redis: Redis = field(repr=False, kw_only=True)
    _line: Line = field(repr=False, kw_only=True)
    _nodes: Nodes | None = field(default=None, repr=False, kw_only=True)  # of a cluster that has several
    _waiting: deque[tuple[Command | Call, asyncio.Future[Any]]] = field(default_factory=deque, repr=False)
    _filled: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    _closed: bool = field(default=False, repr=False)

    def now_arg(self) -> str:
        """The first argument of scripts that need the time: "" for the server's, or ms of a test's clock."""
        return "" if self.clock is None else str(ms(self.clock.now()))

    async def now(self) -> datetime:
        """The store's time."""
        if self.clock is not None:
            return self.clock.now()
        seconds, micros = await self.do("TIME")
        return datetime.fromtimestamp(int(seconds) + int(micros) / 1e6, UTC)

    def send(self, what: Command | Call) -> Awaitable[Any]:
        """The reply to come; it is on its way even if nobody awaits it."""
        if self._closed:
            raise self._is_closed()
        reply: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((what, reply))
        self._filled.set()
        return reply

    async def do(self, *command: Arg) -> Any:
        """The reply to one command."""
        return await self.send(command)

    async def run(self, script: Script, keys: Sequence[str], args: Sequence[Arg] = ()) -> Any:
        """The reply of a script; `keys` are all it touches."""
        return await self.send(Call(script, keys, args))

    async def all(self, what: Sequence[Command | Call]) -> list[Any]:
        """The replies to many commands and scripts, sent together, in order; the first error is raised."""
        replies = await asyncio.gather(*(self.send(one) for one in what), return_exceptions=True)
        for reply in replies:
            if isinstance(reply, BaseException):
                raise reply
        return replies

    async def everywhere(self, *command: Arg) -> list[Any]:
        """The reply of every node; of one server the only one."""
        if self._nodes is None:
            return [await self.do(*command)]
        try:
            replies = await self._nodes.everywhere(command, batches.ask)
        except wrong.RedisError as error:
            raise self._ours(error) from error
        for reply in replies:
            if isinstance(reply, wrong.RedisError):
                raise self._ours(reply) from reply
        return replies

    @property
    def is_spread(self) -> bool:
        """True for a cluster of several nodes."""
        return self._nodes is not None

    async def block(self, *command: Arg) -> Any:
        """The reply to a blocking command, on a connection of its own; it must block less than BLOCK_LIMIT_S."""
        try:
            reply = (await self._asked([command]))[0]
        except wrong.RedisError as error:
            raise self._ours(error) from error
        if isinstance(reply, wrong.RedisError):
            raise self._ours(reply) from reply
        return reply

    async def pump(self) -> None:
        """Send what is waiting, batch by batch, until cancelled.

        A batch costs as much as twenty commands in it, so where many ask it waits a moment for those who are about to.
        """
        count = 0
        while True:
            await self._filled.wait()
            self._filled.clear()
            while self._waiting:
                if count >= CROWD:
                    await asyncio.sleep(GATHER_S)
                count = min(len(self._waiting), _BATCH)
                await self._flush([self._waiting.popleft() for _ in range(count)])

    def close(self) -> None:
        """Nothing is sent any more; who waits for a reply is told."""
        self._closed = True
        self._fail(self._waiting)

    async def _flush(self, batch: list[tuple[Command | Call, asyncio.Future[Any]]]) -> None:
        """Answer every future of the batch, whatever happens."""
        try:
            replies = await self._exchange([what for what, _ in batch])
        except wrong.RedisError as error:
            replies = [error] * len(batch)
        except BaseException:
            self._fail(batch)
            raise
        for (_, future), reply in zip(batch, replies, strict=True):
            if future.done():
                continue
            if isinstance(reply, wrong.RedisError):
                future.set_exception(self._ours(reply))
            else:
                future.set_result(reply)

    def _fail(self, batch: Iterable[tuple[Command | Call, asyncio.Future[Any]]]) -> None:
        for _, future in batch:
            if not future.done():
                future.set_exception(self._is_closed())

    def _is_closed(self) -> StoreUnreachable:
        return StoreUnreachable(self.address, "this client is closed")

    async def _exchange(self, batch: Sequence[Command | Call]) -> list[Any]:
        """Replies or errors, one each; scripts that the server does not know are loaded and called again."""
        replies = await self._batch(batch)
        unknown = [at for at, reply in enumerate(replies) if isinstance(reply, wrong.NoScriptError)]
        calls = {at: what for at in unknown if isinstance(what := batch[at], Call)}
        if calls:
            texts = {call.script.sha: call.script.text for call in calls.values()}
            await self._asked([("SCRIPT LOAD", text) for text in texts.values()])
            again = await self._batch(list(calls.values()))
            for at, reply in zip(calls, again, strict=True):
                replies[at] = reply
        return replies

    async def _batch(self, batch: Sequence[Command | Call]) -> list[Any]:
        """Replies or errors; where it was asked for, what scripts wrote is on the server's disk. Raises RedisError."""
        commands = [what.command() if isinstance(what, Call) else what for what in batch]
        lasting = self.durable and any(isinstance(what, Call) for what in batch)
        if self._nodes is not None:
            return await self._nodes.spread(commands, _ask_durably if lasting else batches.ask)
        if lasting:
            return batches.replies_on_disk(await self._line.ask(batches.until_on_disk(commands)))
        return await self._line.ask(commands)

    async def _asked(self, commands: Sequence[Command]) -> list[Any]:
        """Replies or errors, beside the batches."""
        if self._nodes is not None:
            return await self._nodes.spread(commands, batches.ask)
        return await batches.ask(self._redis.connection_pool, commands)

    def _ours(self, error: wrong.RedisError) -> StoreError:
        """The library's error as one of ours."""
        if isinstance(error, wrong.BusyLoadingError | wrong.ConnectionError | wrong.TimeoutError):
            unreachable = StoreUnreachable(self.address, str(error), hint=HINT)
            unreachable.__cause__ = error
            return unreachable
        hint = ""
        if isinstance(error, wrong.OutOfMemoryError) or str(error).startswith("OOM"):
            hint = "the server's memory is full: raise redis.maxmemory or drop old versions"
        ours = StoreError(f"{self.address}: {error}", hint=hint)
        ours.__cause__ = error
        return ours


async def _ask_durably(wires: ConnectionPool, commands: Sequence[batches.Words]) -> list[Any]:
    return batches.replies_on_disk(await batches.ask(wires, batches.until_on_disk(commands)))
