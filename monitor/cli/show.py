"""`redline show`: an article's history, one version, or the difference between two."""

from __future__ import annotations

import json
import re
import shlex
import sys
from dataclasses import dataclass

import click
from pydantic import TypeAdapter

from monitor.app.storage import opened_store
from monitor.cli.session import find_article, printable, run, with_settings
from monitor.cli.words import MOST_AWAY, ago, away_words, moment, plan_words
from monitor.clock import SystemClock
from monitor.errors import NotFound
from monitor.intake import Wish
from monitor.model import (
    Article,
    ArticleId,
    ArticleState,
    Away,
    Candidate,
    Care,
    Event,
    Health,
    Planned,
    Sighting,
    Version,
)
from monitor.pipeline import item_of
from monitor.settings import Settings
from monitor.store import Store
from monitor.store.veiling import refuse
from monitor.web.words import DOUBTS, GLIMPSES, NO_EDITS, STATES, count


@dataclass(frozen=True, slots=True)
class History:
    """Everything that is known about an article, as `--json` prints it."""

    article: Article
    state: ArticleState
    versions: tuple[Version, ...]
    events: tuple[Event, ...]
    sightings: tuple[Sighting, ...]
    planned: Planned
    candidate: Candidate | None  # a possible edit that does not count yet
    care: Care = Care()  # what people asked for it
    away: tuple[Away, ...] = ()  # times in which nothing was checked, since it was found
    same_as: ArticleId | None = None  # the article that it turned out to be, where it is checked


@click.command()
@click.argument("article", metavar="URL|ID")
@click.option("--diff", "pair", metavar="A..B", help="Show what changed from version A to version B.")
@click.option("--version", "number", type=int, metavar="N", help="Show the text of one version.")
@click.option("--hidden", is_flag=True, help="Show what was hidden too, to you alone. What was erased is gone.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_settings
def show(
    settings: Settings, *, article: str, pair: str | None, number: int | None, hidden: bool, as_json: bool
) -> None:
    """Show an article's history: every version, when it was seen, what changed.

    ARTICLE is its address or the beginning of its id.

    \b
      redline show https://example.org/story
      redline show 7f3a2c --diff 5..6
    """  # noqa: D301 - \b is click's mark for lines that stay as they are
    if not run(_show(settings, article, pair, number, hidden=hidden, as_json=as_json)):
        offer(settings, article)


async def _show(
    settings: Settings, name: str, pair: str | None, number: int | None, *, hidden: bool, as_json: bool
) -> bool:
    """False if no such article is watched."""
    async with opened_store(settings) as opened:
        store = opened.unveiled() if hidden else opened
        found = await find_article(name, store.catalog)
        if found is None:
            return False
        if pair:
            await _print_diff(store, found, pair, as_json=as_json)
        elif number is not None:
            _print_version(await _version(store, found, number), as_json=as_json)
        else:
            _print_history(await _history(store, found), as_json=as_json)
    return True


def offer(settings: Settings, url: str) -> None:
    """Offer to watch an address that is not watched yet: ask on a terminal, else name the command; exit code 1."""
    click.echo(f"{printable(url)} is not watched.", err=True)
    if not sys.stdin.isatty():
        click.echo(f"To watch it: redline add {shlex.quote(printable(url))}", err=True)
    elif click.confirm("Watch it from now on?"):
        from monitor.cli.add import add_all

        if run(add_all(settings, [Wish(url)])):
            return
    sys.exit(1)


async def _history(store: Store, found: ArticleId) -> History:
    article, state = (await store.catalog.heads([found]))[found]
    head = await store.archive.head(found)
    planned = (await store.frontier.planned([item_of(article)]))[0]
    return History(
        article,
        state,
        await store.archive.versions(found),
        await store.archive.events(found),
        await store.archive.sightings(found),
        planned,
        head.candidate if head else None,
        head.care if head else Care(),
        tuple(span for span in await store.presence.spans() if span.until > article.added),
        head.trail.same_as if head else None,
    )


async def _version(store: Store, found: ArticleId, number: int) -> Version:
    version = await store.archive.version(found, number)
    if version is None:
        raise NotFound(f"there is no version {number}", hint="`redline show` without --version lists them")
    if version.absence:  # --hidden asks the archive itself
        raise refuse(version.absence, number)
    return version


async def _print_diff(store: Store, found: ArticleId, pair: str, *, as_json: bool) -> None:
    match = re.fullmatch(r"(\d+)(?:\.\.|-|:)(\d+)", pair)
    if match is None:
        raise click.BadParameter(f"expected two version numbers such as 5..6, got {pair!r}", param_hint="--diff")
    old, new = [await _version(store, found, int(number)) for number in match.groups()]
    from monitor import diff
    from monitor.diff.render import json as document
    from monitor.diff.render import terminal

    result = diff.compare(old.text, new.text)
    if as_json:
        click.echo(json.dumps(document.document(result), ensure_ascii=False))
    else:
        click.echo(f"edited between {moment(old.last_confirmed)} and {moment(new.first_seen)}")
        terminal.show(result)


def _print_version(version: Version, *, as_json: bool) -> None:
    if as_json:
        click.echo(TypeAdapter(Version).dump_json(version).decode())
        return
    text = version.text
    click.echo(f"Version {version.number}, first seen {moment(version.first_seen)}\n")
    for line in (text.title, text.standfirst, ", ".join(text.authors), *(block.text for block in text.blocks)):
        if line:
            click.echo(printable(line) + "\n")


def _print_beside(history: History) -> None:
    """Where the article is checked instead, and when nothing was checked."""
    if history.same_as:
        click.echo(f"its history there: redline show {history.same_as}")
    for span in history.away[-MOST_AWAY:]:
        click.echo(away_words(span))


def _print_history(history: History, *, as_json: bool) -> None:
    if as_json:
        click.echo(TypeAdapter(History).dump_json(history).decode())
        return
    article, state = history.article, history.state
    click.echo(f"{printable(state.title or article.listed_title or '(no headline yet)')}\n{printable(article.url)}\n")
    click.echo(f"id {article.id}   First seen (by us) {moment(article.added)}")
    changes = {event.change.to_version: event.change.summary for event in history.events if event.change}
    plan = plan_words(history.planned, now=SystemClock().now())
    click.echo(f"we saw {count(state.changes, 'change')} in {count(state.looks, 'check')}; {plan}")
    if state.health is not Health.OK:
        click.echo(f"{STATES[state.health]}{': ' + printable(state.reason) if state.reason else ''}")
    boosted = history.care.boosted_until
    if boosted is not None and history.planned.due and history.planned.due < boosted:
        click.echo(f"boosted: checked closely until {moment(boosted)}")
    _print_beside(history)
    if history.candidate:
        click.echo(f"{DOUBTS[history.candidate.why]}; first seen {moment(history.candidate.first_seen)}")
    click.echo()
    before: Version | None = None
    for version in history.versions:
        gap = f"   {ago(version.first_seen - before.first_seen)} later" if before else ""
        absent = f"   {version.absence.value}" if version.absence else ""
        click.echo(f"  {version.number:3}  {moment(version.first_seen)}{gap}{absent}")
        if version.number in changes:
            click.echo(f"       {printable(changes[version.number])}")
        elif version.evidence.is_no_change:
            click.echo(f"       {NO_EDITS[version.evidence.origin]}")
        before = version
    for sighting in history.sightings:
        said = f"{GLIMPSES[sighting.kind]}: {printable(sighting.summary)}"
        click.echo(f"    -  {moment(sighting.seen)}   {said}")
