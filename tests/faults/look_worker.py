"""A worker that looks at one article and ends itself, or stops, at a named step. Run by test_look_kills.py.

Arguments: Redis URL, step, signal, lease in seconds, what the page shows. Prints the outcome, if it lives to see it.
LOOK_DATA names a folder for what was fetched, LOOK_NEWER lets the next release read the page and confirm what it finds.
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

from monitor import pipeline, poll, verdict
from monitor.fetch import Answer, ReplayFetcher
from monitor.model import Block, BlockKind, Extraction, ItemKind, Reading
from monitor.pipeline import World
from monitor.ports import NoOriginals
from monitor.store import StoreOptions
from monitor.store.connecting import connect
from monitor.store.evidence import WarcFolder
from monitor.store.layout import open_layout
from monitor.store.memory.clock import WallClock
from monitor.store.on_redis import redis_parts
from monitor.workshop import InlineWorkshop

MOVED = tuple(STORY.replace("outlet.example", f"{name}.outlet.example") for name in ("www", "i"))


class Newer(InlineWorkshop):
    """The next release: it reads a line more below every page."""

    async def read_page(
        self, body: bytes, *, url: str, content_type: str, gate: str = "", reading: Reading = Reading()
    ) -> Extraction:
        """The article with one line more."""
        found = await super().read_page(body, url=url, content_type=content_type, gate=gate, reading=reading)
        if found.unchanged or found.degraded:
            return found
        more = Block(BlockKind.PARAGRAPH, "A line that the last release has left out of every page that it has read.")
        text = replace(found.text, blocks=(*found.text.blocks, more))
        pin = replace(found.pin, version="newer")
        return replace(found, text=text, extractor_version="newer", pin=pin, paths=())


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


async def main(url: str, step: str, number: int, lease_s: float, text: str) -> None:
    """One look."""
    async with connect(url) as client:
        _, keys = await open_layout(client, prefix="kill")
        store = redis_parts(client, keys, StoreOptions(pace_s=0.0))
        fetcher = ReplayFetcher()
        for address in (STORY, *MOVED):
            fetcher.say(address, Answer(page(text, *WORDS[1:])))
        world = World(
            frontier=store.frontier,
            archive=store.archive,
            catalog=store.catalog,
            book=store.book,
            cares=store.cares,
            fetcher=fetcher,
            workshop=Newer() if os.environ.get("LOOK_NEWER") else InlineWorkshop(),
            clock=WallClock(),
            options=poll.PollOptions(),
            limits=verdict.Limits(pace_s=0.0, confirm_announced="LOOK_DATA" in os.environ),
            dice=random,
            new_id=lambda: os.urandom(6).hex(),
            originals=WarcFolder(Path(os.environ["LOOK_DATA"])) if "LOOK_DATA" in os.environ else NoOriginals(),
            turning=store.turning,
        )
        part, _, call = step.partition(".")
        if part:
            method, _, when = call.partition(":")
            port = Trap(getattr(world, part), method, after=when == "after", number=number)
            changed: dict[str, Any] = {part: port}
            world = replace(world, **changed)
        for _ in range(200):
            for lease in await store.frontier.claim([ItemKind.ARTICLE], 1, lease_s=lease_s):
                print((await pipeline.look(lease, world)).outcome.value, flush=True)  # noqa: T201 - the test reads it
                return
            await asyncio.sleep(0.02)
        print("nothing due", flush=True)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], signal.Signals[sys.argv[3]].value, float(sys.argv[4]), sys.argv[5]))
