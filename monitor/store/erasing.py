"""Erasing for good: every place where a text can lie, one after the other; done again from the start after a crash.

The mark comes first, so that nobody reads what is being erased; the mark that it is done comes last. In between each
step may be repeated: memory, cold store, originals, delivery logs, and at the end the server's own log on disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from monitor.errors import DamagedRecord, StoreError
from monitor.model import WHOLE, Absence, Act, ArticleId, Deed, Item, ItemKind, Standing
from monitor.ports import Frontier, Subscriptions
from monitor.store import article_records as records
from monitor.store import veiling
from monitor.store.archive import RedisArchive
from monitor.store.client import StoreClient
from monitor.store.cold_store import ColdStore
from monitor.store.echoes import Echoes
from monitor.store.keys import Keys
from monitor.store.marks import RedisMarks
from monitor.store.server_log import rewrite_log
from monitor.store.silencing import removal, silence

_RACES: Final = 20


class Bodies(Protocol):
    """Where raw responses lie."""

    def purge(self, article: str, keep: Collection[str] = ()) -> int:
        """Remove every response of an article but those with these bodies; how many. Raises StoreError."""
        ...


@dataclass(frozen=True, slots=True)
class Eraser:
    """Erases versions and articles that are marked for it."""

    client: StoreClient
    keys: Keys
    archive: RedisArchive
    cold: ColdStore
    marks: RedisMarks
    frontier: Frontier
    subscriptions: Subscriptions

    @property
    def _echoes(self) -> Echoes:
        return Echoes(self.client, self.keys, self.subscriptions)

    async def unfinished(self) -> AsyncIterator[tuple[ArticleId, int]]:
        """What was marked to be erased and is not yet."""
        async for article, standing in self.marks.all():
            for number in standing.erasing():
                yield article, number

    async def finish(self, article: ArticleId, number: int, bodies: Sequence[Bodies], at: datetime) -> None:
        """Everything is removed when this returns, and marked so; raises StoreError, to be done again then."""
        standing = (await self.marks.of([article])).get(article, Standing())
        if standing.absence(number) is not Absence.ERASED:
            raise StoreError(f"article {article} is not marked to be erased")
        keep: list[str] = []
        if number == WHOLE:
            await self._whole(article)
        else:
            keep = await self._version(article, number, standing)
        for one in bodies:
            await asyncio.to_thread(one.purge, article, keep)
        await self._echoes.attempts(article)
        await rewrite_log(self.client)
        await self.marks.add(article, Act(Deed.ERASED, number, at))

    # ------------------------------------------------ one version
    async def _version(self, article: ArticleId, number: int, standing: Standing) -> list[str]:
        """Its text and words are gone; bodies that other versions still stand on."""
        await self.cold.ice.melt(article)
        packed = await self.client.do("HGET", self.keys.articles(self.keys.archive_tag(article)), article)
        if packed:
            await self._echoes.documents(records.unpack_article(article, packed).sources)
        versions = await self.archive.versions(article)
        if number <= len(versions) and not versions[number - 1].absence:
            await self._drop(article, number)
        await self._words(article, veiling.erased_only(standing))
        kept = [one for one in versions if not one.absence and standing.absence(one.number) is not Absence.ERASED]
        return [one.evidence.raw_sha256 for one in kept if one.evidence.raw_sha256]

    async def _drop(self, article: ArticleId, number: int) -> None:
        for _ in range(_RACES):
            if await self.cold.versions.drop(article, {number}):
                return
        raise _too_fast(article)

    async def _words(self, article: ArticleId, standing: Standing) -> None:
        for _ in range(_RACES):
            held = await self.cold.ice.taken(article)
            if held is None or await self.client.send(silence(self.keys, article, held, standing).call()):
                return
        raise _too_fast(article)

    # ------------------------------------------------ a whole article
    async def _whole(self, article: ArticleId) -> None:
        """Nothing of it is in memory, in a list, in the plan or in the cold store; the hashes of its records stay."""
        try:
            await self.cold.ice.melt(article, erased=True)
        except DamagedRecord:  # what can not be read can be removed all the same
            await self.cold.ice.forget(article)
        await self._remember(article)
        for _ in range(_RACES):
            held = await self.cold.ice.taken(article)
            packed = held.article() if held else None
            if held is None or packed is None:
                await self.client.do("ZREM", self.keys.added(self.keys.archive_tag(article)), article)
                break
            known = records.unpack_article(article, packed)
            await self._echoes.documents(known.sources)
            await self.frontier.remove([Item(ItemKind.ARTICLE, article, known.host)])
            if await self.client.send(removal(self.keys, article, held, packed).call()):
                break
        await self.cold.versions.forget(article)

    async def _remember(self, article: ArticleId) -> None:
        """Keep the hashes of the records, by which the chain can still be compared with signed roots."""
        with suppress(DamagedRecord):
            versions = await self.archive.versions(article)
            if versions:
                await self.marks.keep_records(article, [one.record_hash for one in versions])


def _too_fast(article: ArticleId) -> StoreError:
    return StoreError(f"article {article} changes faster than it can be erased")
