"""`redline hide`, `unhide`, `hold`, `release`, `erase`, `marks`: what the owner decides about articles and versions."""

from __future__ import annotations

import getpass
import json
from collections.abc import AsyncIterator

import click

from monitor.app.marking import decide, known_version, one_line
from monitor.app.opening import App, open_app
from monitor.cli.session import known_article, printable, run, with_settings
from monitor.cli.words import moment
from monitor.model import WHOLE, Act, ArticleId, Deed, Standing
from monitor.settings import Settings

_DONE = {
    Deed.HIDE: "can no longer be read; it is kept, `redline unhide` shows it again",
    Deed.SHOW: "can be read again",
    Deed.HOLD: "is never dropped by a rule of retention",
    Deed.RELEASE: "follows the rules of retention again",
}


def _command(name: str, deed: Deed, text: str, *, needs_reason: bool) -> click.Command:
    """A command that adds one act."""

    @click.command(name, help=text)
    @click.argument("article", metavar="URL|ID")
    @click.argument("number", metavar="[VERSION]", type=click.IntRange(min=1), required=False)
    @click.option("--reason", required=needs_reason, help="Why; it stays in the log of the article.")
    @with_settings
    def command(settings: Settings, *, article: str, number: int | None, reason: str | None) -> None:
        async def work() -> None:
            async with open_app(settings) as app:
                found = await known_article(article, app.store.own_catalog)
                await decide(app, found, number or WHOLE, deed, reason or "", by=_who())
                click.echo(f"{named(found, number or WHOLE)} {_DONE[deed]}")

        run(work())

    return command


hide = _command(
    "hide",
    Deed.HIDE,
    "Show an article, or one version, to nobody: pages, API and feeds say that it can not be shown. It stays kept.",
    needs_reason=True,
)
unhide = _command("unhide", Deed.SHOW, "Show what was hidden again.", needs_reason=False)
hold = _command(
    "hold", Deed.HOLD, "Keep a version, or all of an article, whatever the rules of retention say.", needs_reason=False
)
release = _command("release", Deed.RELEASE, "End a hold.", needs_reason=False)


def named(article: ArticleId, number: int) -> str:
    """What an act is about, in words."""
    return f"version {number} of article {article}" if number else f"article {article}"


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # no such user on this machine, as in some containers
        return "owner"


@click.command()
@click.argument("article", metavar="[URL|ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@with_settings
def marks(settings: Settings, *, article: str | None, as_json: bool) -> None:
    """List what was hidden, erased or held, by whom, when and why."""

    async def work() -> None:
        async with open_app(settings) as app:
            async for found, standing in _marked(app, article):
                for act in standing.acts:
                    click.echo(_as_json(found, act) if as_json else _as_text(found, act))

    run(work())


async def _marked(app: App, name: str | None) -> AsyncIterator[tuple[ArticleId, Standing]]:
    if name is None:
        async for found in app.store.marks.all():
            yield found
        return
    article = ArticleId(name) if await app.store.marks.of([ArticleId(name)]) else None
    article = article or await known_article(name, app.store.own_catalog)
    for one, standing in (await app.store.marks.of([article])).items():
        yield one, standing


def _as_text(article: ArticleId, act: Act) -> str:
    return printable(f"{moment(act.at)}  {act.deed.value:8} {named(article, act.number)}  {act.by}: {act.reason}")


def _as_json(article: ArticleId, act: Act) -> str:
    made = {"article": article, "version": act.number or None, "act": act.deed.value, "at": act.at.isoformat()}
    return json.dumps(made | {"by": act.by, "reason": act.reason}, ensure_ascii=False)


@click.command("erase")
@click.argument("article", metavar="URL|ID")
@click.argument("number", metavar="[VERSION]", type=click.IntRange(min=1), required=False)
@click.option("--reason", required=True, help="Why; it stays in the log, so it must not quote what is erased.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_settings
def erase_command(settings: Settings, *, article: str, number: int | None, reason: str, yes: bool) -> None:
    """Remove an article, or the text of one version, for good: it can not be brought back.

    Memory, cold store, raw responses, suspected changes, what was labelled, annotated or tagged, addresses of copies
    elsewhere, queued and sent messages and the server's own log are cleaned.
    Numbers, times and hashes stay, so that the chains can still be checked. Backups and exports that were made before
    are yours to delete; what they hold is not taken in here again.
    """

    async def work() -> None:
        async with open_app(settings) as app:
            found = await _erasable(app, article)
            await known_version(app, found, number or WHOLE)
            one_line(reason)
            if not yes and not click.confirm(f"Erase {named(found, number or WHOLE)} for good?"):
                return
            twins = await _twins(app, found, number) if number else []
            await decide(app, found, number or WHOLE, Deed.ERASE, reason, by=_who())
            click.echo(f"{named(found, number or WHOLE)} is erased")
            if twins:
                click.echo(f"the same text also stands in version {', '.join(map(str, twins))}, which was not erased")

    run(work())


async def _erasable(app: App, name: str) -> ArticleId:
    """The article, also one whose erasure was begun."""
    if await app.store.marks.of([ArticleId(name)]):
        return ArticleId(name)
    return await known_article(name, app.store.own_catalog)


async def _twins(app: App, article: ArticleId, number: int) -> list[int]:
    """Versions with just the same text."""
    versions = await app.store.own_archive.versions(article)
    wanted = versions[number - 1].fingerprint
    return [one.number for one in versions if one.fingerprint == wanted and one.number != number and not one.absence]
