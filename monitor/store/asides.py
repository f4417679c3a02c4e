"""What stands beside the state of a few articles: trails of looks that must agree, and what people asked for."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from pydantic import TypeAdapter

from monitor.errors import NotFound
from monitor.model import ArticleId, Care, Trail
from monitor.store import lines
from monitor.store.article_records import pack_article, unpack_article
from monitor.store.client import StoreClient
from monitor.store.cold_store import ColdStore
from monitor.store.keys import Keys
from monitor.store.scripts import load

KEPT: Final = b"="  # what the scripts take for "as it was"
_TRAIL: Final = TypeAdapter(Trail)
_CARE: Final = TypeAdapter(Care)


class RedisCares:
    """Behind the port Cares."""

    def __init__(self, client: StoreClient, keys: Keys, *, cold: ColdStore | None = None) -> None:
        self._client = client
        self._keys = keys
        self._cold = cold

    async def put(self, article: ArticleId, care: Care) -> None:
        """From now on; the usual care is forgotten."""
        key = self._keys.cares(self._keys.archive_tag(article))
        if self._cold is not None:
            await self._cold.ice.thaw(article)
        if care == Care():
            await self._client.do("HDEL", key, article)
        else:
            await self._client.do("HSET", key, article, lines.write(_CARE, care))

    async def of(self, articles: Sequence[ArticleId]) -> dict[ArticleId, Care]:
        """The care of those of them for which it is not the usual one; without those that left memory."""
        by_tag: dict[str, list[ArticleId]] = defaultdict(list)
        for article in dict.fromkeys(articles):
            by_tag[self._keys.archive_tag(article)].append(article)
        asked = (self._client.do("HMGET", self._keys.cares(tag), *ids) for tag, ids in by_tag.items())
        replies = await asyncio.gather(*asked)
        pairs = zip(chain(*by_tag.values()), chain(*replies), strict=True)
        return {article: care(article, line) for article, line in pairs if line}

    async def move(self, article: ArticleId, host: str) -> None:
        """The host that is asked for it from now on; its address, and so its id, stays."""
        key = self._keys.articles(self._keys.archive_tag(article))
        done = 0
        while not done:
            packed = await self._client.do("HGET", key, article)
            if packed is None:
                raise NotFound(f"there is no article {article}")
            known = unpack_article(article, packed)
            moved = pack_article(replace(known, host=host))
            done = await self._client.run(load("archive_move"), [key], [article, packed.partition(b"\n")[2], moved])


def kept(trail: Trail | None) -> bytes:
    """The trail as the scripts take it."""
    if trail is None:
        return KEPT
    return b"" if trail == Trail() else lines.write(_TRAIL, trail)


def trail(article: ArticleId, line: bytes | None) -> Trail:
    """The trail in this line; raises DamagedRecord."""
    return lines.read(_TRAIL, line, f"trail of article {article}") if line else Trail()


def care(article: ArticleId, line: bytes | None) -> Care:
    """The care in this line; raises DamagedRecord."""
    return lines.read(_CARE, line, f"care of article {article}") if line else Care()
