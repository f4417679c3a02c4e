"""`redline subscriptions`: who gets what, trying a filter before it is used, and how the deliveries go."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import click
from pydantic import TypeAdapter

from monitor.app.channels import sink_of
from monitor.app.delivery import check_pace, rotate_secret, subscribe
from monitor.app.opening import App, open_app
from monitor.cli.kinds import LAST, MOMENT, NETWORK
from monitor.cli.session import printable, run, with_settings
from monitor.cli.wanting import filter_of, in_words, pace_of, paced, wanting
from monitor.cli.words import moment
from monitor.deliver import Background, ping, rehearse, resend_one
from monitor.errors import NotFound, SettingsError
from monitor.event.pace import pace_in_words
from monitor.model import Event, EventId, Filter, Owner, Pace, Subscription, SubscriptionId
from monitor.ports import Backlog
from monitor.settings import Settings


class ListByDefault(click.Group):
    """Without a further word it lists."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options alone belong to the list."""
        if not args or (args[0].startswith("-") and args[0] != "--help"):
            args = ["list", *args]
        return super().parse_args(ctx, args)


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
@click.option("--allow", "allow", type=NETWORK, multiple=True, help="A private network that the target may lie in.")
@wanting
@paced
@with_settings
def add(
    settings: Settings, *, target: str, name: str, since: datetime | None, allow: tuple[str, ...], **wanted: Any
) -> None:
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
                allow_networks=allow,
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
            _own(found),
            name=found.name if name is None else name,
            filter=await filter_of(app.store, found.filter, wanted),
            pace=pace,
        )
        check_pace(edited)
        await app.store.subscriptions.put(edited.changed(found, app.world.clock.now()))
        return "changed; what waits for it and its secret stay"

    _with(settings, subscription, work)


@subscriptions.command()
@click.argument("subscription", metavar="ID|NAME")
@with_settings
def rm(settings: Settings, *, subscription: str) -> None:
    """Forget a subscription, what waits for it and its secret."""

    async def work(app: App, found: Subscription) -> str:
        await app.store.subscriptions.remove(_own(found).id)
        return "removed, with what waited for it and its secret"

    _with(settings, subscription, work)


@subscriptions.command("test")
@click.argument("subscription", metavar="[ID|NAME]", required=False)
@click.option("--against", "last", type=LAST, default="last:500", show_default=True, help="Which events to try it on.")
@wanting
@with_settings
def try_out(settings: Settings, *, subscription: str | None, last: int, **wanted: Any) -> None:
    """Say what would have been sent and how many a day: of a subscription, of one with other options, or of options."""

    async def work() -> None:
        async with open_app(settings) as app:
            begin = (await _find(app, subscription)).filter if subscription else Filter()
            saved = await app.store.filters.filters()
            background = Background(app.store.book, app.store.archive, app.store.filters)
            wish = await filter_of(app.store, begin, wanted)
            outcome = await rehearse(wish, app.store.catalog, background, saved, last=last)
            for event in outcome.passed:
                _print_event(event)
            rate = "" if outcome.per_day is None else f", about {outcome.per_day:.3g} a day"
            click.echo(f"{len(outcome.passed)} of the last {outcome.tried} events would have been sent{rate}")

    run(work())


@subscriptions.command("ping")
@click.argument("subscription", metavar="ID|NAME")
@with_settings
def send_ping(settings: Settings, *, subscription: str) -> None:
    """Queue a test message; the running daemon sends it like any other."""

    async def work(app: App, found: Subscription) -> str:
        event = await ping(found.id, app.store.endpoints, app.store.outbox)
        if event is None:
            raise SettingsError(
                "subscription", f"it is disabled: {found.disabled}", hint="redline subscriptions enable"
            )
        return f"test message {event.id} is queued; `redline subscriptions log` shows how it went"

    _with(settings, subscription, work)


