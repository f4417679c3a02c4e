"""The keys of one endpoint, in the order in which its scripts want them (`endpoint.lua`)."""

from __future__ import annotations

from functools import lru_cache

from monitor.model import SubscriptionId
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
