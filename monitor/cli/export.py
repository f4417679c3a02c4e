"""`redline export`: take the archive out, as lines of JSON, a folder, a SQLite file or OPML."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from monitor.app.originals import originals_of
from monitor.app.storage import chains_of, opened_store
from monitor.cli.session import known_article, printable, run, with_settings
from monitor.cli.sources import find_source
from monitor.settings import Settings
from monitor.store import Store
from monitor.takeout import sqlite
from monitor.takeout.opml import opml_of
from monitor.takeout.taking import Wanted, take_all, wanted_articles
from monitor.takeout.writing import Folder, Lines, Writer, open_file


@click.command()
@click.argument("articles", nargs=-1, metavar="[URL|ID]...")
@click.option("--source", default="", metavar="NAME|URL", help="Only the articles of one source.")
@click.option("--tag", default="", help="Only articles that carry this tag, or have a change that does.")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    help="FILE.jsonl, FILE.sqlite (tables, views and full-text search, for Datasette) or a folder.",
)
@click.option(
    "--originals", is_flag=True, help="With the raw responses behind the versions; `redline import` keeps them, too."
)
@click.option("--opml", is_flag=True, help="The sources as OPML instead, for feed readers and for `redline import`.")
@with_settings
def export(
    settings: Settings,
    *,
    articles: tuple[str, ...],
    source: str,
    tag: str,
    target: Path | None,
    originals: bool,
    opml: bool,
) -> None:
    """Take articles out with all versions, evidence, events and annotations; all of them if none is named.

    Without --to one line of JSON an article goes to standard output. `redline import` takes each form in again.
    """
    if opml:
        _write_opml(settings, target)
        return
    count, damaged = run(_export(settings, articles, source, tag, target, originals=originals))
    where = f" to {target}" if target else ""
    click.echo(f"{count} articles written{where}", err=True)
    for fault in damaged:
        click.echo(f"left out, for it is damaged: {printable(fault)}", err=True)
    sys.exit(1 if damaged else 0)


async def _export(
    settings: Settings, names: tuple[str, ...], source: str, tag: str, target: Path | None, *, originals: bool
) -> tuple[int, list[str]]:
    from rich.progress import track

    async with opened_store(settings) as store:
        wanted = await _wanted(store, names, source, tag)
        ids = await wanted_articles(store, wanted)
        with _open(target) as writer:
            shown = sys.stderr.isatty() and target is not None
            bar = iter(track(ids, "writing", disable=not shown))
            damaged: list[str] = []
            now = await chains_of(store).now()
            bodies = originals_of(settings) if originals else None
            async for taken in take_all(
                store, ids, lambda error: damaged.append(str(error)), now=now, originals=bodies
            ):
                writer.add(taken)
                next(bar, None)
        return len(ids) - len(damaged), damaged


async def _wanted(store: Store, names: tuple[str, ...], source: str, tag: str) -> Wanted:
    articles = [await known_article(name, store.catalog) for name in names]
    found = await find_source(source, store.book) if source else None
    return Wanted(tuple(articles), found.id if found else None, " ".join(tag.split()).casefold())


@contextmanager
def _open(target: Path | None) -> Iterator[Writer]:
    if target is None or target.suffix == ".jsonl":
        with open_file(target, sys.stdout.buffer) as out:
            yield Lines(out)
    elif target.suffix in sqlite.SUFFIXES:
        with sqlite.open_tables(target) as tables:
            yield tables
    else:
        yield Folder(target)


async def _opml(settings: Settings) -> tuple[int, bytes]:
    async with opened_store(settings) as store:
        sources = await store.book.all()
        states = await store.book.states([source.id for source in sources])
    return len(sources), opml_of([(source, states[source.id].title) for source in sources])


def _write_opml(settings: Settings, target: Path | None) -> None:
    count, made = run(_opml(settings))
    if target is None:
        click.echo(made.decode(), nl=False)
        return
    with open_file(target, sys.stdout.buffer) as out:
        out.write(made)
    click.echo(f"{count} sources written to {target}", err=True)
