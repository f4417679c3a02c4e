"""A worker that looks at one article; as a process it ends itself, or stops, at a named step. Run by `lookers`.

Arguments: Redis URL, folder for what is fetched ("" = none), release, lease in seconds, what the page shows, step,
signal. Prints the outcome, if it lives to see it. The release `newer` reads a line more of the page.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from random import random
from typing import Any

from looking import STORY, WORDS, page
from newer import Newer

from monitor import pipeline, poll, verdict
from monitor.fetch import Answer, ReplayFetcher
from monitor.model import Block, BlockKind, ItemKind
from monitor.pipeline import World
from monitor.ports import NoOriginals
from monitor.store import Store, StoreOptions
from monitor.store.connecting import connect
from monitor.store.evidence import WarcFolder
from monitor.store.layout import open_layout
from monitor.store.memory.clock import WallClock
from monitor.store.on_redis import redis_parts
from monitor.workshop import InlineWorkshop

MOVED = tuple(STORY.replace("outlet.example", f"{name}.outlet.example") for name in ("www", "i"))


MORE = Block(BlockKind.PARAGRAPH, "A line that the last release has left out of every page that it has read.")


class Trap:
    """Hands everything on to a port and ends the process before or after one of its calls."""

    def __init__(self, port: Any, method: str, *, after: bool, number: int) -> None:
        self._port = port
        self._method = method
        self._after = after
        self._number = number

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if name != self._method:
            return found

        async def trapped(*args: Any, **kwargs: Any) -> Any:
            if not self._after:
                os.kill(os.getpid(), self._number)
            result = await found(*args, **kwargs)
            if self._after:
                os.kill(os.getpid(), self._number)
            return result

        return trapped


async def looked(
    url: str, text: str, *, data: Path | None, newer: bool, lease_s: float, step: str = "", number: int = 0
) -> str:
    """The outcome of one look, the page showing `text`."""
    async with connect(url) as client:
        _, keys = await open_layout(client, prefix="kill")
        store = redis_parts(client, keys, StoreOptions(pace_s=0.0))
        world = trapped(world_of(store, text, data=data, newer=newer), step, number)
        for _ in range(200):
            for lease in await store.frontier.claim([ItemKind.ARTICLE], 1, lease_s=lease_s):
                return (await pipeline.look(lease, world)).outcome.value
            await asyncio.sleep(0.02)
    return "nothing due"


def world_of(store: Store, text: str, *, data: Path | None, newer: bool) -> World:
    """What a look needs."""
    fetcher = ReplayFetcher()
    for address in (STORY, *MOVED):
        fetcher.say(address, Answer(page(text, *WORDS[1:])))
    return World(
        frontier=store.frontier,
        archive=store.archive,
        catalog=store.catalog,
        book=store.book,
        cares=store.cares,
        fetcher=fetcher,
        workshop=Newer(below=(MORE,)) if newer else InlineWorkshop(),
        clock=WallClock(),
        options=poll.PollOptions(),
        limits=verdict.Limits(pace_s=0.0, confirm_announced=data is not None),
        dice=random,
        new_id=lambda: os.urandom(6).hex(),
        originals=NoOriginals() if data is None else WarcFolder(data),
        turning=store.turning,
    )


def trapped(world: World, step: str, number: int) -> World:
    """The world in which the process gets a signal at the step `port.method:before` or `:after`."""
    if not step:
        return world
    part, _, call = step.partition(".")
    method, _, when = call.partition(":")
    changed: dict[str, Any] = {part: Trap(getattr(world, part), method, after=when == "after", number=number)}
    return replace(world, **changed)


def main(url: str, data: str, release: str, lease_s: str, text: str, step: str, signal_name: str) -> None:
    """One look, as a process."""
    said = looked(
        url,
        text,
        data=Path(data) if data else None,
        newer=release == "newer",
        lease_s=float(lease_s),
        step=step,
        number=signal.Signals[signal_name].value,
    )
    print(asyncio.run(said), flush=True)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(*sys.argv[1:])
