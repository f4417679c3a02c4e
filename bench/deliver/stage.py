"""What every measurement stands on: a server of its own, a store, a receiver in another process, and edits."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from monitor import snapshot
from monitor.clock import SystemClock
from monitor.deliver import Background, Deliverer, Fanout, Subjects, Ways, new_secret
from monitor.model import (
    Article,
    ArticleId,
    Block,
    BlockKind,
    Event,
    EventType,
    Evidence,
    Filter,
    Head,
    Networks,
    Source,
    SourceId,
    SourceKind,
    Subscription,
    SubscriptionId,
    Text,
    Validators,
)
from monitor.ports import Commit, Committed, Sink, Workshop
from monitor.store import Store, open_store
from monitor.workshop import InlineWorkshop

SOURCE = SourceId("source000001")
SECRET = new_secret(lambda count: b"x" * count)
CHANGES = Filter(types=(EventType.CHANGED,))


@asynccontextmanager
async def a_store() -> AsyncIterator[Store]:
    """A store on an embedded server of its own."""
    async with a_store_and_its_folder() as (store, _):
        yield store


@asynccontextmanager
async def a_store_and_its_folder() -> AsyncIterator[tuple[Store, str]]:
    """The same with the folder, for other processes."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(Path(folder), secret_keys=("bench",)) as store:
            url = "https://news.example/feed"
            await store.book.put(Source(SOURCE, url, SourceKind.FEED, "News", datetime.now(UTC)))
            yield store, folder


@asynccontextmanager
async def a_receiver() -> AsyncIterator[str]:
    """The address of a receiver in another process that takes everything and answers 204."""
    script = Path(__file__).with_name("receiver.py")
    process = subprocess.Popen(  # noqa: ASYNC220 - nothing else runs yet
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/"
    finally:
        process.kill()
        process.wait()


def a_text(number: int) -> Text:
    """An article of about 400 words whose second paragraph says another number each time."""
    filler = "The harbour was closed for the night and ships were told to wait outside the bay until morning. "
    blocks = [Block(BlockKind.PARAGRAPH, filler * 2 + f"Part {part} of the report.") for part in range(10)]
    told = f"At least {number + 12} people were killed when the ferry caught fire, the coast guard said on Monday."
    return Text("Ferry catches fire", (blocks[0], Block(BlockKind.PARAGRAPH, told), *blocks[1:]))


@dataclass(slots=True)
class Writer:
    """Makes articles and edits them."""

    store: Store
    workshop: Workshop = field(default_factory=InlineWorkshop)
    looks: int = 0

    async def write(self, number: int) -> ArticleId:
        """A new article with a first version."""
        article = ArticleId(f"article{number:09d}")
        url = f"https://news.example/{number}"
        now = datetime.now(UTC)
        await self.store.archive.create([Article(article, url, "news.example", SOURCE, (SOURCE,), now)])
        await self._commit(article, 0)
        return article

    async def edit(self, article: ArticleId) -> Event:
        """The next version's event."""
        head = await self.store.archive.head(article)
        assert head is not None  # noqa: S101 - it was written
        event = await self._commit(article, head.state.versions, head)
        assert event is not None  # noqa: S101 - an edit makes one
        return event

    async def _commit(self, article: ArticleId, expected: int, head: Head | None = None) -> Event | None:
        self.looks += 1
        text = a_text(expected)
        evidence = Evidence(f"look{self.looks}", 200, (), "", 100, "own", "1")
        change = None
        if head is not None and head.newest is not None:
            new = replace(head.newest, number=expected + 1, text=text, evidence=evidence)
            change = await self.workshop.compare(head.newest, new, head)
        kind = EventType.CHANGED if change else EventType.CREATED
        commit = Commit(article, expected, text, snapshot.fingerprint(text), evidence, Validators(), change, kind)
        done = await self.store.archive.commit(commit)
        assert isinstance(done, Committed)  # noqa: S101 - nobody else writes
        return done.event


async def subscribe(store: Store, count: int, target: str, wanted: Filter = CHANGES, *, name: str = "sub") -> Networks:
    """That many subscriptions of one target, which may be on this machine: the networks of each."""
    now = datetime.now(UTC)
    made = [
        Subscription(SubscriptionId(f"{name}_{number:05d}"), "webhook", target, now, filter=wanted)
        for number in range(count)
    ]
    for start in range(0, count, 500):
        some = made[start : start + 500]
        await asyncio.gather(*(store.subscriptions.put(one, secret=SECRET) for one in some))
    return {one.id: ("127.0.0.0/8",) for one in made}


def a_fanout(store: Store) -> Fanout:
    """Fan-out as `redline run` has it."""
    return Fanout(
        store.log,
        store.outbox,
        store.catch_up,
        store.subscriptions,
        store.endpoints,
        Background(store.book, store.archive, store.filters),
        owner="bench",
    )


def a_deliverer(store: Store, sink: Sink) -> Deliverer:
    """A deliverer as `redline run` has it."""
    subjects = Subjects(store.archive, store.book, store.subscriptions, store.endpoints, store.marks)
    ways = Ways.of(subjects, {"webhook": sink}, base_url="https://redline.example")
    return Deliverer(store.outbox, store.subscriptions, store.endpoints, ways, SystemClock(), lambda: 0.0)
