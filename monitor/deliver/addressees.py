"""Subscriptions with their secrets, remembered for a moment: one delivery after the other goes to the same few."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from monitor.model import Subscription, SubscriptionId
from monitor.ports import Subscriptions

TRUSTED_S: Final = 2.0  # a new secret or address counts after this at the latest
KEPT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who deliveries of one subscription go to."""

    subscription: Subscription
    secrets: tuple[str, ...]


class Addressees:
    """Reads each subscription at most every TRUSTED_S."""

    def __init__(self, subscriptions: Subscriptions) -> None:
        self._subscriptions = subscriptions
        self._kept: dict[SubscriptionId, tuple[float, Addressee | None]] = {}

    async def learn(self, wanted: Collection[SubscriptionId]) -> None:
        """Read those that are not known, all at once."""
        now = asyncio.get_running_loop().time()
        unknown = [one for one in wanted if self._kept.get(one, (0.0, None))[0] <= now]
        if unknown:
            await asyncio.gather(*(self.get(one) for one in unknown))

    def is_paced(self, subscription: SubscriptionId) -> bool:
        """True for one that is known to be paced."""
        _, addressee = self._kept.get(subscription, (0.0, None))
        return addressee is not None and addressee.subscription.is_paced

    async def get(self, subscription: SubscriptionId) -> Addressee | None:
        """The addressee, None if there is no such subscription (any more)."""
        now = asyncio.get_running_loop().time()
        until, addressee = self._kept.get(subscription, (0.0, None))
        if now < until:
            return addressee
        found = await self._subscriptions.get(subscription)
        addressee = Addressee(found, await self._subscriptions.secrets(subscription)) if found else None
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[subscription] = (now + TRUSTED_S, addressee)
        return addressee

    def forget(self, subscription: SubscriptionId) -> None:
        """Read it again the next time."""
        self._kept.pop(subscription, None)

    def forget_all(self) -> None:
        """Read all of them again the next time."""
        self._kept.clear()
