"""Finished articles out of memory: everything of one is a file, and only its place in lists and its next look stay.

An article is frozen if it is in the index of all articles and not in the hash of articles. The file is written and read
back, then one script removes what is still just what was copied. Readers read the file; a write brings the article back
first, in one script; the file stays until the article is frozen anew, and is not looked at meanwhile. Each way is gone
alone; an article of which something is being erased stays in memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from monitor.errors import DamagedRecord, StoreError
from monitor.model import ArticleId, Change, RemarkKind, Standing
from monitor.store.annotation_records import unpack_annotations
from monitor.store.client import Command, StoreClient
from monitor.store.cold_files import ColdPlace, Lists, name_of, pack_lists, unpack_lists
from monitor.store.guarded import Guarded
from monitor.store.keys import Keys
from monitor.store.labelling_records import unpack_labellings
from monitor.store.marks import ERASED, RedisMarks
from monitor.store.scripts import load
from monitor.store.sound import told
from monitor.store.wire import to_ms

KIND: Final = "article"
_AT_ONCE: Final = 500  # values of one write; Lua has no room for many more
_STATE, _LABELLINGS, _VERSIONS, _EVENTS, _SIGHTINGS, _ANNOTATIONS, _BESIDE = range(7)


# Places in `Keys.beside_articles`.
ARTICLE, NEWEST, REASON, VALIDATORS, CANDIDATE, TRAIL, CARE, CLAIMS = range(8)


@dataclass(frozen=True, slots=True)
class Frozen:
    """Everything of one article, in the order of `ice.lua`."""

    lists: Lists

    @property
    def state(self) -> dict[bytes, bytes]:
        """The fields of the state."""
        flat = self.lists[_STATE]
        return dict(zip(flat[::2], flat[1::2], strict=True))

    @property
    def versions(self) -> tuple[bytes, ...]:
        """Elements, oldest first."""
        return self.lists[_VERSIONS]

    @property
    def events(self) -> tuple[bytes, ...]:
        """Positions and packed events, oldest first."""
        return self.lists[_EVENTS]

    @property
    def sightings(self) -> tuple[bytes, ...]:
        """Packed sightings, oldest first."""
        return self.lists[_SIGHTINGS]

    @property
    def annotations(self) -> tuple[bytes, ...]:
        """Packed annotations, oldest first."""
        return self.lists[_ANNOTATIONS]

    @property
    def labellings(self) -> tuple[bytes, ...]:
        """JSON of changes labelled again."""
        return self.lists[_LABELLINGS][1::2]

    def article(self) -> bytes | None:
        """The packed article with its sources."""
        return self.beside(ARTICLE)

    def newest(self) -> bytes | None:
        """The packed headline of its newest version."""
        return self.beside(NEWEST)

    def changes(self) -> tuple[Change, ...]:
        """Its changes labelled again."""
        return unpack_labellings(self.labellings)

    def tags(self, article: ArticleId) -> set[tuple[str, int]]:
        """Labels that were ever given, and the version that each was given to."""
        remarks = [one.remark for one in unpack_annotations(article, self.annotations)]
        return {(one.text, one.version) for one in remarks if one.kind is RemarkKind.TAG and one.text}

    def event(self, sequence: int) -> bytes | None:
        """The line of one event."""
        return self.events[sequence - 1] if 0 < sequence <= len(self.events) else None

    def beside(self, place: int) -> bytes | None:
        """The article's field in the hash of this place in `Keys.beside_articles`."""
        return next(iter(self.lists[_BESIDE + place]), None)

    def head_reply(self) -> list[Any]:
        """What archive_heads.lua answers for it."""
        beside = (self.beside(NEWEST), self.beside(REASON), self.beside(VALIDATORS))
        return [self.beside(ARTICLE), list(self.lists[_STATE]), *beside]

    def history_reply(self) -> list[Any]:
        """What history_take.lua answers for it."""
        lists = (self.versions, self.events, self.sightings, self.annotations, self.labellings)
        return [self.beside(ARTICLE), self.state.get(b"t"), *map(list, lists), self.beside(CLAIMS)]


