"""`redline filters`: filters with names, for subscriptions and feeds."""

from __future__ import annotations

from typing import Any

import click

from monitor.app.storage import opened_store
from monitor.cli.kinds import FILTER_NAME
from monitor.cli.session import ListByDefault, printable, run, with_settings
from monitor.cli.wanting import filter_of, in_words, wanting
from monitor.errors import NotFound, SettingsError
from monitor.model import Filter, Owner, SavedFilter
from monitor.settings import Settings


@click.group(cls=ListByDefault)
def filters() -> None:
    """Filters with names: for subscriptions (--filter NAME) and feeds (/feeds/filters/NAME/changes.atom)."""


@filters.command("list")
@with_settings
def list_all(settings: Settings) -> None:
    """List saved filters with what they ask for."""

    async def work() -> None:
        async with opened_store(settings) as store:
            found = await store.filters.all()
            if not found:
                click.echo("No filter is saved. To begin: redline filters save heavy-edits --min-weight 70")
            for name, one in found.items():
                owner = "  (settings file)" if one.owner is Owner.FILE else ""
                click.echo(f"{name}{owner}\n        {printable(in_words(one.filter) or 'every change')}")

    run(work())


@filters.command()
@click.argument("name", type=FILTER_NAME)
@wanting
@with_settings
def save(settings: Settings, *, name: str, **wanted: Any) -> None:
    """Save a filter under a name, in place of the one that had it."""

    async def work() -> None:
        async with opened_store(settings) as store:
            held = (await store.filters.all()).get(name)
            if held is not None and held.owner is Owner.FILE:
                raise SettingsError("filter", f"{name} is declared in the settings file", hint="change it there")
            if wanted.get("saved"):
                raise SettingsError("filter", "a saved filter can not refer to others")
            await store.filters.put(SavedFilter(name, await filter_of(store, Filter(), wanted)))
            click.echo(f"{name}: saved; try it: redline subscriptions test --filter {name}")

    run(work())


@filters.command()
@click.argument("name", type=FILTER_NAME)
@with_settings
def rm(settings: Settings, *, name: str) -> None:
    """Forget a filter that no subscription refers to."""

    async def work() -> None:
        async with opened_store(settings) as store:
            held = (await store.filters.all()).get(name)
            if held is None:
                raise NotFound(f"no filter is called {name!r}", hint="`redline filters` lists them")
            using = [one.name or one.id for one in await store.subscriptions.all() if name in one.filter.saved]
            if using:
                raise SettingsError("filter", f"{using[0]} refers to it", hint="change that subscription first")
            if held.owner is Owner.FILE:
                raise SettingsError("filter", f"{name} is declared in the settings file", hint="remove it there")
            await store.filters.remove(name)
            click.echo(f"{name}: removed")

    run(work())
