"""`redline verify`, `redline root`, `redline proof`: check the archive, sign it, prove a version to others."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import click

from monitor.app.opening import App, open_app
from monitor.app.roots import sign_root, stamp_certificates, stamp_roots
from monitor.app.storage import chains_of
from monitor.cli.session import known_article, printable, run, with_settings
from monitor.errors import NotFound
from monitor.model import ArticleId
from monitor.settings import Settings
from monitor.store.proofs import proof_of
from monitor.store.roots import RootLog


@click.command()
@click.argument("article", metavar="[URL|ID]", required=False)
@with_settings
def verify(settings: Settings, *, article: str | None) -> None:
    """Check every version's text, record and chain, of all articles or of one; 1 if anything is broken."""
    faults = run(_verify(settings, article))
    sys.exit(1 if faults else 0)


async def _verify(settings: Settings, name: str | None) -> int:
    articles = versions = faults = 0
    async with open_app(settings) as app:
        if name is None and (fault := RootLog(settings.data_dir).check(stamp_certificates(settings))):
            click.echo(f"BROKEN {printable(fault)}")
            faults += 1
        known = _signed(settings) if not faults else {}
        async for found in _wanted(app, name):
            checked = await chains_of(app.store).check(found)
            fault = checked.fault or await _rewritten(app, found, known)
            if fault:
                click.echo(f"BROKEN {printable(fault)}")
            articles, versions, faults = articles + 1, versions + checked.versions, faults + bool(fault)
        if name is None and not faults:
            for fault in [one async for one in _erased(app, known)]:
                click.echo(f"BROKEN {printable(fault)}")
                faults += 1
    roots = f", {len(RootLog(settings.data_dir).entries())} signed roots" if not faults else ""
    click.echo(f"{articles} articles, {versions} versions checked{roots}: {faults or 'nothing'} broken")
    return faults


async def _wanted(app: App, name: str | None) -> AsyncIterator[ArticleId]:
    if name is not None:
        yield await known_article(name, app.store.catalog)
        return
    async for page in chains_of(app.store).articles():
        for article in page:
            yield article


def _signed(settings: Settings) -> dict[str, list[tuple[int, str]]]:
    """What the log of roots says of each article: (version, hash of its record)."""
    log = RootLog(settings.data_dir)
    found: dict[str, list[tuple[int, str]]] = {}
    for entry in log.entries():
        for line in log.leaves(entry.number):
            article, number, digest = line.decode().split()
            found.setdefault(article, []).append((int(number), digest))
    return found


async def _rewritten(app: App, article: ArticleId, signed: dict[str, list[tuple[int, str]]]) -> str:
    """The first version that is not the one whose hash was signed, in words: a chain that was written anew."""
    if article not in signed:
        return ""
    hashes = {one.number: one.record_hash for one in await app.store.own_archive.versions(article)}
    for number, digest in signed[article]:
        if hashes.get(number) != digest:
            return f"version {number} of article {article}: it is not the one that was signed"
    return ""


async def _erased(app: App, signed: dict[str, list[tuple[int, str]]]) -> AsyncIterator[str]:
    """Articles that were erased whole and whose records were not those that were signed, in words."""
    async for article, standing in app.store.marks.all():
        for number, digest in signed.get(article, ()) if standing.records else ():
            if number > len(standing.records) or standing.records[number - 1] != digest:
                yield f"version {number} of article {article}, which was erased: it is not the one that was signed"


@click.command()
@with_settings
def root(settings: Settings) -> None:
    """Sign a root over all chains that grew since the last one; `redline run` does it once a day."""

    async def work() -> None:
        async with open_app(settings) as app:
            entry = await sign_root(app)
            click.echo(entry.signed.rstrip() if entry else "nothing new since the last root")
            if stamped := await stamp_roots(app):
                click.echo(f"{stamped} dated by {app.settings.archive.timestamp_url}")

    run(work())


@click.command()
@click.argument("article", metavar="URL|ID")
@click.argument("number", type=int, metavar="VERSION")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write it here (default: print it).")
@with_settings
def proof(settings: Settings, *, article: str, number: int, output: Path | None) -> None:
    """Write the proof of one version: a small file that anybody can check, see docs/proofs.md."""

    async def work() -> bytes:
        async with open_app(settings) as app:
            found = await known_article(article, app.store.catalog)
            version = await app.store.archive.version(found, number)
            if version is None:
                raise NotFound(f"there is no version {number}", hint="`redline show` lists them")
            return await proof_of(version, chains_of(app.store), RootLog(settings.data_dir))

    data = run(work())
    if output is None:
        click.echo(data.decode(), nl=False)
    else:
        output.write_bytes(data)
        click.echo(f"{output}: {len(data)} bytes")
