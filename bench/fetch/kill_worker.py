"""A checker in a process of its own: `kill_worker.py REDIS_URL`; it looks until it is told to stop or killed."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.fetch.world import TASKS, a_world
from monitor import log
from monitor.model import ItemKind
from monitor.store import open_store
from workers.lifecycle import stop_signal
from workers.looker import Looker


async def main(url: str) -> None:
    """Look until SIGTERM."""
    log.configure(level="error")
    with TemporaryDirectory() as folder:
        async with (
            open_store(Path(folder), url=url, connections_per_host=64, pace_s=0.0) as store,
            a_world(store) as world,
            stop_signal() as stop,
        ):
            await Looker(world, store.wakeup, (ItemKind.ARTICLE,), TASKS).run(stop)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
