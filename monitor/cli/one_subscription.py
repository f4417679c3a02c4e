"""The subscription that a command names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import click

from monitor.app.opening import App, open_app
from monitor.cli.session import printable, run
from monitor.errors import NotFound, SettingsError
from monitor.model import Owner, Subscription
from monitor.settings import Settings


def act_on(settings: Settings, name: str, work: Callable[[App, Subscription], Awaitable[str]]) -> None:
    """Do that with the subscription of this id or name, and print what it says."""

    async def whole() -> None:
        async with open_app(settings) as app:
            found = await find(app, name)
            said = await work(app, found)
            click.echo(f"{printable(found.name or found.id)}: {said}")

    run(whole())


async def find(app: App, name: str) -> Subscription:
    """The one that the id, its beginning or the name fits; raises NotFound."""
    everything = await app.store.subscriptions.all()
    found = [one for one in everything if name in {one.id, one.name}] or [
        one for one in everything if one.id.startswith(name)
    ]
    if len(found) != 1:
        count = len(found) or "no"
        raise NotFound(f"{count} subscriptions fit {name!r}", hint="`redline subscriptions` lists them")
    return found[0]


def own(subscription: Subscription) -> Subscription:
    """The same; raises SettingsError if the settings file owns it."""
    if subscription.owner is Owner.FILE:
        raise SettingsError(
            "subscription", f"{subscription.name} is declared in the settings file", hint="change it there"
        )
    return subscription
