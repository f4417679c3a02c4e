"""Subscriptions in Redis: each in the shard of its id, with its secrets encrypted and its own events."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from pydantic import TypeAdapter

from monitor.errors import DamagedRecord
from monitor.model import Event, EventType, Subscription, SubscriptionId
from monitor.store.client import Call, StoreClient, ms
from monitor.store.endpoint_events import endpoint_event
from monitor.store.endpoint_slot import slot_keys
from monitor.store.keys import MAX_ENDPOINT_EVENTS, MAX_SECRETS, Keys
from monitor.store.packed import MAX_RETRIES_PER_CLAIM
from monitor.store.resp import Arg
from monitor.store.scripts import load
from monitor.store.vault import Secret, Vault

SCHEMA: Final = 1
_SUBSCRIPTION: Final = TypeAdapter(Subscription)
_EVENT: Final = TypeAdapter(Event)
_RACES: Final = 20  # another process was faster so many times in a row: it is stuck, not busy


class RedisSubscriptions:
    """Behind the ports Subscriptions and Endpoints."""

    def __init__(self, client: StoreClient, keys: Keys, vault: Vault) -> None:
        self._client = client
        self._keys = keys
        self._vault = vault

    # ------------------------------------------------ Subscriptions
    async def put(self, subscription: Subscription, *, secret: str = "") -> bool:
        """Add or replace; an empty secret leaves that of record. True if it was new."""
        tag = self._keys.book_tag(subscription.id)
        locked = b""
        if secret and secret not in await self.secrets(subscription.id):
            locked = self._vault.lock(subscription.id, [Secret(secret)])
        record = {"v": SCHEMA, **_SUBSCRIPTION.dump_python(replace(subscription, disabled=""), mode="json")}
        since = "" if subscription.since is None else str(ms(subscription.since))
        keys = [*slot_keys(self._keys, subscription.id), self._keys.secrets(tag)]
        args: list[Arg] = [subscription.id, json.dumps(record), locked, since, int(subscription.is_paced)]
        args += [self._client.now_arg(), MAX_RETRIES_PER_CLAIM]
        return bool(await self._client.run(load("subscription_put"), keys, args))

    async def get(self, subscription: SubscriptionId) -> Subscription | None:
        """One subscription."""
        tag = self._keys.book_tag(subscription)
        line, why = await self._client.all(
            [
                ("HGET", self._keys.subscriptions(tag), subscription),
                ("HGET", self._keys.disabled(tag), subscription),
            ]
        )
        return _read(line, why or b"") if line else None

    async def all(self) -> list[Subscription]:
        """All of them, oldest first."""
        tags = self._keys.book_tags()
        lines = await self._client.all([("HVALS", self._keys.subscriptions(tag)) for tag in tags])
        disabled = await self._client.all([("HGETALL", self._keys.disabled(tag)) for tag in tags])
        why = {key: value for flat in disabled for key, value in _pairs(flat).items()}
        found = [_read(line, b"") for shard in lines for line in shard]
        found = [replace(one, disabled=why[key].decode()) if (key := one.id.encode()) in why else one for one in found]
        return sorted(found, key=lambda one: (one.created, one.id))

    async def remove(self, subscription: SubscriptionId) -> bool:
        """Forget it, its queue and its log."""
        tag = self._keys.book_tag(subscription)
        keys = [
            *slot_keys(self._keys, subscription),
            self._keys.secrets(tag),
            self._keys.outbox_dead(tag, subscription),
            self._keys.outbox_log(tag, subscription),
            self._keys.endpoint_events(tag, subscription),
        ]
        return bool(await self._client.run(load("subscription_remove"), keys, [subscription]))

    async def secrets(self, subscription: SubscriptionId) -> tuple[str, ...]:
        """Live signing secrets, newest first."""
        locked = await self._locked(subscription)
        now = await self._client.now()
        return tuple(one.value for one in self._vault.open(subscription, locked) if one.is_live(now))

    # ------------------------------------------------ Endpoints
    async def version(self) -> str:
        """Another one after every change."""
        found = await self._client.all([("GET", self._keys.subscriptions_version(t)) for t in self._keys.book_tags()])
        return ",".join((count or b"").decode() for count in found)

    async def rotate(self, subscription: SubscriptionId, secret: str, *, keep_s: float) -> bool:
        """A new secret; the one before signs too for `keep_s`."""
        if await self.get(subscription) is None:
            return False
        for _ in range(_RACES):
            locked = await self._locked(subscription)
            end = ms(await self._client.now()) + int(keep_s * 1000)
            older = [Secret(one.value, min(one.until_ms or end, end)) for one in self._vault.open(subscription, locked)]
            new = self._vault.lock(subscription, [Secret(secret), *older][:MAX_SECRETS])
            key = self._keys.secrets(self._keys.book_tag(subscription))
            if await self._client.run(load("replace_field"), [key], [subscription, locked, new]):
                return True
        return False

    async def disable(self, subscription: SubscriptionId, reason: str) -> Event | None:
        """Drop its queue, remember from when on to catch up."""
        return await self._add(subscription, EventType.ENDPOINT_DISABLED, reason, disable=reason or "no reason given")

    async def enable(self, subscription: SubscriptionId) -> bool:
        """Live again and behind."""
        return bool(
            await self._client.run(load("endpoint_enable"), slot_keys(self._keys, subscription), [subscription])
        )

    async def tell(self, subscription: SubscriptionId, kind: EventType, *, detail: str = "") -> Event | None:
        """An event of which the endpoint is the subject."""
        return await self._add(subscription, kind, detail)

    async def events(self, subscription: SubscriptionId) -> tuple[Event, ...]:
        """The newest events of the endpoint, oldest first."""
        key = self._keys.endpoint_events(self._keys.book_tag(subscription), subscription)
        return tuple(_EVENT.validate_json(line) for line in await self._client.do("LRANGE", key, 0, -1))

    async def untold(self) -> list[Event]:
        """Events of `disable` not passed on yet, oldest first."""
        shards = await self._client.all([("HVALS", self._keys.untold(tag)) for tag in self._keys.book_tags()])
        found = [_EVENT.validate_json(line) for shard in shards for line in shard]
        return sorted(found, key=lambda event: (event.at, event.id))

    async def told(self, event: Event) -> None:
        """It has been passed on."""
        await self._client.do("HDEL", self._keys.untold(self._keys.book_tag(event.subject)), event.id)

    async def _add(
        self, subscription: SubscriptionId, kind: EventType, detail: str, *, disable: str = ""
    ) -> Event | None:
        tag = self._keys.book_tag(subscription)
        keys = [
            *slot_keys(self._keys, subscription),
            self._keys.endpoint_events(tag, subscription),
            self._keys.untold(tag),
        ]
        for _ in range(_RACES):
            newest = await self._client.do("LINDEX", self._keys.endpoint_events(tag, subscription), -1)
            before = _EVENT.validate_json(newest) if newest else None
            event = endpoint_event(subscription, before, kind, detail, await self._client.now())
            line = _EVENT.dump_json(event)
            args: list[Arg] = [self._client.now_arg(), subscription, event.sequence, event.id, line]
            args += [MAX_ENDPOINT_EVENTS, disable]
            done = await self._client.send(Call(load("endpoint_event"), keys, args))
            if done >= 0:
                return event if done else None
        return None

    async def _locked(self, subscription: SubscriptionId) -> bytes:
        key = self._keys.secrets(self._keys.book_tag(subscription))
        return await self._client.do("HGET", key, subscription) or b""


def _read(line: bytes, why: bytes) -> Subscription:
    """A subscription from its record; fields that a later release added are left out, missing ones have defaults."""
    record: dict[str, Any] = json.loads(line)
    version = record.pop("v", SCHEMA)
    if version > SCHEMA:
        raise DamagedRecord(f"subscription {record.get('id')}", f"schema {version}, this Redline reads up to {SCHEMA}")
    return replace(_SUBSCRIPTION.validate_python(record), disabled=why.decode())


def _pairs(flat: list[bytes]) -> dict[bytes, bytes]:
    return dict(zip(flat[::2], flat[1::2], strict=True))
