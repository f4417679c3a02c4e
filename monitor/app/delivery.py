"""Fan-out, deliverer and subscriptions over the open parts."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from hashlib import sha256

from monitor.app.channels import open_messengers
from monitor.app.filters import filter_of_file
from monitor.app.opening import App
from monitor.deliver import Background, Deliverer, Fanout, Subjects, Ways, key_of, new_secret, open_sinks
from monitor.errors import DeliveryRefused, SettingsError
from monitor.event.filters import known_saved
from monitor.event.pacing import WORTH_A_LOOK_WEIGHT, worth_a_look
from monitor.model import (
    Owner,
    Pace,
    Subscription,
    SubscriptionId,
)
from monitor.ports import Messenger, Sink
from monitor.settings import SubscriptionSettings


def open_delivery(app: App, owner: str) -> tuple[Fanout, Deliverer]:
    """Fan-out and deliverer of one process."""
    store, world = app.store, app.world
    background = Background(store.book, store.archive, store.filters)
    fanout = Fanout(
        store.log, store.outbox, store.catch_up, store.subscriptions, store.endpoints, background, owner=owner
    )
    subjects = Subjects(store.archive, store.book, store.subscriptions, store.endpoints, store.marks)
    ways = Ways.of(subjects, open_sinks(app.tools), open_messengers(app), base_url=app.settings.base_url)
    return fanout, Deliverer(store.outbox, store.subscriptions, store.endpoints, ways, world.clock, world.dice)


async def subscribe(app: App, subscription: Subscription, *, secret: str = "") -> str:
    """Keep a subscription whose target may be used; its signing secret, "" for people's channels.

    Raises DeliveryRefused.
    """
    doors: dict[str, Sink | Messenger] = {**open_sinks(app.tools), **open_messengers(app)}
    if subscription.sink not in doors:
        raise DeliveryRefused(f"there is no sink {subscription.sink!r}", hint=f"there are: {', '.join(doors)}")
    doors[subscription.sink].check(subscription)
    check_pace(subscription)
    known_saved(subscription.filter.saved, await app.store.filters.filters())
    if subscription.is_personal:
        await app.store.subscriptions.put(subscription)
        return ""
    secret = secret or new_secret(secrets.token_bytes)
    await app.store.subscriptions.put(subscription, secret=secret)
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
        secret = _secret_of(one, number) or await _held_secret(app, wanted)
        try:
            await subscribe(app, wanted, secret=secret)
        except DeliveryRefused as error:
            raise SettingsError(f"subscription[{number}].target", str(error)) from error
        except ValueError as error:
            raise SettingsError(f"subscription[{number}].filters", str(error)) from error
    for one_held in known.values():
        if one_held.owner is Owner.FILE and one_held.id not in ids:
            await app.store.subscriptions.remove(one_held.id)


async def _held_secret(app: App, subscription: Subscription) -> str:
    return next(iter(await app.store.subscriptions.secrets(subscription.id)), "")


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
    digest = sha256(f"{one.sink} {one.name}".encode()).hexdigest()[:16]
    return Subscription(
        SubscriptionId(f"sub_{digest}"),
        one.sink,
        one.target,
        app.world.clock.now(),
        owner=Owner.FILE,
        filter=wanted,
        name=one.name,
        allow_networks=one.allow_networks,
        pace=pace,
    )