@subscriptions.command("log")
@click.argument("subscription", metavar="ID|NAME")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@with_settings
def show_log(settings: Settings, *, subscription: str, limit: int) -> None:
    """The latest tries to deliver, newest first."""

    async def work(app: App, found: Subscription) -> str:
        tries = await app.store.outbox.log(found.id, limit=limit)
        for one in tries:
            how = "delivered" if one.ok else f"failed: {one.detail or one.status}"
            click.echo(f"{moment(one.at)}  {one.delivery.event}  {printable(how)}  ({one.elapsed_s:.2f} s)")
            if one.body:
                click.echo(f"    answer: {printable(one.body[:200])}")
        return f"{len(tries)} tries"

    _with(settings, subscription, work)


@subscriptions.command()
@click.argument("subscription", metavar="ID|NAME")
@click.option("--since", type=MOMENT, help="Send everything since then again, with the same ids.")
@click.option("--event", metavar="ID", help="Send this one event again, with the same id.")
@with_settings
def resend(settings: Settings, *, subscription: str, since: datetime | None, event: str | None) -> None:
    """Try again what was given up; with --event send one event again, with --since everything since a time."""

    async def work(app: App, found: Subscription) -> str:
        if event is not None:
            if not await resend_one(app.store.outbox, app.store.desk, found.id, EventId(event)):
                raise NotFound(
                    f"{found.name or found.id} has got no event {event!r}", hint="`log` and `dead` list them"
                )
            return f"{event} is sent again, with the same id"
        if since is None:
            return f"{await app.store.desk.redrive(found.id)} given up before are tried again"
        await app.store.catch_up.replay(found.id, since)
        return f"everything since {moment(since)} is sent again, with the same ids"

    _with(settings, subscription, work)


@subscriptions.command()
@click.argument("subscription", metavar="ID|NAME")
@with_settings
def dead(settings: Settings, *, subscription: str) -> None:
    """List what was given up after ten tries; `resend` tries it again."""

    async def work(app: App, found: Subscription) -> str:
        given_up = await app.store.outbox.dead(found.id)
        for one in given_up:
            kind = one.type.value if one.type else ""
            click.echo(f"{moment(one.queued)}  {one.event}  {kind}  {one.tries} tries")
        return f"{len(given_up)} given up"

    _with(settings, subscription, work)


@subscriptions.command()
@click.argument("subscription", metavar="ID|NAME")
@with_settings
def enable(settings: Settings, *, subscription: str) -> None:
    """Let a disabled subscription live again; what it missed is sent."""

    async def work(app: App, found: Subscription) -> str:
        was_disabled = await app.store.endpoints.enable(found.id)
        return "lives again; what it missed is sent" if was_disabled else "was not disabled"

    _with(settings, subscription, work)


@subscriptions.command()
@click.argument("subscription", metavar="ID|NAME")
@with_settings
def rotate(settings: Settings, *, subscription: str) -> None:
    """Sign with a new secret too; the old one goes on for a day. Prints the new one, this once."""

    async def work(app: App, found: Subscription) -> str:
        if found.is_personal:
            raise SettingsError("subscription", f"a {found.sink} target has no signing secret")
        secret = await rotate_secret(app, _own(found).id)
        return f"new signing secret, shown only now: {secret}\n  the old one goes on signing for 24 hours"

    _with(settings, subscription, work)


# ------------------------------------------------ shared
def _with(settings: Settings, name: str, work: Callable[[App, Subscription], Awaitable[str]]) -> None:
    async def whole() -> None:
        async with open_app(settings) as app:
            found = await _find(app, name)
            said = await work(app, found)
            click.echo(f"{printable(found.name or found.id)}: {said}")

    run(whole())


async def _find(app: App, name: str) -> Subscription:
    everything = await app.store.subscriptions.all()
    found = [one for one in everything if name in {one.id, one.name}] or [
        one for one in everything if one.id.startswith(name)
    ]
    if len(found) != 1:
        count = len(found) or "no"
        raise NotFound(f"{count} subscriptions fit {name!r}", hint="`redline subscriptions` lists them")
    return found[0]


def _own(subscription: Subscription) -> Subscription:
    if subscription.owner is Owner.FILE:
        raise SettingsError(
            "subscription", f"{subscription.name} is declared in the settings file", hint="change it there"
        )
    return subscription


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
