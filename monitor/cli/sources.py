"""`redline sources`, `pause`, `resume`, `rm`, `edit`: what is watched, and changing it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import click
from pydantic import TypeAdapter

from monitor import intake
from monitor.app.opening import App, open_app
from monitor.cli.add import WEIGHT
from monitor.cli.kinds import CRON, EVERY_OR_AUTO, PATTERN, SWITCH, TYPE_OPTION
from monitor.cli.session import SHORT_ID, printable, run, with_settings
from monitor.cli.words import MOST_AWAY, NOTHING_WATCHED, away_words, moment, plan_words
from monitor.clock import SystemClock
from monitor.conditions import conditions, planned_item
from monitor.errors import NotFound
from monitor.model import Field, Health, PageType, Planned, Source, SourceState, Watch
from monitor.ports import SILENCE, SourceBook, Totals
from monitor.settings import Settings
from monitor.web.words import LAST_FAILED, SOURCE_KINDS, STATES, count


@dataclass(frozen=True, slots=True)
class Listed:
    """A source with its state and counters, as `--json` prints it."""

    source: Source
    state: SourceState
    totals: Totals
    planned: Planned


async def find_source(name: str, book: SourceBook) -> Source:
    """The source of this address, name or beginning of an id; raises NotFound."""
    everything = await book.all(archived=True)
    for fits in (
        [s for s in everything if name in {s.url, s.name, s.id}],
        [s for s in everything if s.id.startswith(name.lower())],
    ):
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise NotFound(f"{name!r} fits {len(fits)} sources", hint="use the whole id: `redline sources` lists them")
    raise NotFound(f"no source has the address, name or id {name!r}", hint="`redline sources` lists them")


@click.command()
@click.option("--all", "with_archived", is_flag=True, help="Archived ones too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@with_settings
def sources(settings: Settings, *, with_archived: bool, as_json: bool) -> None:
    """List the sources with how they are doing."""

    async def work() -> None:
        async with open_app(settings) as app:
            listed = await _listed(app, with_archived=with_archived)
            away, last = await app.store.presence.spans(), await app.store.presence.last()
        if as_json:
            line = TypeAdapter(Listed)
            for one in listed:
                click.echo(line.dump_json(one).decode())
            return
        if not listed:
            click.echo(NOTHING_WATCHED)
        for one in listed:
            _print(one)
        for span in away[-MOST_AWAY:]:
            click.echo(away_words(span))
        if last is not None and SystemClock().now() - last > SILENCE:
            click.echo(
                f"Nothing is checked since {moment(last)}: is `redline run` running, and can it reach the network?"
            )

    run(work())


async def _listed(app: App, *, with_archived: bool) -> list[Listed]:
    everything = await app.store.book.all(archived=with_archived)
    store = app.store
    states = await conditions(everything, store.book, store.catalog, store.archive)
    planned = await store.frontier.planned([planned_item(source) for source in everything])
    return [
        Listed(source, states[source.id], await store.catalog.totals(source.id), plan)
        for source, plan in zip(everything, planned, strict=True)
    ]


def _print(one: Listed) -> None:
    source, state, totals = one.source, one.state, one.totals
    click.echo(f"{source.id[:SHORT_ID]}  {printable(source.name or state.title)}  {printable(source.url)}")
    click.echo(
        f"        {SOURCE_KINDS[source.kind]}, {_condition(source, state)}; {count(totals.articles, 'article')}, "
        f"{count(totals.changes, 'change')}, {count(totals.looks, 'check')}; last read {moment(state.looked)}"
    )
    if not source.archived and not source.paused:
        click.echo(f"        {plan_words(one.planned, now=SystemClock().now())}")
    if source.watch is Watch.FEED:
        click.echo("        from the feed only: the text of its items is compared, their pages are not read")
    for note in state.remarks:
        click.echo(f"        note: {printable(note)}")


def _condition(source: Source, state: SourceState) -> str:
    if source.archived:
        return "archived"
    if source.paused:
        return "paused"
    if state.health is Health.FAILING:
        return f"could not be read since {moment(state.failing_since)}: {printable(state.reason)}"
    return f"{LAST_FAILED}: {printable(state.reason)}" if state.reason else STATES[state.health]


@click.command()
@click.argument("source", metavar="URL|NAME|ID")
@with_settings
def pause(settings: Settings, *, source: str) -> None:
    """Stop checking a source and its articles; history stays, nothing is forgotten."""
    _alter(settings, source, "paused; its history stays. `redline resume` goes on", paused=True)


@click.command()
@click.argument("source", metavar="URL|NAME|ID")
@with_settings
def resume(settings: Settings, *, source: str) -> None:
    """Go on checking a paused or removed source."""
    _alter(settings, source, "is checked again", paused=False)


@click.command()
@click.argument("source", metavar="URL|NAME|ID")
@with_settings
def rm(settings: Settings, *, source: str) -> None:
    """Archive a source: it is checked no more; its articles, versions and changes stay readable."""
    _alter(
        settings,
        source,
        "archived; its articles and their history stay readable. `redline resume` undoes it",
        archive=True,
    )


def _alter(settings: Settings, name: str, said: str, *, paused: bool = False, archive: bool = False) -> None:
    async def work() -> None:
        async with open_app(settings) as app:
            source = await find_source(name, app.store.book)
            await intake.alter(replace(source, paused=paused, archived=archive), app.world)
            click.echo(f"{printable(source.name or source.url)}: {said}.")

    run(work())


@click.command()
@click.argument("source", metavar="URL|NAME|ID")
@click.option("--name", help="Another name.")
@click.option("--tag", "tags", multiple=True, help="Tags, instead of those it has.")
@click.option("--every", type=EVERY_OR_AUTO, help='A fixed schedule such as "10m"; "auto" = the re-check policy.')
@click.option("--cron", type=CRON, help='A fixed schedule as a cron line, such as "*/5 6-22 * * *".')
@click.option("--jitter", type=EVERY_OR_AUTO, help='Checks of a fixed schedule come up to so much later: "30s".')
@click.option("--link-pattern", type=PATTERN, help="Which links are articles (a regular expression).")
@click.option("--weight", type=WEIGHT, help="Watch weight: 2 = worth twice as many checks.")
@click.option("--retire/--no-retire", default=None, help="End after the checks of day 60, or watch for ever.")
@TYPE_OPTION
@click.option(
    "--field", "fields", multiple=True, type=SWITCH, help="What counts as a change: captions=off, section=on."
)
@click.option("--confirm/--no-confirm", default=None, help="Check a second time before a change counts, or not.")
@click.option("--keep-last", type=click.IntRange(min=0), help="Texts of an article that are kept; 0 = no such rule.")
@click.option("--keep-days", type=click.IntRange(min=0), help="Days a text is kept once replaced; 0 = no such rule.")
@with_settings
def edit(
    settings: Settings,
    *,
    source: str,
    name: str | None,
    tags: tuple[str, ...],
    every: int | None,
    cron: str | None,
    fields: tuple[tuple[Field, bool | None], ...],
    **rules: Any,
) -> None:
    """Change a source's settings; its history stays, articles that are known stay watched."""
    if every and cron:
        raise click.UsageError("--every and --cron are two schedules; name one")

    async def work() -> None:
        async with open_app(settings) as app:
            found = await find_source(source, app.store.book)
            rules["jitter_s"] = rules.pop("jitter", None)
            rules["type"] = PageType(kind) if (kind := rules.pop("page_type")) else None
            switches = {**dict(found.rules.fields), **dict(fields)}
            rules["fields"] = tuple(sorted((field, on) for field, on in switches.items() if on is not None))
            changed = intake.edited_rules(found.rules, every_s=every, cron=cron, **rules)
            edited = replace(found, rules=changed, name=name or found.name, tags=tags or found.tags)
            await intake.alter(edited, app.world)
            click.echo(f"{printable(edited.name or edited.url)}: changed; history and known articles stay.")

    run(work())
