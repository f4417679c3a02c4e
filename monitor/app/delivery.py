"""Fan-out, deliverer and subscriptions over the open parts."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from hashlib import sha256

from monitor.app.opening import App
from monitor.deliver import Deliverer, Fanout, Payloads, key_of, new_secret, open_sinks
from monitor.errors import DeliveryRefused, SettingsError
from monitor.model import (
    Filter,
    Owner,
    Subscription,
    SubscriptionId,
)
from monitor.settings import SubscriptionSettings


def open_delivery(app: App, owner: str) -> tuple[Fanout, Deliverer]:
    """Fan-out and deliverer of one process."""
    store, clock = app.store, app.world.clock
    fanout = Fanout(
        store.log, store.outbox, store.catch_up, store.subscriptions, store.endpoints, store.book, owner=owner
    )
    payloads = Payloads(
        store.archive,
        store.book,
        store.subscriptions,
        store.endpoints,
        base_url=app.settings.base_url,
        marks=store.marks,
    )
    sinks = open_sinks(app.tools)
    deliverer = Deliverer(store.outbox, store.subscriptions, store.endpoints, payloads, sinks, clock, app.world.dice)
    return fanout, deliverer


async def subscribe(app: App, subscription: Subscription, *, secret: str = "") -> str:
    """Keep a subscription whose target may be used; its signing secret. Raises DeliveryRefused."""
    open_sinks(app.tools)[subscription.sink].check(subscription)
    secret = secret or new_secret(secrets.token_bytes)
    await app.store.subscriptions.put(subscription, secret=secret)
    return secret


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
    everything = {name: s.id for s in await app.store.book.all() for name in (s.name, s.url) if name}
    missing = [name for name in one.sources if name not in everything]
    if missing:
        raise SettingsError(f"subscription[{number}].sources", f"there is no source {missing[0]!r}")
    wanted = Filter(
        types=one.types or Filter().types,
        sources=tuple(everything[name] for name in one.sources),
        tags=one.tags,
        kinds=one.kinds,
        bands=one.bands,
        notices=one.notices,
        min_weight=one.min_weight,
        headline_only=one.headline_only,
        min_words=one.min_words,
        max_words=one.max_words,
    )
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
    )
