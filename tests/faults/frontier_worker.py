"""A worker process for the tests beside it: `frontier_worker.py URL LOG LEASE_S MODE [NTH]`.

Each step is a line in LOG: `claim ID TOKEN` when a lease was got, `ack ID TOKEN 1|0` with what the frontier said.
MODE `drain` works until everything is looked at, or ends itself by SIGKILL right after its NTH acknowledgement; `hold`
claims one item and waits for a line on standard input; `pace` goes on for ever, with looks that take longer than the
pace of their host, and its lines begin with the time in ns.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TextIO

from monitor.model import ItemKind, Lease
from monitor.store.connecting import connect
from monitor.store.frontier import RedisFrontier
from monitor.store.layout import open_layout

TASKS = 16
PACE_S = 0.2


def say(log: TextIO, line: str) -> None:
    """A line that survives a SIGKILL."""
    log.write(line + "\n")
    log.flush()


async def look(frontier: RedisFrontier, lease: Lease, log: TextIO, death: Iterator[int]) -> None:
    """A look that takes some ms and is the last one at its item."""
    say(log, f"claim {lease.item.id} {lease.token}")
    await asyncio.sleep(random.uniform(0, 0.004))  # noqa: S311 - nothing depends on it
    done = await frontier.ack(lease, after_s=None, pace_s=0)
    if next(death) == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    say(log, f"ack {lease.item.id} {lease.token} {int(done)}")


async def drain(frontier: RedisFrontier, log: TextIO, *, lease_s: float) -> None:
    """Look until nothing has come for longer than a lease."""
    idle_s, death = 0.0, count(-int(sys.argv[5]) + 1 if len(sys.argv) > 5 else 1)
    while idle_s < 3 * lease_s:
        leases = await frontier.claim([ItemKind.ARTICLE], TASKS, lease_s=lease_s)
        async with asyncio.TaskGroup() as group:
            for lease in leases:
                group.create_task(look(frontier, lease, log, death))
        if leases:
            idle_s = 0.0
            continue
        await frontier.wait(timeout_s=0.2)
        idle_s += 0.2


async def hold(frontier: RedisFrontier, log: TextIO, *, lease_s: float) -> None:
    """Claim one item and acknowledge it when told to."""
    (lease,) = await frontier.claim([ItemKind.ARTICLE], 1, lease_s=lease_s)
    say(log, f"claim {lease.item.id} {lease.token}")
    sys.stdout.write("claimed\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    done = await frontier.ack(lease, after_s=600, pace_s=0)
    sys.stdout.write(f"{int(done)}\n")
    sys.stdout.flush()


async def pace(frontier: RedisFrontier, log: TextIO, *, lease_s: float) -> None:
    """Look for ever, slowly, at a pace that the host is to be asked at."""

    async def look_slowly(lease: Lease) -> None:
        say(log, f"{time.monotonic_ns()} claim {lease.item.id} {lease.token}")
        await asyncio.sleep(3 * PACE_S)
        say(log, f"{time.monotonic_ns()} done {lease.item.id} {lease.token}")
        await frontier.ack(lease, after_s=None, pace_s=PACE_S)

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    async with asyncio.TaskGroup() as group:
        while True:
            for lease in await frontier.claim([ItemKind.ARTICLE], TASKS, lease_s=lease_s):
                group.create_task(look_slowly(lease))
            await frontier.wait(timeout_s=PACE_S)


async def main(url: str, log: Path, lease_s: float, mode: str) -> None:
    """Run one mode."""
    async with connect(url) as client:
        _, keys = await open_layout(client, prefix="test")
        frontier = RedisFrontier(client, keys, pace_s=PACE_S if mode == "pace" else 0)
        with log.open("a", encoding="utf-8") as lines:
            await {"drain": drain, "hold": hold, "pace": pace}[mode](frontier, lines, lease_s=lease_s)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), sys.argv[4]))
