"""Copies of versions elsewhere: a small hash per article that has any."""

from __future__ import annotations

from monitor.model import ArticleId
from monitor.store.client import StoreClient
from monitor.store.keys import Keys


class RedisCopies:
    """Behind the port Copies."""

    def __init__(self, client: StoreClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def put(self, article: ArticleId, version: int, place: str) -> None:
        """Keep where the copy of a version is; "" forgets it."""
        key = self._keys.copies(self._keys.archive_tag(article), article)
        await (self._client.do("HSET", key, version, place) if place else self._client.do("HDEL", key, version))

    async def of(self, article: ArticleId) -> dict[int, str]:
        """The copies of an article by version."""
        flat = await self._client.do("HGETALL", self._keys.copies(self._keys.archive_tag(article), article))
        return {int(flat[at]): flat[at + 1].decode() for at in range(0, len(flat), 2)}
