"""`redline relabel`: label changes again by the rules of today; what was published stays as it was."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import replace

import click
from pydantic import TypeAdapter
from rich.console import Console
from rich.progress import Progress

from monitor import diff
from monitor.app.storage import opened_store
from monitor.cli.session import find_article, printable, run, with_settings
from monitor.cli.show import offer
from monitor.diff.labelling import RULES_VERSION
from monitor.diff.reading import READING
from monitor.model import ArticleId, Change, every_page
from monitor.settings import Settings
from monitor.snapshot import headline_hash
from monitor.store import Store

PAGE = 500


@click.command()
@click.argument("article", metavar="[URL|ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per changed labelling.")
@with_settings
def relabel(settings: Settings, *, article: str | None, as_json: bool) -> None:
    """Label changes again by the rules of this release, of one article or of all.

    Kinds, notice, weight and summary as they were published stay and are what subscribers got; the new labelling stands
    beside them. Prints what is labelled otherwise now.
    """
    if not run(_relabel(settings, article, as_json=as_json)):
        offer(settings, article or "")


async def _relabel(settings: Settings, name: str | None, *, as_json: bool) -> bool:
    """False if the named article is not watched."""
    async with opened_store(settings) as store:
        wanted = await find_article(name, store.catalog) if name else None
        if name and wanted is None:
            return False
        total = 1 if wanted else (await store.catalog.totals(None)).articles
        made = 0
        with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as bar:
            task = bar.add_task("labelling", total=total)
            async for found in _articles(store, wanted):
                for old, new in await relabelled(store, found):
                    made += 1
                    _print(old, new, as_json=as_json)
                bar.advance(task)
        if not as_json:
            click.echo(f"{made} changes labelled by the rules {RULES_VERSION}; what was published stays as it was")
    return True


async def _articles(store: Store, wanted: ArticleId | None) -> AsyncIterator[ArticleId]:
    if wanted:
        yield wanted
        return
    async for page in every_page(lambda cursor: store.catalog.articles(cursor=cursor, limit=PAGE)):
        for found in page.items:
            yield found


async def relabelled(store: Store, article: ArticleId) -> list[tuple[Change, Change]]:
    """(published, labelled again) of each change of an article that these rules had not labelled; they are kept."""
    published = [event.change for event in await store.archive.events(article) if event.change]
    if all(change.rules_version == RULES_VERSION for change in published):
        return []
    versions = {version.number: version for version in await store.archive.versions(article)}
    known, _ = (await store.catalog.heads([article]))[article]
    found = []
    for change in published:
        old, new = versions.get(change.from_version), versions.get(change.to_version)
        if change.rules_version == RULES_VERSION or old is None or new is None or old.absence or new.absence:
            continue
        earlier = [version.fingerprint for number, version in versions.items() if number < old.number]
        if READING not in change.kinds:  # they were read alike when they were compared, whatever their evidence says
            seen = replace(old.evidence, extractor=new.evidence.extractor)
            old = replace(old, evidence=replace(seen, extractor_version=new.evidence.extractor_version))
        titles = [headline_hash(version.text.title) for number, version in versions.items() if number < old.number]
        published_at = known.published or old.text.published
        again = await asyncio.to_thread(diff.label, old, new, earlier=earlier, titles=titles, published=published_at)
        if await store.labellings.put(again):
            found.append((change, again))
    return found


def _print(old: Change, new: Change, *, as_json: bool) -> None:
    if as_json:
        click.echo(TypeAdapter(Change).dump_json(new).decode())
        return
    told = []
    for name in ("kinds", "notice", "weight", "summary"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            told.append(f"{name}: {_shown(before)} -> {_shown(after)}")
    if told:
        click.echo(f"{new.article[:6]} v{new.from_version}..{new.to_version}  {printable('; '.join(told))}")


def _shown(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
