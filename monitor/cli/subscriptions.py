"""`redline subscriptions`: who gets what, trying a filter before it is used, and how the deliveries go."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Any

import click
from pydantic import TypeAdapter

from monitor.app.channels import sink_of
from monitor.app.delivery import check_pace, rotate_secret, subscribe
from monitor.app.opening import App, open_app
from monitor.cli.deliveries import dead, resend, send_ping, show_log
from monitor.cli.kinds import LAST, MOMENT, allowed_by_the_file
from monitor.cli.one_subscription import act_on, find, own
from monitor.cli.session import ListByDefault, printable, run, with_settings
from monitor.cli.wanting import filter_of, in_words, pace_of, paced, wanting
from monitor.cli.words import moment
from monitor.deliver import Background, rehearse
from monitor.errors import SettingsError
from monitor.event.pace import pace_in_words
from monitor.model import Event, Filter, Pace, Subscription, SubscriptionId
from monitor.ports import Backlog
from monitor.settings import Settings


@click.group(cls=ListByDefault)
def subscriptions() -> None:
    """Who gets which events; without a further word: list them."""


@subscriptions.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@with_settings
def list_all(settings: Settings, *, as_json: bool) -> None:
    """List subscriptions with what waits for them."""

    async def work() -> None:
        async with open_app(settings) as app:
            everything = await app.store.subscriptions.all()
            if not everything and not as_json:
                click.echo(
                    "Nobody is told anything yet. To begin: redline subscriptions add https://hooks.example.org/"
                )
            for one in everything:
                if as_json:
                    click.echo(TypeAdapter(Subscription).dump_json(one).decode())
                else:
                    _print(one, await app.store.desk.backlog(one.id))

    run(work())


@subscriptions.command()
@click.argument("target", metavar="URL|TARGET")
@click.option("--name", default="", help="What to call it.")
@click.option("--since", type=MOMENT, help="Send what happened since then too: a date or a time, ISO 8601.")
@allowed_by_the_file("subscription")
@wanting
@paced
@with_settings
def add(settings: Settings, *, target: str, name: str, since: datetime | None, **wanted: Any) -> None:
    """Send signed webhooks to an address (prints the signing secret, this once), or messages to a named target."""

    async def work() -> None:
        async with open_app(settings) as app:
            pace = pace_of(Pace(), wanted)
            made = Subscription(
                SubscriptionId(f"sub_{secrets.token_hex(8)}"),
                sink_of(settings, target),
                target,
                app.world.clock.now(),
                filter=await filter_of(app.store, Filter(), wanted),
                name=name,
                since=since,
                pace=pace,
            )
            secret = await subscribe(app, made)
            click.echo(f"{made.id}  {printable(target)}")
            if secret:
                click.echo(f"  signing secret, shown only now: {secret}")
            click.echo(f"  a test message: redline subscriptions ping {made.id}")

    run(work())


@subscriptions.command()
@click.argument("subscription", metavar="ID|NAME")
@click.option("--name", help="Another name.")
@wanting
@paced
@with_settings
def edit(settings: Settings, *, subscription: str, name: str | None, **wanted: Any) -> None:
    """Change what a subscription wants; what waits for it and its secret stay. What is not named stays as it is."""

    async def work(app: App, found: Subscription) -> str:
        pace = pace_of(found.pace, wanted)
        edited = replace(
            own(found),
            name=found.name if name is None else name,
            filter=await filter_of(app.store, found.filter, wanted),
            pace=pace,
        )
        check_pace(edited)
        await app.store.subscriptions.put(edited.changed(found, app.world.clock.now()))
        return "changed; what waits for it and its secret stay"

    act_on(settings, subscription, work)


@subscriptions.command()
@click.argument("subscription", metavar="ID|NAME")
@with_settings
def rm(settings: Settings, *, subscription: str) -> None:
    """Forget a subscription, what waits for it and its secret."""

    async def work(app: App, found: Subscription) -> str:
        await app.store.subscriptions.remove(own(found).id)
        return "removed, with what waited for it and its secret"

    act_on(settings, subscription, work)


@subscriptions.command("test")
@click.argument("subscription", metavar="[ID|NAME]", required=False)
@click.option("--against", "last", type=LAST, default="last:500", show_default=True, help="Which events to try it on.")
@wanting
@with_settings
def try_out(settings: Settings, *, subscription: str | None, last: int, **wanted: Any) -> None:
    """Say what would have been sent and how many a day: of a subscription, of one with other options, or of options."""

    async def work() -> None:
        async with open_app(settings) as app:
            begin = (await find(app, subscription)).filter if subscription else Filter()
            saved = await app.store.filters.filters()
            background = Background(app.store.book, app.store.archive, app.store.filters)
            wish = await filter_of(app.store, begin, wanted)
            outcome = await rehearse(wish, app.store.catalog, background, saved, last=last)
            for event in outcome.passed:
                _print_event(event)
            rate = "" if outcome.per_day is None else f", about {outcome.per_day:.3g} a day"
            click.echo(f"{len(outcome.passed)} of the last {outcome.tried} events would have been sent{rate}")

    run(work())


@subscriptions.command()
@click.argument("subscription", metavar="ID|NAME")
@with_settings
def enable(settings: Settings, *, subscription: str) -> None:
    """Let a disabled subscription live again; what it missed is sent."""

    async def work(app: App, found: Subscription) -> str:
        was_disabled = await app.store.endpoints.enable(found.id)
        return "lives again; what it missed is sent" if was_disabled else "was not disabled"

    act_on(settings, subscription, work)


@subscriptions.command()
@click.argument("subscription", metavar="ID|NAME")
@with_settings
def rotate(settings: Settings, *, subscription: str) -> None:
    """Sign with a new secret too; the old one goes on for a day. Prints the new one, this once."""

    async def work(app: App, found: Subscription) -> str:
        if found.is_personal:
            raise SettingsError("subscription", f"a {found.sink} target has no signing secret")
        secret = await rotate_secret(app, own(found).id)
        return f"new signing secret, shown only now: {secret}\n  the old one goes on signing for 24 hours"

    act_on(settings, subscription, work)


# ------------------------------------------------ in words
def _print(one: Subscription, backlog: Backlog) -> None:
    waiting = backlog.waiting + backlog.retrying + backlog.under_way
    state = f"disabled: {one.disabled}" if one.disabled else f"{waiting} waiting, {backlog.dead} given up"
    click.echo(f"{one.id}  {printable(one.name)}  {one.sink} {printable(one.target)}\n        {printable(state)}")
    wanted = in_words(one.filter)
    if wanted:
        click.echo(f"        wants: {printable(wanted)}")
    if when := pace_in_words(one.pace):
        click.echo(f"        when: {printable(when)}")


def _print_event(event: Event) -> None:
    if event.change:
        click.echo(f"{moment(event.at)}  {event.change.article[:6]}  {printable(event.change.new_title)}")
        click.echo(f"    {printable(event.change.summary)}")
    else:
        click.echo(f"{moment(event.at)}  {event.subject[:6]}  {event.type.value}  {printable(event.detail)}")


for _command in (send_ping, show_log, resend, dead):
    subscriptions.add_command(_command)
