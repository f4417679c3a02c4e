"""The looks of a command: at each wanted article until it has a final outcome."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import click

from monitor import pipeline
from monitor.app.opening import App
from monitor.cli.session import printable
from monitor.model import Article, ArticleId, ArticleState, ItemKind, Lease
from monitor.pipeline import Outcome, item_of

LEASE_S = 180.0
MAX_CONFLICTS = 5
HEED_S = 1.0  # between two questions whether others were faster
COUNTED = {Outcome.NEW: "new", Outcome.CHANGED: "changed", Outcome.UNCHANGED: "unchanged"}


@dataclass(slots=True)
class Round:
    """Looks until every wanted article has a final outcome; whatever else is due meanwhile is looked at too.

    Looks that another process makes count, too: a daemon that runs beside the command may be faster.
    """

    app: App
    wanted: Sequence[Article]
    waiting: dict[ArticleId, tuple[Article, ArticleState]] = field(default_factory=dict)  # as they were before
    looking: set[ArticleId] = field(default_factory=set)  # under way here
    heeds_at: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    conflicts: Counter[ArticleId] = field(default_factory=Counter)
    done: Callable[[], None] = lambda: None  # called after each article

    async def run(self, tasks: int) -> None:
        """Look with so many looks under way at a time."""
        known = await self.app.world.catalog.heads([one.id for one in self.wanted])
        self.waiting = {one.id: known.get(one.id, (one, ArticleState())) for one in self.wanted}
        await self.app.store.frontier.signal([item_of(one) for one in self.wanted])
        async with asyncio.TaskGroup() as group:
            for _ in range(min(tasks, max(1, len(self.waiting)))):
                group.create_task(self._work())

    async def _work(self) -> None:
        frontier, wakeup = self.app.store.frontier, self.app.store.wakeup
        while self.waiting:
            leases = await frontier.claim([ItemKind.ARTICLE], 1, lease_s=LEASE_S)
            if not leases:
                await wakeup.wait(timeout_s=0.2)
                await self._heed_others()
            for lease in leases:
                await self._look(lease)

    async def _heed_others(self) -> None:
        """Count what others have looked at meanwhile, and no possible edit is left of."""
        now = asyncio.get_running_loop().time()
        if now < self.heeds_at:
            return
        self.heeds_at = now + HEED_S
        for article, (_, state) in (await self.app.world.catalog.heads(list(self.waiting))).items():
            if article in self.looking or article not in self.waiting or state.looks <= self.waiting[article][1].looks:
                continue
            head = await self.app.world.archive.head(article)
            if head is not None and head.candidate is None and article in self.waiting:
                self._count(article, _outcome(self.waiting[article][1], state), state.reason)

    async def _look(self, lease: Lease) -> None:
        article = ArticleId(lease.item.id)
        self.looking.add(article)
        looked = await pipeline.look(lease, self.app.world)
        self.looking.discard(article)
        if article not in self.waiting or looked.outcome is Outcome.PENDING:
            return
        if looked.outcome is Outcome.CONFLICT and self.conflicts[article] < MAX_CONFLICTS:
            self.conflicts[article] += 1
            return
        self._count(article, looked.outcome, looked.why)

    def _count(self, wanted: ArticleId, outcome: Outcome, why: str) -> None:
        article, _ = self.waiting.pop(wanted)
        self.done()
        self.counts[COUNTED.get(outcome, "failed")] += 1
        if outcome not in COUNTED:
            click.echo(f"{printable(article.url)}: {printable(why or outcome.value)}", err=True)


def _outcome(before: ArticleState, now: ArticleState) -> Outcome:
    """How the looks between two states ended."""
    if now.failures:
        return Outcome.FAILED
    if now.versions == before.versions:
        return Outcome.UNCHANGED
    return Outcome.CHANGED if before.versions else Outcome.NEW
