"""One reader of the event log for all listeners of a process: each event is read, rendered and filtered once.

Events are sent in small bundles: at 100 events a second a listener is written to a few times a second, not a hundred
times, and the bytes of a bundle are shared by all whose filter is the same.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from monitor import log
from monitor.errors import RedlineError, Withheld
from monitor.event.filters import Facts, Saved, asks_of_article, asks_of_words, matches
from monitor.event.positions import place
from monitor.model import Event, Filter, Position
from monitor.ports import EventLog
from monitor.web.live.cursor import text_of

BUNDLE_S: Final = 0.15  # least time between two bundles
MAX_WAITING: Final = 64  # bundles that wait for one listener; then it is cut off
MAX_WAITING_BYTES: Final = 1_000_000
READ: Final = 200  # events of one shard at a time
IDLE_S: Final = 3.0
TROUBLE_S: Final = 2.0
HEARTBEAT: Final = b": still here\n\n"

Placed = tuple[Position, Event]


class Overrun(Exception):
    """The listener was too slow: it is cut off and comes back with the id it saw last."""


class Closing(Exception):
    """The server is about to end: the listener comes back to the next one."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where events and what filters ask come from."""

    log: EventLog
    render: Callable[[Event], Awaitable[bytes | None]]  # the event as JSON; None = its record is gone
    facts: Callable[[Event, bool, bool], Awaitable[Facts]]  # (event, article too, words too)
    saved: Callable[[], Awaitable[Saved]]


@dataclass(slots=True, eq=False)
class Listener:
    """One open connection."""

    wanted: Filter
    waiting: deque[bytes] = field(default_factory=deque)
    waiting_bytes: int = 0
    quiet_since: float = 0.0
    over: Exception | None = None  # why nothing more comes
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def next(self) -> bytes:
        """What is to be sent next; raises Overrun or Closing."""
        while not self.waiting:
            if self.over is not None:
                raise self.over
            self.woken.clear()
            await self.woken.wait()
        bundle = b"".join(self.waiting)
        self.waiting.clear()
        self.waiting_bytes = 0
        return bundle

    def push(self, bundle: bytes, now: float) -> None:
        """Put a bundle behind the others; too many of them cut the listener off."""
        if self.over is not None:
            return
        if len(self.waiting) >= MAX_WAITING or self.waiting_bytes + len(bundle) > MAX_WAITING_BYTES:
            self.over = Overrun()
            self.waiting.clear()
        else:
            self.waiting.append(bundle)
            self.waiting_bytes += len(bundle)
            self.quiet_since = now
        self.woken.set()

    def close(self) -> None:
        """What waits is sent, and nothing more."""
        self.over = self.over or Closing()
        self.woken.set()


class Hub:
    """Reads while somebody listens."""

    def __init__(self, sources: Sources, *, heartbeat_s: float = 15.0) -> None:
        self.sources = sources
        self.shards = sources.log.shards()
        self.cursors: dict[str, str] = {}
        self._heartbeat_s = heartbeat_s
        self._listeners: dict[Filter, set[Listener]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._closing = False
        self._log = log.get("live")

    @property
    def count(self) -> int:
        """How many listen."""
        return sum(len(some) for some in self._listeners.values())

    async def start(self) -> None:
        """Read from now on, if that is not done already."""
        async with self._starting:
            if self._task is None or self._task.done():
                self.cursors = await self.sources.log.newest()
                self._task = asyncio.create_task(self._run(), name="live-hub")

    def add(self, listener: Listener) -> None:
        """From here on the listener gets everything behind `cursors`."""
        listener.quiet_since = asyncio.get_running_loop().time()
        self._listeners[listener.wanted].add(listener)
        if self._closing:
            listener.close()

    def remove(self, listener: Listener) -> None:
        """It gets nothing any more."""
        some = self._listeners.get(listener.wanted)
        if some is not None:
            some.discard(listener)
            if not some:
                del self._listeners[listener.wanted]

    def close(self) -> None:
        """End every stream, those that are still to be opened too; what they lacked they get where they come back."""
        self._closing = True
        for some in self._listeners.values():
            for listener in some:
                listener.close()

    # ------------------------------------------------ reading
    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        idle_since = loop.time()
        while self._listeners or loop.time() - idle_since < IDLE_S:
            if self._listeners:
                idle_since = loop.time()
            begun = loop.time()
            try:
                news = await self.sources.log.wait(self.cursors, timeout_s=1.0)
                if news:
                    await self._pass_on(news)
            except RedlineError as error:
                self._log.warning("live_interrupted", why=str(error))
                await asyncio.sleep(TROUBLE_S)
            self._keep_open(loop.time())
            spent = loop.time() - begun
            await asyncio.sleep(max(BUNDLE_S - spent, min(spent, BUNDLE_S), 0.0))

    async def _pass_on(self, shards: Collection[str]) -> None:
        """Read what is new in these and give it to all who want it; cursors and listeners move in the same moment."""
        batches = await asyncio.gather(
            *(self.sources.log.read(shard, after=self.cursors[shard], limit=READ) for shard in shards)
        )
        placed = merged(batches)
        if not placed:
            return
        bundles = await bundles_of(placed, self.cursors, self.shards, list(self._listeners), self.sources)
        for position, _ in placed:
            self.cursors[position.shard] = position.id
        now = asyncio.get_running_loop().time()
        for wanted, bundle in bundles.items():
            if bundle:
                for listener in self._listeners.get(wanted, ()):
                    listener.push(bundle, now)

    def _keep_open(self, now: float) -> None:
        for some in self._listeners.values():
            for listener in some:
                if now - listener.quiet_since >= self._heartbeat_s:
                    listener.push(HEARTBEAT, now)


def merged(batches: Sequence[Sequence[Placed]]) -> list[Placed]:
    """Events of several shards in the order of their places; within a shard the order stays."""
    return sorted((one for batch in batches for one in batch), key=lambda one: place(one[0].id))


async def bundles_of(
    placed: Sequence[Placed], before: dict[str, str], shards: Sequence[str], wanted: Sequence[Filter], sources: Sources
) -> dict[Filter, bytes]:
    """For each filter the frames of the events that pass it, in one piece; each frame's id is the cursor behind it."""
    saved = await sources.saved() if any(one.saved for one in wanted) else {}
    article = any(asks_of_article(one, saved) for one in wanted)
    words = any(asks_of_words(one, saved) for one in wanted)
    told = [one for one in placed if not one[1].withheld]
    facts = await asyncio.gather(*(sources.facts(event, article, words) for _, event in told))
    wanting = {
        event.id: [one for one in wanted if matches(one, event, known, saved=saved)]
        for (_, event), known in zip(told, facts, strict=True)
    }
    asked = [event for _, event in told if wanting[event.id]]
    bodies = dict(
        zip((one.id for one in asked), await asyncio.gather(*(_body(one, sources) for one in asked)), strict=True)
    )
    cursors, pieces = dict(before), {one: bytearray() for one in wanted}
    for position, event in placed:
        cursors[position.shard] = position.id
        body = bodies.get(event.id)
        if not body:
            continue
        frame = b"id: %b\nevent: %b\ndata: %b\n\n" % (
            text_of(cursors, shards).encode(),
            event.type.value.encode(),
            body,
        )
        for one in wanting[event.id]:
            pieces[one] += frame
    return {one: bytes(piece) for one, piece in pieces.items()}


async def _body(event: Event, sources: Sources) -> bytes | None:
    try:
        return await sources.render(event)
    except Withheld:
        return None
