"""Lists over the archive in Redis."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.model import Article, ArticleId, ArticleState, Event, EventType, Page, SourceId
from monitor.ports import Totals
from monitor.store import packing
from monitor.store.client import StoreClient
from monitor.store.keys import Keys
from monitor.store.merging import newest_first

COUNTERS = {"articles": "articles", "changed": "changed_articles", "versions": "versions", "changes": "changes",
            "looks": "looks", "failed": "failed_looks"}  # fmt: skip


class RedisCatalog:
    """Behind the port Catalog."""

    def __init__(self, client: StoreClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def events(
        self,
        *,
        types: Sequence[EventType] = (EventType.CHANGED,),
        source: SourceId | None = None,
        cursor: str = "",
        limit: int = 50,
    ) -> Page[Event]:
        """Events of articles, newest first."""
        tags = self._keys.archive_tags()
        names = [self._keys.told(tag, kind.value, source or "") for tag in tags for kind in types]
        places, after = await newest_first(self._client, names, cursor=cursor, limit=limit)
        lines = await self._client.all([self._line(member) for _, member in places])
        return Page(tuple(packing.event_line(line)[1] for line in lines if line), after)

    def _line(self, member: bytes) -> tuple[str, str, int]:
        article, _, sequence = member.decode().partition(":")
        return ("LINDEX", self._keys.article_events(article), int(sequence) - 1)

    async def articles(self, *, source: SourceId | None = None, cursor: str = "", limit: int = 50) -> Page[ArticleId]:
        """Articles, last added first."""
        names = [self._keys.listed(tag, source or "") for tag in self._keys.archive_tags()]
        places, after = await newest_first(self._client, names, cursor=cursor, limit=limit)
        return Page(tuple(ArticleId(member.decode()) for _, member in places), after)

    async def heads(self, articles: Sequence[ArticleId]) -> dict[ArticleId, tuple[Article, ArticleState]]:
        """Articles with their states, without texts."""
        replies = await self._client.all(
            [
                command
                for article in articles
                for command in (("GET", self._keys.article(article)), ("HGETALL", self._keys.state(article)))
            ]
        )
        found: dict[ArticleId, tuple[Article, ArticleState]] = {}
        for at, article in enumerate(articles):
            raw, flat = replies[2 * at], replies[2 * at + 1]
            if raw:
                found[article] = (packing.ARTICLE.validate_json(raw), packing.state_of(packing.pairs(flat)))
        return found

    async def find(self, prefix: str, *, limit: int = 10) -> list[ArticleId]:
        """Articles whose id starts so."""
        if not prefix.isalnum() or not prefix.isascii():
            return []
        replies = await self._client.all(
            [
                ("ZRANGE", self._keys.ids(tag), f"[{prefix}", f"[{prefix}\xff", "BYLEX", "LIMIT", 0, limit)
                for tag in self._keys.archive_tags()
            ]
        )
        return sorted(ArticleId(one.decode()) for reply in replies for one in reply)[:limit]

    async def totals(self, source: SourceId | None = None) -> Totals:
        """Counters of all or of one source."""
        names = [self._keys.totals(tag, source or "") for tag in self._keys.archive_tags()]
        replies = await self._client.all([("HGETALL", name) for name in names])
        sums = dict.fromkeys(COUNTERS.values(), 0)
        for flat in replies:
            for name, value in packing.pairs(flat).items():
                sums[COUNTERS[name]] += int(value)
        return Totals(**sums)
