"""Where words of an article can lie outside its slot: what was sent of it, and what a hub sent of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import ArticleId, SourceId
from monitor.ports import Subscriptions
from monitor.store.client import StoreClient
from monitor.store.keys import Keys
from monitor.store.packed import unpack_attempt


@dataclass(frozen=True, slots=True)
class Echoes:
    """Removes them."""

    client: StoreClient
    keys: Keys
    subscriptions: Subscriptions

    async def attempts(self, article: ArticleId) -> None:
        """Attempts to deliver it, with what was sent and what was answered."""
        for subscription in await self.subscriptions.all():
            key = self.keys.outbox_log(self.keys.book_tag(subscription.id), subscription.id)
            for line in await self.client.do("LRANGE", key, 0, -1):
                if article in unpack_attempt(subscription.id, line.partition(b" ")[2]).subjects():
                    await self.client.do("LREM", key, 1, line)

    async def documents(self, sources: Sequence[SourceId]) -> None:
        """Documents of its sources that wait to be read; the looks that they called for read the sources instead."""
        for source in sources:
            await self.client.do("DEL", self.keys.pushed(self.keys.book_tag(source), source))
