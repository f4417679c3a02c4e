"""`redline watch --once` and `redline look`: look now, at a list of addresses or at one article."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from functools import partial

import click
from rich.console import Console
from rich.progress import Progress

from monitor import sources
from monitor.app.opening import App, LookTuning, open_app
from monitor.cli.kinds import NETWORK
from monitor.cli.round import Round
from monitor.cli.session import find_article, printable, run, with_settings
from monitor.cli.show import offer
from monitor.cli.words import moment
from monitor.model import Article, Source, SourceId, SourceKind, SourceRules
from monitor.pipeline import item_of
from monitor.settings import Settings

A_WHILE = timedelta(seconds=5)  # for which a command waits without a word
WATCH_LIST = "https://watch-list.invalid/"  # the source of addresses that were given by hand; it is never asked


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
            (planned,) = await app.store.frontier.planned([item_of(known)])
            if planned.host_free and planned.host_free - app.world.clock.now() > A_WHILE:
                click.echo(f"its site is left alone until {moment(planned.host_free)}; Ctrl-C ends the wait", err=True)
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
