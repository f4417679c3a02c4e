"""`redline add` and `redline preview`: take an address up, or only say what would be taken up."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from monitor import intake
from monitor.app import App, open_app
from monitor.cli.session import SHORT_ID, printable, run, with_settings
from monitor.errors import RedlineError
from monitor.intake import Wish
from monitor.model import SourceKind, SourceRules, Watch
from monitor.settings import Settings, duration_s
from monitor.sources.preview import Preview

CONTACT_QUESTION = "Who answers for the requests? Publishers see this address in the User-Agent (Enter = nobody)"


@click.command()
@click.argument("urls", nargs=-1, metavar="URL...")
@click.option(
    "--file", "file", type=click.File("r", encoding="utf-8"), help="Take the addresses from a file, one a line."
)
@click.option(
    "--kind", type=click.Choice([kind.value for kind in SourceKind]), help="Do not find out, take it for this."
)
@click.option(
    "--watch", type=click.Choice([w.value for w in Watch]), default="article", help="feed: the text of the feed itself."
)
@click.option("--name", default="", help="What to call it.")
@click.option("--tag", "tags", multiple=True, help="A tag; can be given several times.")
@click.option("--every", help='A fixed schedule, such as "10m".')
@click.option("--link-pattern", help="Section pages: which links are articles (a regular expression).")
@click.option("--allow", "allow", multiple=True, metavar="CIDR", help="A private network that it may lie in.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@with_settings
def add(
    settings: Settings,
    *,
    urls: tuple[str, ...],
    file: Iterable[str] | None,
    kind: str | None,
    watch: str,
    name: str,
    tags: tuple[str, ...],
    every: str | None,
    link_pattern: str | None,
    allow: tuple[str, ...],
    as_json: bool,
) -> None:
    """Watch addresses: feeds, sites (their feed is found), section pages or single articles; - = standard input."""
    rules = _rules(every, link_pattern, allow)
    wishes = [
        Wish(url, SourceKind(kind) if kind else None, name, Watch(watch), tags, rules) for url in _addresses(urls, file)
    ]
    if not wishes:
        raise click.UsageError("name at least one address, or --file")
    if not run(_add(settings, wishes, as_json=as_json)):
        sys.exit(1)


@click.command()
@click.argument("url")
@click.option("--kind", type=click.Choice([kind.value for kind in SourceKind]), help="Take it for this.")
@click.option("--link-pattern", help="Section pages: which links are articles (a regular expression).")
@click.option("--allow", "allow", multiple=True, metavar="CIDR", help="A private network that it may lie in.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_settings
def preview(
    settings: Settings, *, url: str, kind: str | None, link_pattern: str | None, allow: tuple[str, ...], as_json: bool
) -> None:
    """Say what would be found, read and watched; nothing is stored. Exit code 0 if it works."""
    wish = Wish(url, SourceKind(kind) if kind else None, rules=_rules(None, link_pattern, allow))

    async def work() -> Preview:
        async with open_app(settings) as app:
            return await intake.preview(wish, app.world)

    seen = run(work())
    _print_preview(seen, as_json=as_json)
    if not seen.works:
        sys.exit(1)


def _rules(every: str | None, link_pattern: str | None, allow: tuple[str, ...]) -> SourceRules:
    from ipaddress import ip_network

    try:
        for network in allow:
            ip_network(network)
        every_s = round(duration_s(every)) if every else None
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    return SourceRules(every_s=every_s, link_pattern=link_pattern, allow_networks=allow)


def _addresses(urls: tuple[str, ...], file: Iterable[str] | None) -> list[str]:
    lines: list[str] = []
    for url in urls:
        lines += sys.stdin if url == "-" else [url]
    lines += file or ()
    return [text for line in lines if (text := line.partition(" #")[0].strip()) and not text.startswith("#")]


async def _add(settings: Settings, wishes: list[Wish], *, as_json: bool) -> bool:
    """True if all of them are watched now."""
    from rich.progress import track

    works = True
    async with open_app(_with_contact(settings)) as app:
        shown = len(wishes) > 3 and sys.stderr.isatty()  # noqa: PLR2004 - long work
        for wish in track(wishes, "looking", disable=not shown):
            works &= await _add_one(app, wish, as_json=as_json)
    return works


async def _add_one(app: App, wish: Wish, *, as_json: bool) -> bool:
    try:
        source, seen = await intake.add(wish, app.world)
    except (RedlineError, ValueError) as error:
        click.echo(f"{printable(wish.url)}: {printable(str(error))}", err=True)
        return False
    if source is None:
        if seen is not None:
            _print_preview(seen, as_json=as_json)
        return False
    if as_json:
        click.echo(json.dumps({"added": source.id, "url": source.url, "kind": source.kind.value}))
    else:
        found = f" ({printable(seen.found)})" if seen else ""
        click.echo(f"watching {printable(source.url)} as {source.id[:SHORT_ID]}{found}")
        click.echo("  the first check stores what is there now; changes show from the second on: redline run")
    return True


def _print_preview(seen: Preview, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(seen)))
        return
    click.echo(f"{printable(seen.url)}: {seen.verdict.value.replace('_', ' ')}")
    click.echo(f"  found: {printable(seen.found)}\n  why:   {printable(seen.why)}\n  next:  {printable(seen.next)}")
    for feed in seen.feeds:
        click.echo(f"  feed:  {printable(feed)}")


def _with_contact(settings: Settings) -> Settings:
    """Ask once for the contact of the User-Agent; the answer is kept in the data folder."""
    file: Path = settings.data_dir / "contact"
    if settings.contact or not sys.stdin.isatty():
        return settings
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text(click.prompt(CONTACT_QUESTION, default="", show_default=False).strip(), encoding="utf-8")
    return settings.model_copy(update={"contact": file.read_text(encoding="utf-8").strip()})
