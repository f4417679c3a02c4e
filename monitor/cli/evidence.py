"""`redline warc` and `redline evidence`: take the raw responses out, for replay tools and for lawyers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import click

from monitor.app.opening import App, open_app
from monitor.app.originals import originals_of
from monitor.app.storage import chains_of
from monitor.cli import bundle
from monitor.cli.bundle import Between, Side
from monitor.cli.session import known_article, run, with_settings
from monitor.errors import DamagedRecord, NotFound
from monitor.model import Absence, ArticleId, EventType, Version
from monitor.ports import Claim
from monitor.settings import Settings
from monitor.store import warc as records
from monitor.store.files import made_whole
from monitor.store.proofs import proof_of
from monitor.store.roots import RootLog

_WITHHELD = {Absence.HIDDEN, Absence.ERASED}
_STATES = {EventType.UNAVAILABLE, EventType.RESTORED}


@click.command()
@click.argument("article", metavar="URL|ID")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write it here (default: ID.warc.gz).")
@with_settings
def warc(settings: Settings, *, article: str, output: Path | None) -> None:
    """Write all raw responses kept of an article as one WARC file, which replay tools open."""

    async def work() -> tuple[ArticleId, set[str] | None]:
        async with open_app(settings) as app:
            found = await known_article(article, app.store.catalog)
            versions = await app.store.archive.versions(found)
            readable = {one.evidence.raw_sha256 for one in versions if not one.absence}
            return found, readable if any(one.absence in _WITHHELD for one in versions) else None

    found, only = run(work())
    folder = originals_of(settings)
    places = folder.of_article(found, only=only)
    if not places:
        raise NotFound(f"no original of article {found} was kept")
    file = output or Path(f"{found}.warc.gz")
    write(file, records.info_member(file.name) + b"".join(folder.data(place) for place in places))
    click.echo(f"{file}: {len(places)} responses")


@click.command()
@click.argument("article", metavar="URL|ID")
@click.argument("pair", metavar="A..B")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write it here (default: ID-A-B.zip).")
@with_settings
def evidence(settings: Settings, *, article: str, pair: str, output: Path | None) -> None:
    """Write one zip about the change from version A to version B, for people who do not have Redline.

    \b
      redline evidence https://example.org/story 5..6
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    match = re.fullmatch(r"(\d+)(?:\.\.|-|:)(\d+)", pair)
    if match is None:
        raise click.BadParameter(f"expected two version numbers such as 5..6, got {pair!r}", param_hint="A..B")
    first, second = map(int, match.groups())

    async def work() -> tuple[ArticleId, bytes]:
        async with open_app(settings) as app:
            found = await known_article(article, app.store.catalog)
            return found, await _bundle(app, found, (first, second))

    found, data = run(work())
    file = output or Path(f"{found}-{first}-{second}.zip")
    write(file, data)
    click.echo(f"{file}: {len(data)} bytes")


async def _bundle(app: App, found: ArticleId, numbers: tuple[int, int]) -> bytes:
    head = (await app.store.catalog.heads([found]))[found]
    versions = [await _version(app, found, number) for number in numbers]
    claims = await app.store.histories.claims(found)
    sides = [await _side(app, version, claims) for version in versions]
    return bundle.pack(head[0], head[1], (sides[0], sides[1]), await _between(app, versions[0], versions[1]))


async def _between(app: App, old: Version, new: Version) -> Between:
    """What was seen between two versions."""
    archive, found = app.store.archive, old.article
    begin, end = old.last_confirmed, new.first_seen
    return Between(
        tuple(one for one in await archive.versions(found) if old.number < one.number < new.number),
        tuple(one for one in await archive.sightings(found) if begin <= one.seen <= end),
        tuple(one for one in await archive.events(found) if one.type in _STATES and begin <= one.at <= end),
    )


async def _version(app: App, found: ArticleId, number: int) -> Version:
    version = await app.store.archive.version(found, number)
    if version is None:
        raise NotFound(f"there is no version {number}", hint="`redline show` lists them")
    return version


async def _side(app: App, version: Version, claims: Sequence[Claim]) -> Side:
    folder = originals_of(app.settings)
    place = folder.place(version.article, version.evidence.raw_sha256)
    original, member, missing = None, b"", "the original was not kept"
    try:
        original = folder.original(version.article, version.evidence.raw_sha256)
        member = folder.data(place) if place else b""
    except DamagedRecord as error:
        missing = f"the original can not be read: {error}"
    try:
        proof = await proof_of(version, chains_of(app.store), RootLog(app.settings.data_dir))
    except NotFound:
        proof = b""
    certificate = folder.certificate(original.certificate) if original else b""
    claim = next((one.by for one in claims if one.first <= version.number <= one.last), "")
    return Side(version, original, member, "" if original else missing, proof, certificate, claim)


def write(file: Path, data: bytes) -> None:
    """The whole file or none: it gets its name once it is written. Raises RedlineError."""
    with made_whole(file) as part:
        part.write_bytes(data)
