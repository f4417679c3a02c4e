"""`redline add` and `redline preview`: take an address up, or only say what would be taken up."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict

import click

from monitor import intake
from monitor.app.opening import App, open_app
from monitor.cli.kinds import CRON, EVERY, PATTERN, TYPE_OPTION, allowed_by_the_file
from monitor.cli.session import SHORT_ID, contact_file, printable, run, with_contact, with_settings
from monitor.errors import RedlineError
from monitor.intake import Wish
from monitor.model import PageType, SourceKind, SourceRules, Watch
from monitor.settings import Settings
from monitor.sources.preview import Preview

WEIGHT = click.FloatRange(0, 100, min_open=True)
PATTERN_OPTION = click.option(
    "--link-pattern", type=PATTERN, help="Section pages: which links are articles (a regular expression)."
)
NO_CONTACT = (
    "note: no contact is set, so nothing is checked more often than every 30 minutes (contact in config/redline.toml)"
)
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
    "--watch",
    type=click.Choice(["article", "feed"]),
    default="article",
    help="feed: the text of the feed itself.",
)
@click.option("--name", default="", help="What to call it.")
@click.option("--tag", "tags", multiple=True, help="A tag; can be given several times.")
@click.option("--every", type=EVERY, help='A fixed schedule, such as "10m".')
@click.option("--cron", type=CRON, help='A fixed schedule as a cron line, such as "*/5 6-22 * * *".')
@click.option("--jitter", type=EVERY, help='Checks of a fixed schedule come up to so much later: "30s".')
@click.option("--weight", type=WEIGHT, default=1.0, help="Watch weight: 2 = worth twice as many checks.")
@click.option("--retire/--no-retire", default=None, help="End after the checks of day 60 (single pages: never).")
@PATTERN_OPTION
@TYPE_OPTION
@allowed_by_the_file("source")
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
    every: int | None,
    cron: str | None,
    jitter: int | None,
    weight: float,
    retire: bool | None,
    link_pattern: str | None,
    page_type: str | None,
    as_json: bool,
) -> None:
    """Watch addresses: feeds, sites (their feed is found), section pages or single articles; - = standard input."""
    if every and cron:
        raise click.UsageError("--every and --cron are two schedules; name one")
    rules = SourceRules(
        every_s=every,
        cron=cron,
        jitter_s=jitter or 0,
        weight=weight,
        link_pattern=link_pattern,
        type=PageType(page_type or PageType.AUTO),
    )
    wishes = [
        Wish(url, SourceKind(kind) if kind else None, name, Watch(watch), tags, rules, retire)
        for url in _addresses(urls, file)
    ]
    if not wishes:
        raise click.UsageError("name at least one address, or --file")
    if not run(add_all(settings, wishes, as_json=as_json)):
        sys.exit(1)


@click.command()
@click.argument("url")
@click.option("--kind", type=click.Choice([kind.value for kind in SourceKind]), help="Take it for this.")
@PATTERN_OPTION
@allowed_by_the_file("source")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_settings
def preview(settings: Settings, *, url: str, kind: str | None, link_pattern: str | None, as_json: bool) -> None:
    """Say what would be found, read and watched; nothing is stored. Exit code 0 if it works."""
    wish = Wish(url, SourceKind(kind) if kind else None, rules=SourceRules(link_pattern=link_pattern))

    async def work() -> Preview:
        async with open_app(settings) as app:
            return await intake.preview(wish, app.world)

    seen = run(work())
    _print_preview(seen, as_json=as_json)
    if not seen.works:
        sys.exit(1)


def _addresses(urls: tuple[str, ...], file: Iterable[str] | None) -> list[str]:
    lines: list[str] = []
    for url in urls:
        lines += sys.stdin if url == "-" else [url]
    lines += file or ()
    return [text for line in lines if (text := line.partition(" #")[0].strip()) and not text.startswith("#")]


async def add_all(settings: Settings, wishes: list[Wish], *, as_json: bool = False) -> bool:
    """True if all of them are watched now."""
    from rich.progress import track

    works = True
    async with open_app(_ask_for_contact(settings)) as app:
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
    click.echo(f"{printable(seen.url)}: {seen.verdict.words}")
    click.echo(f"  found: {printable(seen.found)}\n  why:   {printable(seen.why)}\n  next:  {printable(seen.next)}")
    for feed in seen.feeds:
        click.echo(f"  feed:  {printable(feed)}")


def _ask_for_contact(settings: Settings) -> Settings:
    """Before the first source ask once who answers for the requests; the answer is kept."""
    file = contact_file(settings)
    if settings.contact or file.exists():
        return settings
    if not sys.stdin.isatty():
        click.echo(NO_CONTACT, err=True)
        return settings
    contact = click.prompt(CONTACT_QUESTION, default="", show_default=False).strip()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_text(contact + "\n", encoding="utf-8")
    if not contact:
        click.echo(NO_CONTACT, err=True)
    return with_contact(settings)
