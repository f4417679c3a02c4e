"""Fan-out, deliverer and subscriptions over the open parts."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from typing import Final

from monitor.app.channels import open_messengers
from monitor.app.filters import filter_of_file
from monitor.app.networks import HUB, WAYBACK, subscription_id
from monitor.app.opening import App
from monitor.deliver import Background, Deliverer, Fanout, Subjects, Ways, key_of, new_secret, open_sinks
from monitor.deliver.asking import Asking
from monitor.deliver.hub import HubSink, Topics
from monitor.deliver.wayback import WaybackKeys, WaybackSink
from monitor.errors import DeliveryRefused, SettingsError
from monitor.event.filters import known_saved
from monitor.event.pace import WORTH_A_LOOK_WEIGHT, worth_a_look
from monitor.model import (
    WEBHOOK,
    EventType,
    Filter,
    Owner,
    Pace,
    Subscription,
    SubscriptionId,
)
from monitor.ports import Messenger, Sink
from monitor.settings import SubscriptionSettings

KEEP_S: Final = 86_400.0  # a secret that was replaced still signs for a day


def open_delivery(app: App, owner: str) -> tuple[Fanout, Deliverer]:
    """Fan-out and deliverer of one process."""
    store, world = app.store, app.world
    fanout = Fanout(
        store.log, store.outbox, store.catch_up, store.subscriptions, store.endpoints, background_of(app), owner=owner
    )
    subjects = Subjects(store.archive, store.book, store.subscriptions, store.endpoints, store.marks)
    ways = Ways.of(subjects, sinks_of(app), open_messengers(app), base_url=app.settings.base_url)
    return fanout, Deliverer(store.outbox, store.subscriptions, store.endpoints, ways, world.clock, world.dice)


def background_of(app: App) -> Background:
    """What filters ask beyond an event itself."""
    return Background(app.store.book, app.store.archive, app.store.filters)


def sinks_of(app: App) -> dict[str, Sink]:
    """One sink of each kind, those of the house too."""
    settings, tools, store = app.settings, app.tools, app.store
    asking = Asking(tools.transport, tools.clock, tools.agent, tools.networks)
    wayback = settings.wayback
    account = WaybackKeys(os.environ.get(wayback.access_key_env, ""), os.environ.get(wayback.secret_key_env, ""))
    return {
        **open_sinks(tools),
        "websub": HubSink(asking, Topics(settings.base_url, store.archive, background_of(app))),
        "wayback": WaybackSink(asking, store.copies, account),
    }


async def subscribe(app: App, subscription: Subscription, *, secret: str = "") -> str:
    """Keep a subscription whose target may be used; its signing secret, that of record where there is one.

    Raises DeliveryRefused.
    """
    doors: dict[str, Sink | Messenger] = {**sinks_of(app), **open_messengers(app)}
    if subscription.sink not in doors:
        raise DeliveryRefused(f"there is no sink {subscription.sink!r}", hint=f"there are: {', '.join(doors)}")
    doors[subscription.sink].check(subscription)
    check_pace(subscription)
    known_saved(subscription.filter.saved, await app.store.filters.filters())
    if before := await app.store.subscriptions.get(subscription.id):
        subscription = subscription.changed(before, app.world.clock.now())
    if subscription.sink != WEBHOOK:
        await app.store.subscriptions.put(subscription)
        return ""
    held = next(iter(await app.store.subscriptions.secrets(subscription.id)), "")
    secret = secret or held or new_secret(secrets.token_bytes)
    await app.store.subscriptions.put(subscription, secret=secret)
    return secret


async def rotate_secret(app: App, subscription: SubscriptionId) -> str:
    """A new signing secret; the one before goes on signing for a day."""
    secret = new_secret(secrets.token_bytes)
    await app.store.endpoints.rotate(subscription, secret, keep_s=KEEP_S)
    return secret


def check_pace(subscription: Subscription) -> None:
    """Raise DeliveryRefused for limits on a webhook: its receiver wants every event, in a message of its own."""
    pace = subscription.pace
    if not subscription.is_personal and (pace.per_hour or pace.per_day or pace.apart_s):
        raise DeliveryRefused(
            "limits on messages are for people's channels", hint="for a webhook set quiet hours or a digest"
        )


async def subscriptions_of_file(app: App) -> None:
    """Make the file's subscriptions what the store holds; those that left the file are removed."""
    known = {one.id: one for one in await app.store.subscriptions.all()}
    ids = set()
    for number, one in enumerate(app.settings.subscription, 1):
        wanted = await _subscription(app, one, number)
        ids.add(wanted.id)
        held = known.get(wanted.id)
        wanted = replace(wanted, created=held.created if held else wanted.created)
        secret = _secret_of(one, number)
        try:
            await subscribe(app, wanted, secret=secret)
        except DeliveryRefused as error:
            raise SettingsError(f"subscription[{number}].target", str(error)) from error
        except ValueError as error:
            raise SettingsError(f"subscription[{number}].filters", str(error)) from error
    for house in _of_the_house(app):
        ids.add(house.id)
        held = known.get(house.id)
        try:
            await subscribe(app, replace(house, created=held.created if held else house.created))
        except DeliveryRefused as error:
            raise SettingsError("feeds.hub" if house.sink == "websub" else "wayback.url", str(error)) from error
    for one_held in known.values():
        if one_held.owner is Owner.FILE and one_held.id not in ids:
            await app.store.subscriptions.remove(one_held.id)


def _of_the_house(app: App) -> list[Subscription]:
    """What the settings let others know: the hub of our feeds, the Wayback Machine."""
    settings, now = app.settings, app.world.clock.now()
    found: list[tuple[SubscriptionId, str, str, tuple[EventType, ...]]] = []
    if settings.feeds.hub and settings.web.public and settings.base_url:
        told = (EventType.CHANGED, EventType.UNAVAILABLE, EventType.RESTORED, EventType.WITHDRAWN)
        found.append((HUB, "websub", settings.feeds.hub, told))
    if settings.wayback.save:
        versions = (EventType.CREATED, EventType.CHANGED)
        found.append((WAYBACK, "wayback", settings.wayback.url, versions))
    return [
        Subscription(id_, sink, target, now, owner=Owner.FILE, filter=Filter(types=types), name=sink)
        for id_, sink, target, types in found
    ]


def _secret_of(one: SubscriptionSettings, number: int) -> str:
    if not one.secret_env:
        return ""
    secret = os.environ.get(one.secret_env, "")
    try:
        key_of(secret)
    except DeliveryRefused as error:
        key = f"subscription[{number}].secret_env"
        raise SettingsError(
            key, f"{one.secret_env} holds no whsec_ secret", hint="32 random bytes in base64"
        ) from error
    return secret


async def _subscription(app: App, one: SubscriptionSettings, number: int) -> Subscription:
    key = f"subscription[{number}]"
    wanted = replace(await filter_of_file(app, one, key), saved=one.filters)
    pace = Pace(one.digest, one.zone, one.quiet, one.at, one.per_hour, one.per_day, round(one.apart))
    if one.preset == "worth-a-look":
        wanted = replace(wanted, min_weight=wanted.min_weight or WORTH_A_LOOK_WEIGHT)
        pace = worth_a_look(pace)
    return Subscription(
        subscription_id(one),
        one.sink,
        one.target,
        app.world.clock.now(),
        owner=Owner.FILE,
        filter=wanted,
        name=one.name,
        pace=pace,
    )
