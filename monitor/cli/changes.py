"""`redline changes`: what was changed lately, newest first."""

from __future__ import annotations

import click
from pydantic import TypeAdapter

from monitor.app.storage import opened_store
from monitor.cli.session import SHORT_ID, printable, run, with_settings
from monitor.cli.words import NOTHING_WATCHED, ago, moment
from monitor.clock import SystemClock
from monitor.model import CHANGES, Event, SourceId
from monitor.settings import Settings
from monitor.store import Store
from monitor.web.words import count


@click.command()
@click.option("--source", "source", metavar="URL|ID", help="Only changes of this source's articles.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@with_settings
def changes(settings: Settings, *, source: str | None, limit: int, as_json: bool) -> None:
    """List the latest changes, newest first: when, which article, what in one line."""
    run(_changes(settings, source, limit, as_json=as_json))


async def _changes(settings: Settings, source: str | None, limit: int, *, as_json: bool) -> None:
    from monitor.cli.sources import find_source

    async with opened_store(settings) as store:
        wanted = (await find_source(source, store.book)).id if source else None
        page = await store.catalog.events(types=CHANGES, source=wanted, limit=limit)
        if as_json:
            line = TypeAdapter(Event)
            for event in (one for one in page.items if one.change):
                click.echo(line.dump_json(event).decode())
        elif page.items:
            await _print(store, page.items)
        else:
            await _nothing(store, wanted)


async def _print(store: Store, events: tuple[Event, ...]) -> None:
    heads = await store.catalog.heads([event.change.article for event in events if event.change])
    for event in events:
        if event.change is None:
            continue
        change = event.change
        article, _ = heads[change.article]
        click.echo(
            f"{moment(event.at)}  {change.article[:SHORT_ID]}  v{change.from_version}..{change.to_version}  "
            f"{printable(change.new_title)}"
        )
        click.echo(f"    {printable(change.summary)}\n    {printable(article.url)}")


async def _nothing(store: Store, source: SourceId | None) -> None:
    """What was done so far, when to expect something and what to do next."""
    sources = [s for s in await store.book.all() if source in {None, s.id}]
    if not sources:
        click.echo(NOTHING_WATCHED)
        return
    totals = await store.catalog.totals(source)
    since = ago(SystemClock().now() - min(s.added for s in sources))
    watching = f"Watching {count(totals.articles, 'article')} of {count(len(sources), 'source')} for {since}"
    if totals.looks:
        failed = f"{totals.failed_looks:,} of them failed" if totals.failed_looks else "all fine"
        checks = f"{count(totals.looks, 'check')}, {failed}; about 1 in 4 articles changes, most of them within a day"
    else:
        checks = "nothing was checked yet: the first check stores what is there now, changes show from the second on"
    click.echo(f"No changes yet. {watching}; {checks}.\nThe daemon must be running to find them: redline run")
