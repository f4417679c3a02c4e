"""`redline annotate`: say something of an article or of one of its changes, and read what was said."""

from __future__ import annotations

import getpass
import json

import click

from monitor.app.storage import opened_store
from monitor.cli.session import known_article, printable, run, with_settings
from monitor.cli.words import moment
from monitor.model import Annotation, ArticleId, Remark, RemarkKind
from monitor.settings import Settings
from monitor.store import Store


@click.command()
@click.argument("article", metavar="URL|ID")
@click.option("--version", "version", type=click.IntRange(1), help="Of the change that led to this version.")
@click.option("--tag", multiple=True, help="Put a tag on it; can be given several times.")
@click.option("--untag", multiple=True, help="Take a tag off.")
@click.option("--star/--unstar", default=None, help="Star it, or take the star off.")
@click.option("--reviewed", is_flag=True, help="Somebody has looked at it.")
@click.option("--not-an-edit", metavar="REASON", help="Withdraw the change: whoever was told of it hears of this, too.")
@click.option("--note", metavar="TEXT", help="A note of yours; shown to the owner only.")
@click.option("--reply", metavar="TEXT", help="What the publisher answered.")
@click.option("--as", "author", default="", metavar="NAME", help="Who says it (default: your user name).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a remark.")
@with_settings
def annotate(
    settings: Settings,
    *,
    article: str,
    version: int | None,
    tag: tuple[str, ...],
    untag: tuple[str, ...],
    star: bool | None,
    reviewed: bool,
    not_an_edit: str | None,
    note: str | None,
    reply: str | None,
    author: str,
    as_json: bool,
) -> None:
    """Say something of an article, or with --version of one of its changes; without anything to say: read it all.

    Remarks are only ever added, each chained to the one before; exports hold them.
    """
    said = [
        *((RemarkKind.TAG, one) for one in tag),
        *((RemarkKind.UNTAG, one) for one in untag),
        *([(RemarkKind.STAR if star else RemarkKind.UNSTAR, "")] if star is not None else []),
        *([(RemarkKind.REVIEWED, "")] if reviewed else []),
        *([(RemarkKind.NOT_AN_EDIT, not_an_edit)] if not_an_edit is not None else []),
        *([(RemarkKind.NOTE, note)] if note is not None else []),
        *([(RemarkKind.REPLY, reply)] if reply is not None else []),
    ]
    author = author or _user()

    async def work() -> None:
        async with opened_store(settings) as store:
            found = await known_article(article, store.catalog)
            if not said:
                await _list(store, found, as_json=as_json)
            for kind, text in said:
                done = await store.annotations.add(Remark(found, version or 0, kind, author, text))
                _print(done.annotation, as_json=as_json)
                if done.event:
                    click.echo(f"the change to version {version} is withdrawn: {done.event.id}", err=True)

    run(work())


async def _list(store: Store, article: ArticleId, *, as_json: bool) -> None:
    found = await store.annotations.of(article)
    for one in found:
        _print(one, as_json=as_json)
    if not found and not as_json:
        click.echo("nothing was said of it yet")


def _print(one: Annotation, *, as_json: bool) -> None:
    remark = one.remark
    if as_json:
        said = {"number": one.number, "at": one.at.isoformat(), "author": remark.author, "version": remark.version}
        click.echo(json.dumps(said | {"kind": remark.kind.value, "text": remark.text, "hash": one.record_hash}))
        return
    about = f"version {remark.version}: " if remark.version else ""
    text = f": {printable(remark.text)}" if remark.text else ""
    words = remark.kind.value.replace("_", " ")
    click.echo(f"{one.number:3}  {moment(one.at)}  {printable(remark.author)}  {about}{words}{text}")


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user, as in a container
        return "command line"
