"""Lists over the archive in Redis: indexes of the shards, merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import partial
from typing import Any, Final

from monitor.model import Article, ArticleId, ArticleState, Event, EventType, Glimpse, Page, SourceId
from monitor.ports import Glimpsed, Totals
from monitor.store.archive_reading import state_of
from monitor.store.article_records import unpack_article
from monitor.store.client import Call, Command, StoreClient
from monitor.store.cold_store import ColdStore
from monitor.store.event_records import unpack_event
from monitor.store.keys import Keys
from monitor.store.merging import newest_first
from monitor.store.scripts import load
from monitor.store.sound import or_none

ID_CHARS: Final = 16
_HEADS_PER_CALL: Final = 64
_SCAN: Final = 1_000  # members that one scan looks at: about a millisecond of the server's time
# A total and the counter that the scripts keep it in.
_COUNTERS: Final = {
    "articles": "articles",
    "changed_articles": "changed",
    "versions": "versions",
    "changes": "changes",
    "looks": "looks",
    "failed_looks": "failed",
    "degraded_looks": "degraded",
}


class RedisCatalog:
    """Behind the port Catalog."""

    def __init__(self, client: StoreClient, keys: Keys, *, cold: ColdStore | None = None) -> None:
        self._client = client
        self._keys = keys
        self._cold = cold

    async def events(
        self,
        *,
        types: Sequence[EventType] = (EventType.CHANGED,),
        source: SourceId | None = None,
        cursor: str = "",
        limit: int = 50,
    ) -> Page[Event]:
        """Events of articles, newest first; as far back as the indexes go."""
        names = [self._keys.told(tag, kind.value, source or "") for tag in self._keys.archive_tags() for kind in types]
        places, after = await newest_first(self._client, names, cursor=cursor, limit=limit)
        members = [member.decode().partition(":") for _, member in places]
        lines = await self._client.all([self._line(article, int(sequence)) for article, _, sequence in members])
        lines = await self._with_frozen(lines, [(article, int(sequence)) for article, _, sequence in members])
        read = [
            or_none(partial(unpack_event, line, article))
            for line, (article, _, _) in zip(lines, members, strict=True)
            if line
        ]
        return Page(tuple(one[1] for one in read if one), after)

    def _line(self, article: str, sequence: int) -> Command:
        return ("LINDEX", self._keys.events(self._keys.archive_tag(article), article), sequence - 1)

    async def _with_frozen(self, lines: list[bytes | None], places: Sequence[tuple[str, int]]) -> list[bytes | None]:
        """The lines, with those of articles in the cold store in place of None."""
        missing = [ArticleId(article) for line, (article, _) in zip(lines, places, strict=True) if not line]
        if not missing or self._cold is None:
            return lines
        frozen = await self._cold.ice.peek(list(dict.fromkeys(missing)), skip_damaged=True)
        return [
            line or (frozen[ArticleId(article)].event(sequence) if article in frozen else None)
            for line, (article, sequence) in zip(lines, places, strict=True)
        ]

    async def articles(self, *, source: SourceId | None = None, cursor: str = "", limit: int = 50) -> Page[ArticleId]:
        """Articles, last added first."""
        names = [self._keys.added(tag, source or "") for tag in self._keys.archive_tags()]
        places, after = await newest_first(self._client, names, cursor=cursor, limit=limit)
        return Page(tuple(ArticleId(member.decode()) for _, member in places), after)

    async def glimpses(self, *, cursor: str = "", limit: int = 50) -> Page[Glimpsed]:
        """Articles by what was seen and went again, each kind of an article once, the last one first."""
        names = [self._keys.glimpsed(tag) for tag in self._keys.archive_tags()]
        places, after = await newest_first(self._client, names, cursor=cursor, limit=limit)
        members = [member.decode().partition(":") for _, member in places]
        return Page(tuple(Glimpsed(ArticleId(article), Glimpse(kind)) for kind, _, article in members), after)

    async def heads(
        self, articles: Sequence[ArticleId], *, cold: bool = True
    ) -> dict[ArticleId, tuple[Article, ArticleState]]:
        """Articles with their states, without texts; unknown ids are left out, and (not `cold`) what left memory."""
        by_tag: dict[str, list[ArticleId]] = {}
        for article in dict.fromkeys(articles):
            by_tag.setdefault(self._keys.archive_tag(article), []).append(article)
        asked = [(tag, ids) for tag, all_ids in by_tag.items() for ids in _batches(all_ids)]
        replies = await self._client.all([self._heads(tag, ids) for tag, ids in asked])
        found = {}
        for (_, ids), reply in zip(asked, replies, strict=True):
            for article, one in zip(ids, reply, strict=True):
                if one and (known := or_none(partial(_known, article, one))):
                    found[article] = known
        missing = [article for article in dict.fromkeys(articles) if article not in found]
        if missing and cold and self._cold is not None:
            for article, frozen in (await self._cold.ice.peek(missing, skip_damaged=True)).items():
                if known := or_none(partial(_known, article, frozen.head_reply())):
                    found[article] = known
        return {article: found[article] for article in articles if article in found}

    def _heads(self, tag: str, ids: Sequence[ArticleId]) -> Call:
        keys = self._keys
        shared = [keys.articles(tag), keys.newest(tag), keys.reasons(tag), keys.long_validators(tag)]
        return Call(load("archive_heads"), [*shared, *(keys.state(tag, article) for article in ids)], ids)

    async def find(self, prefix: str, *, limit: int = 10) -> list[ArticleId]:
        """Articles whose id starts so; a short one is searched for in all shards, piece by piece."""
        if not prefix.isalnum() or not prefix.isascii():
            return []
        if len(prefix) >= ID_CHARS:
            known = await self._client.do("ZSCORE", self._keys.added(self._keys.archive_tag(prefix)), prefix)
            return [] if known is None else [ArticleId(prefix)]
        found: set[str] = set()
        cursors = dict.fromkeys(self._keys.archive_tags(), b"0")
        while cursors:
            scans: list[Command] = [
                ("ZSCAN", self._keys.added(tag), cursor, "MATCH", f"{prefix}*", "COUNT", _SCAN)
                for tag, cursor in cursors.items()
            ]
            replies = await self._client.all(scans)
            found.update(member.decode() for _, flat in replies for member in flat[::2])
            pairs = zip(cursors, replies, strict=True)
            cursors = {tag: reply[0] for tag, reply in pairs if reply[0] != b"0"}
        return [ArticleId(one) for one in sorted(found)[:limit]]

    async def totals(self, source: SourceId | None = None) -> Totals:
        """Counters of all or of one source."""
        names = [_COUNTERS[field.name] for field in fields(Totals)]
        asked = [f"{source}:{name}" if source else name for name in names]
        replies = await self._client.all([("HMGET", self._keys.counts(t), *asked) for t in self._keys.archive_tags()])
        return Totals(*(sum(int(value or 0) for value in column) for column in zip(*replies, strict=True)))


def _known(article: ArticleId, reply: Sequence[Any]) -> tuple[Article, ArticleState]:
    """Article and state in what archive_heads.lua answered; raises DamagedRecord."""
    return unpack_article(article, reply[0]), state_of(reply[1:])


def _batches(ids: Sequence[ArticleId]) -> list[Sequence[ArticleId]]:
    return [ids[at : at + _HEADS_PER_CALL] for at in range(0, len(ids), _HEADS_PER_CALL)]
