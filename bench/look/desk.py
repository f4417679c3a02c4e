"""A Redline in memory that looks at pages as the daemon does, and what it told of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Final

from monitor import pipeline, poll, sources, verdict
from monitor.fetch import Answer, ReplayFetcher
from monitor.model import Article, ArticleId, Change, EventType, ItemKind, Source, SourceKind, SourceRules
from monitor.pipeline import Outcome, World, item_of
from monitor.ports import Clock, Fetcher, Originals, Workshop
from monitor.store import Store
from monitor.store.in_memory import memory_store
from monitor.store.memory.clock import FrozenClock
from monitor.store.memory.originals import MemoryOriginals
from monitor.workshop import InlineWorkshop

HOUR_S: Final = 3_600.0
RULES: Final = SourceRules(retire=False)
Serve = Callable[
    [float, int], bytes
]  # the page: by the seconds since the desk was opened and the number of the request


def memory_world(store: Store, clock: Clock, fetcher: Fetcher, limits: verdict.Limits) -> World:
    """All that a look needs, in this process; tests build theirs with it, too."""
    numbers = count()
    return World(
        frontier=store.frontier,
        archive=store.own_archive,
        catalog=store.catalog,
        book=store.book,
        cares=store.cares,
        fetcher=fetcher,
        workshop=InlineWorkshop(),
        clock=clock,
        options=poll.PollOptions(),
        limits=limits,
        dice=lambda: 0.5,
        new_id=lambda: f"look{next(numbers)}",
        originals=MemoryOriginals(),
        turning=store.turning,
    )


class Desk:
    """One source with one article, looked at whenever the bench says so; a suspected change is looked at again."""

    def __init__(self, url: str) -> None:
        self.clock, self.fetcher = FrozenClock(), ReplayFetcher()
        self.store = memory_store(self.clock)
        self.requests, self._opened = 0, self.clock.now()
        self.world = memory_world(self.store, self.clock, self.fetcher, verdict.Limits(confirm_announced=True))
        source = Source(sources.source_id(url), url, SourceKind.PAGE, "", self.clock.now(), rules=RULES)
        self._source = source
        self.article = Article(
            sources.article_id(url), url, sources.host(url), source.id, (source.id,), self.clock.now()
        )

    async def open(self) -> None:
        """Declare the source and its article."""
        await self.store.book.put(self._source)
        await self.store.own_archive.create([self.article])
        await self.store.frontier.put([item_of(self.article)])

    def read_by(self, workshop: Workshop, originals: Originals | None = None) -> None:
        """Let another reader read pages from now on; perhaps what was kept is gone, too."""
        self.world = replace(self.world, workshop=workshop, originals=originals or self.world.originals)

    async def visit(self, serve: Serve, *, later_s: float = 0.0) -> Outcome:
        """One look, and the further ones that it asks for."""
        self.clock.advance(later_s)
        outcome = await self._look(serve)
        while outcome is Outcome.PENDING:
            self.clock.advance(self.world.limits.confirm_after_s)
            outcome = await self._look(serve)
        return outcome

    async def _look(self, serve: Serve) -> Outcome:
        self.requests += 1
        seconds = (self.clock.now() - self._opened).total_seconds()
        self.fetcher.say(self.article.url, Answer(serve(seconds, self.requests)))
        await self.store.frontier.signal([item_of(self.article)])
        self.clock.advance(2.0)  # the host's pace
        (lease,) = await self.store.frontier.claim([ItemKind.ARTICLE], 1, lease_s=60.0)
        return (await pipeline.look(lease, self.world)).outcome

    async def told(self) -> list[Change]:
        """The changes that were told."""
        events = await self.store.own_archive.events(ArticleId(self.article.id))
        return [event.change for event in events if event.type is EventType.CHANGED and event.change]
