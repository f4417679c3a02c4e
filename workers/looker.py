"""The loop of pollers and checkers: take leases, look, give them back; sleep until something is due."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from asyncio import Task
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from structlog.typing import FilteringBoundLogger

from monitor import log, pipeline
from monitor.errors import RedlineError, StoreError
from monitor.model import ItemKind, Lease
from monitor.pipeline import Looked, World
from monitor.ports import Room, Wakeup
from monitor.store.room import EndlessRoom
from workers.watching import Watching

LEASE_S: Final = 30.0  # kept for as long as the look lasts; when its worker dies another one waits no longer
WAIT_S: Final = 30.0  # at most; a wake-up ends it earlier
STORE_PAUSE_S: Final = 5.0


@dataclass(slots=True)
class Looker:
    """Looks at items of some kinds, up to `tasks` at a time."""

    world: World
    wakeup: Wakeup
    kinds: Sequence[ItemKind]
    tasks: int = 16
    looked: Callable[[Looked], None] = lambda _: None
    room: Room = field(default_factory=EndlessRoom)
    pause_s: float = STORE_PAUSE_S  # after an answer that the store could not give, or while it is full
    watching: Watching | None = None
    _full: bool = field(default=False, init=False)
    _cut_off: bool = field(default=False, init=False)
    _debugging: bool = field(default=False, init=False)
    _held: dict[tuple[str, str], Lease] = field(default_factory=dict, init=False)  # of looks under way

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`; then end what is under way."""
        self._debugging = log.get("looker").is_enabled_for(logging.DEBUG)
        running: set[Task[None]] = set()
        async with asyncio.TaskGroup() as group:
            keeping = group.create_task(self._keep())
            while not stop.is_set():
                leases = await self._claim(self.tasks - len(running))
                for lease in leases:
                    task = group.create_task(self._look(lease))
                    running.add(task)
                    task.add_done_callback(running.discard)
                if not leases:
                    await self._rest(stop, running)
            await asyncio.gather(*running)
            keeping.cancel()

    async def _claim(self, free: int) -> list[Lease]:
        try:
            full = await self._is_full()
            if self.watching is not None:
                await self.watching.beat(full=full)
            if free <= 0:
                return []
            if full:
                await self.world.clock.sleep(self.pause_s)
                return []
            if self._is_cut_off():  # one at a time finds out when somebody answers again
                await self.world.clock.sleep(self.pause_s)
                free = 1
            return await self.world.frontier.claim(self.kinds, free, lease_s=LEASE_S)
        except StoreError as error:
            log.get("looker").error("store_failed", error=str(error))
            await self.world.clock.sleep(self.pause_s)
            return []

    def _is_cut_off(self) -> bool:
        """True while no server answers us; said once when it begins and once when it ends."""
        found = self.world.reach.is_cut_off
        if found != self._cut_off:
            log.get("looker").warning("network_unreachable" if found else "network_reached_again")
            self._cut_off = found
        return found

    async def _is_full(self) -> bool:
        """True while there is no room for what looks would find; said once when it begins and once when it ends."""
        fullness = await self.room.fullness()
        if fullness.is_full != self._full:
            say = log.get("looker").error if fullness.is_full else log.get("looker").info
            say("looking_stopped" if fullness.is_full else "looking_resumed", memory_used=f"{fullness.share:.0%}")
            self._full = fullness.is_full
        return fullness.is_full

    async def _rest(self, stop: asyncio.Event, running: set[Task[None]]) -> None:
        """Sleep until an item may be due, a look ends or `stop` is set."""
        waits = [asyncio.ensure_future(stop.wait()), *running]
        if len(running) < self.tasks:
            waits.append(asyncio.ensure_future(self._wait()))
        await asyncio.wait(waits, timeout=WAIT_S, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            if wait not in running:
                wait.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await wait

    async def _wait(self) -> None:
        try:
            await self.wakeup.wait(timeout_s=WAIT_S, kinds=self.kinds)
        except StoreError:
            await self.world.clock.sleep(self.pause_s)

    async def _look(self, lease: Lease) -> None:
        """One look; the outermost place of it, so what nobody expected is logged here, and the lease runs out."""
        held = lease.token, lease.item.id
        self._held[held] = lease
        try:
            looked = await pipeline.look(lease, self.world)
        except RedlineError as error:
            _logger(lease).error("look_failed", error=str(error))
        except Exception as error:  # noqa: BLE001 - it is logged with its trace
            _logger(lease).exception("look_broke", error=repr(error))
        else:
            if self._debugging:
                _logger(lease).debug("looked", outcome=looked.outcome.value, why=looked.why)
            self.looked(looked)
        finally:
            del self._held[held]

    async def _keep(self) -> None:
        """Keep the leases of looks that last; a store that fails meanwhile is the looks' to tell."""
        while True:
            lasting = list(self._held)
            await asyncio.sleep(LEASE_S / 3)
            for lease in [self._held[held] for held in lasting if held in self._held]:
                with contextlib.suppress(StoreError):
                    await self.world.frontier.extend(lease, lease_s=LEASE_S)


def _logger(lease: Lease) -> FilteringBoundLogger:
    return log.get("looker").bind(kind=lease.item.kind.value, id=lease.item.id)
