"""Starting and stopping: SIGTERM and SIGINT drain, the second one ends at once; every task has an owner."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final

from monitor import log

DRAIN_S: Final = 25.0  # what is under way may take as long to end


def settle() -> None:
    """Tell the collector that what is loaded by now stays: else it walks all of it again and again while looks run."""
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def stop_signal() -> AsyncIterator[asyncio.Event]:
    """An event that is set by the first SIGTERM or SIGINT; the second one has its usual effect."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def begin_to_stop(number: signal.Signals) -> None:
        log.get("lifecycle").info("stopping", signal=number.name)
        stop.set()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(each)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, begin_to_stop, number)
    try:
        yield stop
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


async def run_until(
    stop: asyncio.Event, roles: dict[str, Callable[[asyncio.Event], Coroutine[Any, Any, None]]]
) -> None:
    """Run all roles until `stop`; then give them time to drain. A role that fails stops the others and is raised."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_guarded(name, role, stop), name=name) for name, role in roles.items()]
        await stop.wait()
        _, late = await asyncio.wait(tasks, timeout=DRAIN_S)
        for task in late:
            log.get("lifecycle").warning("not_drained", role=task.get_name(), after_s=DRAIN_S)
            task.cancel()


async def _guarded(name: str, role: Callable[[asyncio.Event], Coroutine[Any, Any, None]], stop: asyncio.Event) -> None:
    logger = log.get("lifecycle")
    logger.info("started", role=name)
    try:
        await role(stop)
    except Exception:
        stop.set()
        raise
    logger.info("ended", role=name)
