"""`redline import`: take in an export, or what other programs watch."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import click

from monitor import intake, sources
from monitor.app.opening import App, open_app
from monitor.app.originals import originals_of
from monitor.app.storage import chains_of
from monitor.cli.session import SHORT_ID, printable, run, with_settings
from monitor.errors import ParseError, RedlineError
from monitor.intake import Wish
from monitor.model import SourceKind, SourceRules
from monitor.settings import Settings
from monitor.takeout import importing, lists, reading
from monitor.takeout.entries import Entry

AT_ONCE: Final = 8  # addresses asked for at a time; a host is asked for one at a time


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE|FOLDER|-")
@click.option(
    "--form",
    type=click.Choice(["export", *lists.FORMS]),
    help="Do not find out what the file is: an export, OPML, addresses, a job file of urlwatch or webchanges (jobs), "
    "a list or backup of changedetection.io.",
)
@click.option(
    "--as",
    "kind",
    type=click.Choice([kind.value for kind in SourceKind]),
    help="Of lists: take every address for this, without asking the sites first.",
)
@click.option("--check", "only_check", is_flag=True, help="Only say what would be done.")
@click.option("--json", "as_json", is_flag=True, help="Of lists: print one JSON object per entry.")
@with_settings
def import_(
    settings: Settings, *, file: Path, form: str | None, kind: str | None, only_check: bool, as_json: bool
) -> None:
    """Take in an export of Redline (a file, a folder or a SQLite file), or what another program watches.

    An export is checked as a whole before anything of it is kept; what was there already is left as it is. Lists say
    of every entry what became of it.
    """
    with _opened(file) as (place, name):
        form = form or ("export" if _is_export(place) else "")
        if form == "export":
            code = run(_take_in(settings, place, name, only_check=only_check))
        else:
            try:
                found, entries = lists.read_list(place.read_bytes(), form or "")
            except (OSError, ParseError) as error:
                raise ParseError(f"{name}: {error}") from error
            click.echo(f"{name}: {len(entries)} entries, read as {found}", err=True)
            code = run(_watch(settings, entries, kind, only_check=only_check, as_json=as_json))
    sys.exit(code)


@contextmanager
def _opened(file: Path) -> Iterator[tuple[Path, str]]:
    """A place that can be read twice, and what it is called."""
    if str(file) != "-":
        if not file.exists():
            raise ParseError(f"{file}: there is no such file")
        yield file, file.name
        return
    with tempfile.NamedTemporaryFile(prefix="redline-import-") as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.flush()
        yield Path(kept.name), "standard input"


def _is_export(place: Path) -> bool:
    return place.is_dir() or reading.is_sqlite(place) or reading.head_of(place).lstrip().startswith(b'{"redline"')


# ------------------------------------------------ exports
async def _take_in(settings: Settings, place: Path, name: str, *, only_check: bool) -> int:
    async with open_app(settings) as app:
        now = await chains_of(app.store).now()
        try:
            if only_check:
                count = importing.check(reading.lines_in(place), now)
                click.echo(f"{count} articles, every line and chain is whole")
                return 0
            done = await importing.take_in(
                lambda: reading.lines_in(place),
                app.store,
                settings.data_dir,
                name=name,
                now=now,
                bodies=originals_of(settings) if settings.archive.originals else None,
            )
        except ParseError as error:
            raise ParseError(str(error).replace(str(place), name), hint="nothing was taken in") from error
    for refused in done.refused:
        click.echo(f"left alone: {printable(refused.replace(str(place), name))}", err=True)
    known = done.articles - done.new - done.longer - len(done.refused)
    click.echo(
        f"{done.articles} articles: {done.new} new, {done.longer} longer than before, {known} known as they are, "
        f"{len(done.refused)} left alone"
    )
    if done.versions:
        click.echo(
            f"{done.versions} versions taken in, {done.claimed} of them as claims: we did not see them ourselves"
        )
    if done.originals:
        click.echo(f"{done.originals} raw responses taken in")
    if done.sources:
        click.echo(f"{done.sources} sources are new here and paused: `redline resume SOURCE` begins to check them")
    return 1 if done.refused else 0


# ------------------------------------------------ lists
@dataclass(frozen=True, slots=True)
class _Became:
    """What an entry became."""

    entry: Entry
    ok: bool
    said: str
    id: str = ""


async def _watch(
    settings: Settings, entries: Sequence[Entry], kind: str | None, *, only_check: bool, as_json: bool
) -> int:
    wanted = [replace(one, kind=SourceKind(kind)) for one in entries] if kind else entries
    counts = {True: 0, False: 0}
    async with open_app(settings) as app:
        async for became in _each(app, wanted, only_check=only_check):
            counts[became.ok] += 1
            _print(became, as_json=as_json)
    verb = "would be watched" if only_check else "watched"
    click.echo(f"{counts[True]} {verb}, {counts[False]} not", err=True)
    return 0 if counts[True] else 1


async def _each(app: App, entries: Sequence[Entry], *, only_check: bool) -> AsyncIterator[_Became]:
    """In order, a few at a time."""
    seen: set[str] = set()
    for at in range(0, len(entries), AT_ONCE):
        batch = entries[at : at + AT_ONCE]
        firsts = []
        for entry in batch:
            address = "" if entry.refusal else sources.normalise(entry.url)
            firsts.append(not address or address not in seen)
            seen.add(address)
        works = [
            _one(app, entry, only_check=only_check, first=first) for entry, first in zip(batch, firsts, strict=True)
        ]
        for became in await asyncio.gather(*works):
            yield became


async def _one(app: App, entry: Entry, *, only_check: bool, first: bool) -> _Became:
    if entry.refusal or not first:
        return _Became(entry, ok=False, said=f"not watched: {entry.refusal or 'it stands there twice'}")
    known = await app.store.book.get(sources.source_id(entry.url))
    if known is not None and not known.archived:
        return _Became(entry, ok=True, said="watched already", id=known.id)
    wish = Wish(entry.url, entry.kind, entry.name, tags=entry.tags, rules=SourceRules(every_s=entry.every_s))
    try:
        return await (_preview(app, entry, wish) if only_check else _add(app, entry, wish))
    except (RedlineError, ValueError) as error:
        return _Became(entry, ok=False, said=f"not watched: {error}")


async def _preview(app: App, entry: Entry, wish: Wish) -> _Became:
    if entry.kind is not None:
        return _Became(entry, ok=True, said=f"would be watched as {entry.kind.value}")
    seen = await intake.preview(wish, app.world)
    return _Became(entry, ok=seen.works, said=f"{seen.verdict.value.replace('_', ' ')}: {seen.found}")


async def _add(app: App, entry: Entry, wish: Wish) -> _Became:
    source, seen = await intake.add(wish, app.world)
    if source is None:
        why = f"{seen.verdict.value.replace('_', ' ')}: {seen.why}" if seen else "no reason is known"
        return _Became(entry, ok=False, said=f"not watched: {why}")
    if entry.paused:
        await intake.alter(replace(source, paused=True), app.world)
    state = ", paused as it was there" if entry.paused else ""
    return _Became(entry, ok=True, said=f"watching as {source.kind.value} {source.id[:SHORT_ID]}{state}", id=source.id)


def _print(became: _Became, *, as_json: bool) -> None:
    entry = became.entry
    if as_json:
        said = {"where": entry.where, "url": entry.url, "watched": became.ok, "said": became.said, "source": became.id}
        click.echo(json.dumps(said | {"notes": list(entry.notes)}))
        return
    click.echo(": ".join(printable(part) for part in (entry.where, entry.url or entry.name, became.said) if part))
    for note in entry.notes:
        click.echo(f"  note: {printable(note)}")