class Ice:
    """Freezes articles, reads frozen ones and brings them back."""

    def __init__(self, client: StoreClient, keys: Keys, place: ColdPlace) -> None:
        self._client = client
        self._keys = keys
        self._place = place
        self._marks = RedisMarks(client, keys)

    async def peek(
        self, articles: Sequence[ArticleId], *, erased: bool = False, skip_damaged: bool = False
    ) -> dict[ArticleId, Frozen]:
        """Those of these articles, which memory does not hold, that are frozen; raises DamagedRecord.

        `skip_damaged`, for lists: one whose file is damaged or gone is named in the log and left out.
        """
        asked: list[Command] = []
        for article in articles:
            tag = self._keys.archive_tag(article)
            asked += [
                ("ZSCORE", self._keys.added(tag), article),
                ("HEXISTS", self._keys.articles(tag), article),
                ("HGET", self._keys.marks(tag), article),
            ]
        replies = await self._client.all(asked)
        listed = zip(articles, replies[::3], replies[1::3], replies[2::3], strict=True)
        frozen = [
            article
            for article, added, held, marks in listed
            if added is not None and not held and (erased or not (marks or b"").startswith(ERASED))
        ]
        found = {}
        for article in frozen:
            try:
                found[article] = await self._read(article)
            except DamagedRecord as error:
                if not skip_damaged:
                    raise
                told(error)
        return found

    async def taken(self, article: ArticleId) -> Frozen | None:
        """Everything of an article that memory holds, as of one moment."""
        reply = await self._client.run(load("ice_take"), self._names(article), [article])
        found = Frozen(tuple(tuple(one) for one in reply[1:]))
        return found if found.article() is not None else None

    async def freeze(self, article: ArticleId) -> bool:
        """Take it out of memory; False if it changed meanwhile, is not there or is being erased."""
        async with self._place.alone(article):
            return await self._freeze(article)

    async def _freeze(self, article: ArticleId) -> bool:
        standing = (await self._marks.of([article])).get(article, Standing())
        if list(standing.erasing()):
            return False
        reply = await self._client.run(load("ice_take"), self._names(article), [article])
        digest, lists = reply[0], tuple(tuple(one) for one in reply[1:])
        if not lists[_BESIDE]:
            return False
        data = pack_lists(lists)
        name = name_of(article, KIND)
        if await asyncio.to_thread(self._place.files.read, name) != data:
            await asyncio.to_thread(self._place.files.write, name, data)
        if (await self._read(article)).lists != lists:
            raise StoreError(f"the cold store gave back something else than it was given for article {article}")
        return bool(await self._client.run(load("ice_freeze"), self._names(article), [article, digest]))

    async def thaw(self, article: ArticleId, *, erased: bool = False) -> bool:
        """Bring it back into memory; False if it was not frozen. Raises DamagedRecord.

        `erased`: also one that is being erased, which nobody else brings back.
        """
        if article not in await self.peek([article], erased=erased):
            return False
        async with self._place.alone(article):
            return await self._thaw(article, erased=erased)

    async def melt(self, article: ArticleId, *, erased: bool = False) -> None:
        """Memory holds it if anything does, and there is no file of it; raises DamagedRecord."""
        async with self._place.alone(article):
            await self._thaw(article, erased=erased)
            await self._remove(article)

    async def forget(self, article: ArticleId) -> None:
        """Remove the file of an article that is to be nowhere."""
        async with self._place.alone(article):
            await self._remove(article)

    # ------------------------------------------------ inside
    async def _remove(self, article: ArticleId) -> None:
        await asyncio.to_thread(self._place.files.remove, name_of(article, KIND))

    async def _thaw(self, article: ArticleId, *, erased: bool) -> bool:
        found = (await self.peek([article], erased=erased)).get(article)
        if found is None:
            return False
        keys, tag = self._keys, self._keys.archive_tag(article)
        marks = await self._client.do("HGET", keys.marks(tag), article)
        writes = Guarded(keys.counts(tag))
        writes.holds("HEXISTS", keys.articles(tag), article, 0)
        writes.holds("HGET", keys.marks(tag), article, marks or "")
        names = self._names(article)[1:]
        for key, command, values in zip(names, _COMMANDS, found.lists, strict=False):
            for at in range(0, len(values), _AT_ONCE):
                writes.write(command, key, *values[at : at + _AT_ONCE])
        for key, one in zip(names[_BESIDE:], found.lists[_BESIDE:], strict=True):
            if one:
                writes.write("HSET", key, article, one[0])
        writes.write("ZADD", keys.thawed(tag), to_ms(await self._client.now()), article)
        await self._client.send(writes.call())
        return True

    def _names(self, article: ArticleId) -> list[str]:
        keys, tag = self._keys, self._keys.archive_tag(article)
        return [
            keys.thawed(tag),
            keys.state(tag, article),
            keys.labellings(tag, article),
            keys.versions(tag, article),
            keys.events(tag, article),
            keys.sightings(tag, article),
            keys.annotations(tag, article),
            *keys.beside_articles(tag),
        ]

    async def _read(self, article: ArticleId) -> Frozen:
        name = name_of(article, KIND)
        where = f"article {article} in the cold store ({name})"
        data = await asyncio.to_thread(self._place.files.read, name)
        if data is None:
            raise DamagedRecord(where, "the file is missing")
        lists = unpack_lists(data, where)
        short = _BESIDE + len(self._keys.beside_articles("")) - len(lists)
        return Frozen((*lists, *(() for _ in range(short))))


_COMMANDS: Final = ("HSET", "HSET", "RPUSH", "RPUSH", "RPUSH", "RPUSH")
