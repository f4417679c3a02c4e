"""The keys of one endpoint, in the order in which its scripts want them (`endpoint.lua`), and which is due first."""

from __future__ import annotations

import asyncio
from functools import lru_cache

from monitor.model import SubscriptionId
from monitor.store.client import StoreClient, ms
from monitor.store.keys import Keys


@lru_cache(maxsize=16_384)
def slot_keys(keys: Keys, subscription: SubscriptionId) -> tuple[str, ...]:
    """What every script of an endpoint gets first: KEYS 1 to 13."""
    tag = keys.book_tag(subscription)
    return (
        keys.test_mark(tag),
        keys.endpoint(tag, subscription),
        keys.outbox_fresh(tag, subscription),
        keys.outbox_entries(tag, subscription),
        keys.outbox_retries(tag, subscription),
        keys.outbox_sending(tag, subscription),
        keys.outbox_resending(tag, subscription),
        keys.outbox_due(tag),
        keys.outbox_wake(tag),
        keys.behind(tag),
        keys.subscriptions(tag),
        keys.disabled(tag),
        keys.subscriptions_version(tag),
    )


async def soonest(client: StoreClient, keys: Keys, limit: int) -> tuple[float, list[tuple[float, SubscriptionId]]]:
    """The time, and for which subscriptions something can be claimed first, and when; in ms."""
    tags = keys.book_tags()
    wanted = [("ZRANGE", keys.outbox_due(tag), 0, limit - 1, "WITHSCORES") for tag in tags]
    now, *shards = await asyncio.gather(client.now(), *(client.send(one) for one in wanted))
    pairs = [pair for flat in shards for pair in zip(flat[1::2], flat[::2], strict=True)]
    return ms(now), sorted((float(due), SubscriptionId(name.decode())) for due, name in pairs)
