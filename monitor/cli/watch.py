"""`redline watch --once` and `redline look`: look now, at a list of addresses or at one article."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

import click
from rich.console import Console
from rich.progress import Progress

from monitor import pipeline, sources
from monitor.app.opening import App, LookTuning, open_app
from monitor.cli.kinds import NETWORK
from monitor.cli.session import find_article, printable, run, with_settings
from monitor.cli.show import offer
from monitor.model import Article, ArticleId, ArticleState, ItemKind, Lease, Source, SourceId, SourceKind, SourceRules
from monitor.pipeline import Outcome, item_of
from monitor.settings import Settings

LEASE_S = 180.0
MAX_CONFLICTS = 5
HEED_S = 1.0  # between two questions whether others were faster
WATCH_LIST = "https://watch-list.invalid/"  # the source of addresses that were given by hand; it is never asked
COUNTED = {Outcome.NEW: "new", Outcome.CHANGED: "changed", Outcome.UNCHANGED: "unchanged"}


@click.command()
@click.option("--once", is_flag=True, required=True, help="Look once and end.")
@click.option(
    "--urls",
    "urls",
    type=click.File("r", encoding="utf-8"),
    required=True,
    help="One address a line; - = standard input.",
)
@click.option("--allow", type=NETWORK, multiple=True, metavar="CIDR", help="A private network that may be asked now.")
@click.option(
    "--pace", type=click.FloatRange(0), help="Seconds between two requests to a host (0 for your own servers)."
)
@click.option("--connections", type=click.IntRange(1, 64), help="Requests to a host at the same time.")
@with_settings
def watch(
    settings: Settings,
    *,
    once: bool,
    urls: Iterable[str],
    allow: tuple[str, ...],
    pace: float | None,
    connections: int | None,
) -> None:
    """Look once at every address of a list, whatever its due time; the last line counts what was found.

    The same flow as the daemon's: plan, fetch, extraction, archive and events. A possible edit is looked at a second
    time at once. What --allow names holds for these looks alone: nothing of it is kept.
    """
    del once
    wanted = list(dict.fromkeys(line.strip() for line in urls if line.strip() and not line.startswith("#")))
    if connections is not None:
        settings = settings.model_copy(update={"look": settings.look.model_copy(update={"connections": connections})})
    counts = run(_watch(settings, wanted, LookTuning(pace, {sources.source_id(WATCH_LIST): allow})))
    click.echo(" ".join(f"{name}={counts[name]}" for name in ("new", "changed", "unchanged", "failed")))


async def _watch(settings: Settings, wanted: list[str], look: LookTuning) -> Counter[str]:
    counts: Counter[str] = Counter()
    async with open_app(settings, look=look) as app:
        now, rules = app.world.clock.now(), SourceRules(retire=False)
        source = Source(sources.source_id(WATCH_LIST), WATCH_LIST, SourceKind.PAGE, "given by hand", now, rules=rules)
        await app.store.book.put(source)
        articles = []
        for url in wanted:
            try:
                articles.append(_article(url, source.id, app))
            except ValueError as error:
                click.echo(f"{printable(url[:200])}: {error}", err=True)
                counts["failed"] += 1
        await app.store.archive.create(articles)
        round_ = Round(app, articles)
        with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
            round_.done = partial(bar.advance, bar.add_task("looking", total=len(articles)))
            await round_.run(settings.look.tasks)
        counts.update(round_.counts)
    return counts


def _article(url: str, source: SourceId, app: App) -> Article:
    return Article(
        id=sources.article_id(url),
        url=sources.normalise(url),
        host=sources.host(url),
        source=source,
        sources=(source,),
        added=app.world.clock.now(),
    )


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


@click.command()
@click.argument("article", metavar="URL|ID")
@with_settings
def look(settings: Settings, *, article: str) -> None:
    """Look at an article now; a possible edit is looked at a second time at once."""

    async def work() -> Round | None:
        async with open_app(settings, look=LookTuning()) as app:
            found = await find_article(article, app.store.catalog)
            if found is None:
                return None
            known, _ = (await app.store.catalog.heads([found]))[found]
            one = Round(app, [known])
            await one.run(1)
            return one

    done = run(work())
    if done is None:
        offer(settings, article)
        return
    click.echo(next(iter(done.counts)))
    if done.counts["failed"]:
        sys.exit(1)
