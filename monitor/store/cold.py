"""Older versions in the cold store: the list in RAM keeps a stub for each, the file holds record and text.

The order of work, each step safe to be the last one of its process: the file is written and read back, then one script
puts stubs where the elements are still the ones that were copied. Nobody else moves the article meanwhile. A stub holds
the hash of its record, so that a file that was exchanged is noticed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from monitor.errors import DamagedRecord, StoreError
from monitor.model import ArticleId, Outline
from monitor.store.client import StoreClient
from monitor.store.codec import BARE, is_stub, pack_stub, split
from monitor.store.cold_files import ColdPlace, name_of, pack_lists, unpack_lists
from monitor.store.guarded import Guarded
from monitor.store.keys import Keys
from monitor.store.records import record_hash, unpack_link
from monitor.store.trimming import whole_at, without_texts
from monitor.store.wire import to_moment

KIND: Final = "versions"


class ColdVersions:
    """The elements of older versions, in files."""

    def __init__(self, client: StoreClient, keys: Keys, place: ColdPlace) -> None:
        self._client = client
        self._keys = keys
        self._place = place

    async def filled(self, article: ArticleId, elements: Sequence[bytes], first: int = 1) -> list[bytes]:
        """The elements from this number on with what lies in the cold store in place of stubs; raises DamagedRecord."""
        if not any(map(is_stub, elements)):
            return list(elements)
        kept = await self._read(article)
        return [
            _checked(article, number, element, kept) if is_stub(element) else element
            for number, element in enumerate(elements, first)
        ]

    async def is_cold(self, article: ArticleId) -> bool:
        """True if all versions but the newest lie in the cold store."""
        key = self._keys.versions(self._keys.archive_tag(article), article)
        element = await self._client.do("LINDEX", key, -2)
        return element is not None and is_stub(element)

    async def outline(self, article: ArticleId, elements: Sequence[bytes]) -> list[Outline]:
        """What of these elements, all of an article, retention has to know; raises DamagedRecord."""
        whole = await self.filled(article, elements)
        found: list[Outline] = []
        ended: datetime | None = None
        for number in range(len(whole), 0, -1):
            where = f"version {number} of article {article}"
            parts = split(whole[number - 1], where)
            found.append(Outline(number, ended, parts.tag != BARE))
            ended = to_moment(unpack_link(parts.record, where).first_seen_ms)
        return found[::-1]

    async def chill(self, article: ArticleId, last: int) -> int:
        """Move the versions up to this number, never the newest; how many were moved. Raises DamagedRecord."""
        async with self._place.alone(article):
            return await self._chill(article, last)

    async def drop(self, article: ArticleId, numbers: Collection[int]) -> bool:
        """Let go of the texts of these versions; False if memory does not hold it or something changed meanwhile.

        Every text that stays was decoded and compared before anything is written. Raises DamagedRecord.
        """
        async with self._place.alone(article):
            return await self._drop(article, numbers)

    async def forget(self, article: ArticleId) -> None:
        """Remove the file of an article that is to be nowhere."""
        async with self._place.alone(article):
            await self._remove(article)

    # ------------------------------------------------ inside
    async def _chill(self, article: ArticleId, last: int) -> int:
        held = await self._elements(article)
        last = min(last, len(held) - 1)
        if last < 1 or is_stub(held[last - 1]):
            return 0
        whole = await self.filled(article, held)
        moved = [*whole[: last - 1], whole_at(article, whole, last)]
        await self._write(article, moved)
        writes = self._guarded(article, held)
        for at in range(last):
            if not is_stub(held[at]):
                record = split(held[at], f"version {at + 1} of article {article}").record
                self._replace(writes, article, at, held[at], pack_stub(record_hash(article, record)))
        done = await self._client.send(writes.call())
        return sum(not is_stub(one) for one in held[:last]) if done else 0

    async def _drop(self, article: ArticleId, numbers: Collection[int]) -> bool:
        held = await self._elements(article)
        if not held:
            return False
        whole = await self.filled(article, held)
        after = without_texts(article, whole, numbers)
        cold = [at for at, element in enumerate(held) if is_stub(element)]
        if cold:
            await self._write(article, after[: cold[-1] + 1])
        else:
            await self._remove(article)  # what a killed process left, with the texts that are to go
        writes = self._guarded(article, held)
        for at, element in enumerate(held):
            if not is_stub(element) and after[at] != element:
                self._replace(writes, article, at, element, after[at])
        return bool(await self._client.send(writes.call()))

    async def _elements(self, article: ArticleId) -> list[bytes]:
        key = self._keys.versions(self._keys.archive_tag(article), article)
        found: list[bytes] = await self._client.do("LRANGE", key, 0, -1)
        return found

    def _guarded(self, article: ArticleId, held: Sequence[bytes]) -> Guarded:
        tag = self._keys.archive_tag(article)
        writes = Guarded(self._keys.counts(tag))
        writes.holds("LLEN", self._keys.versions(tag, article), "", len(held))
        return writes

    def _replace(self, writes: Guarded, article: ArticleId, at: int, old: bytes, new: bytes) -> None:
        key = self._keys.versions(self._keys.archive_tag(article), article)
        writes.holds("LINDEX", key, at, old)
        writes.write("LSET", key, at, new)

    async def _read(self, article: ArticleId) -> tuple[bytes, ...]:
        name = name_of(article, KIND)
        data = await asyncio.to_thread(self._place.files.read, name)
        if data is None:
            raise DamagedRecord(f"cold versions of article {article}", f"the file {name} is missing")
        return unpack_lists(data, f"cold versions of article {article} ({name})")[0]

    async def _remove(self, article: ArticleId) -> None:
        await asyncio.to_thread(self._place.files.remove, name_of(article, KIND))

    async def _write(self, article: ArticleId, elements: Sequence[bytes]) -> None:
        """The file is durable and was read back."""
        await asyncio.to_thread(self._place.files.write, name_of(article, KIND), pack_lists([elements]))
        if await self._read(article) != tuple(elements):
            raise StoreError(f"the cold store gave back something else than it was given for article {article}")


def _checked(article: ArticleId, number: int, stub: bytes, kept: Sequence[bytes]) -> bytes:
    where = f"version {number} of article {article}"
    if number > len(kept):
        raise DamagedRecord(where, "it is missing in the cold store")
    element = kept[number - 1]
    if record_hash(article, split(element, where).record) != split(stub, where).record:
        raise DamagedRecord(where, "the cold store holds another record")
    return element
