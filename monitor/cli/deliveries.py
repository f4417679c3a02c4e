"""`redline subscriptions ping`, `log`, `resend`, `dead`: what was sent to whom, and sending it once more."""

from __future__ import annotations

from datetime import datetime

import click

from monitor.app.opening import App
from monitor.cli.kinds import MOMENT
from monitor.cli.one_subscription import act_on
from monitor.cli.session import printable, with_settings
from monitor.cli.words import moment
from monitor.deliver import ping, resend_one
from monitor.errors import NotFound, SettingsError
from monitor.model import EventId, Subscription
from monitor.settings import Settings


@click.command("ping")
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

    act_on(settings, subscription, work)


@click.command("log")
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

    act_on(settings, subscription, work)


@click.command()
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

    act_on(settings, subscription, work)


@click.command()
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

    act_on(settings, subscription, work)
