"""`redline backfill`: what a web archive captured of an address, before it was watched here."""

from __future__ import annotations

import sys

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from monitor.app.captures import place_of
from monitor.app.opening import open_app
from monitor.cli.session import SHORT_ID, printable, run, with_settings
from monitor.cli.words import moment
from monitor.errors import ParseError
from monitor.model import Change
from monitor.settings import Settings
from monitor.sources import normalise
from monitor.takeout import backfill as taking
from monitor.takeout.web_archive import Place


@click.command()
@click.argument("url")
@click.option("--archive", default="", metavar="URL", help="Base address of another web archive (backfill.archive).")
@with_settings
def backfill(settings: Settings, *, url: str, archive: str) -> None:
    """Take in what a web archive captured of URL, as versions marked "capture by ARCHIVE", never as seen by us.

    The captures become an article of their own, beside that of URL; it may be watched or not. Run it again to go on
    where it was broken off, or to take in newer captures.
    """
    try:
        normalise(url)
    except ValueError as error:
        raise ParseError(f"{url}: {error}") from error
    place = place_of(settings, archive)
    done = run(_backfill(settings, url, place))
    for line in taking.summary(done):
        click.echo(f"  {line}")
    if not done.listed:
        click.echo(f"{place.host} has no capture of {printable(url)}")
        sys.exit(1)
    click.echo(f"{place.article(url)[:SHORT_ID]}: {done.versions} versions taken in from {done.listed} captures")


async def _backfill(settings: Settings, url: str, place: Place) -> taking.Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    from rich.console import Console

    async with open_app(settings) as app:
        with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
            task = bar.add_task(f"captures by {place.host}", total=None)

            def told(progress: taking.Progress, change: Change | None) -> None:
                bar.update(task, total=progress.listed, completed=progress.done)
                if change is not None:
                    times = f"{moment(change.interval.not_before)} – {moment(change.interval.not_after)}"
                    bar.console.file.flush()
                    click.echo(f"{times}  {printable(change.summary)}")

            return await taking.backfill(url, place, app.store.histories, app.world, told)
