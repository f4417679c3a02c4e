"""The articles' chains of records, as they lie in the store: for checking them and for proving what they hold."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from monitor.errors import DamagedRecord, NotFound
from monitor.model import ArticleId, every_page
from monitor.store.annotation_records import unpack_annotations
from monitor.store.archive import RedisArchive
from monitor.store.catalog import RedisCatalog
from monitor.store.claims import unpack_claims
from monitor.store.client import StoreClient
from monitor.store.codec import split
from monitor.store.cold_store import ColdStore
from monitor.store.keys import Keys
from monitor.store.records import record_hash, unpack_link
from monitor.store.wire import to_moment

_PER_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Tip:
    """The newest record of an article's chain; its hash stands for all records before it."""

    article: ArticleId
    number: int
    hash: bytes
    kept: datetime

    def line(self) -> bytes:
        """What a leaf of the day's tree is made of."""
        return b"%s %d %s\n" % (self.article.encode(), self.number, self.hash.hex().encode())


@dataclass(frozen=True, slots=True)
class Checked:
    """One article's chain; `fault` names the first broken link, "" = whole."""

    article: ArticleId
    versions: int
    fault: str = ""


class RedisChains:
    """Reads chains article by article; writes nothing."""

    def __init__(
        self,
        client: StoreClient,
        keys: Keys,
        archive: RedisArchive,
        catalog: RedisCatalog,
        *,
        cold: ColdStore | None = None,
    ) -> None:
        self._cold = cold
        self._client = client
        self._keys = keys
        self._archive = archive
        self._catalog = catalog

    async def now(self) -> datetime:
        """The store's time."""
        return await self._client.now()

    async def articles(self) -> AsyncIterator[list[ArticleId]]:
        """All articles, page by page."""
        async for page in every_page(lambda cursor: self._catalog.articles(cursor=cursor, limit=_PER_PAGE)):
            if page.items:
                yield list(page.items)

    async def elements(self, article: ArticleId) -> list[bytes]:
        """The packed versions as they are kept, oldest first; raises DamagedRecord."""
        return await self._archive.elements(article)

    async def records(self, article: ArticleId, first: int = 1) -> list[bytes]:
        """The records of an article from one number on, oldest first; raises DamagedRecord."""
        key = self._keys.versions(self._keys.archive_tag(article), article)
        elements: Sequence[bytes] = await self._client.do("LRANGE", key, first - 1, -1)
        if self._cold is not None:
            if not elements and (frozen := await self._cold.ice.peek([article])):
                elements = frozen[article].versions[first - 1 :]
            elements = await self._cold.versions.filled(article, elements, first)
        return [split(data, f"version {n} of article {article}").record for n, data in enumerate(elements, first)]

    async def tips(self, since: datetime | None) -> list[Tip]:
        """The newest records of all chains that grew after this moment, by article; raises DamagedRecord."""
        found: list[Tip] = []
        async for page in self.articles():
            heads = await self._catalog.heads(page, cold=since is None)  # what is finished grew before the last root
            grown = [
                one for one, (_, state) in heads.items() if state.versions and _may_have_grown(state.looked, since)
            ]
            keys = [self._keys.versions(self._keys.archive_tag(one), one) for one in grown]
            elements = await self._client.all([("LINDEX", key, -1) for key in keys])
            newest = [data or (await self._archive.elements(a))[-1] for a, data in zip(grown, elements, strict=True)]
            tips = [_tip(article, data) for article, data in zip(grown, newest, strict=True)]
            claimed = await self._claimed([tip.article for tip in tips])
            found += [t for t in tips if (since is None or t.kept > since) and t.number > claimed.get(t.article, 0)]
        return sorted(found, key=lambda tip: tip.article)

    async def _claimed(self, articles: Sequence[ArticleId]) -> dict[ArticleId, int]:
        """The newest version that is somebody else's claim, of articles that have any: those are not ours to sign."""
        keys = self._keys
        asked = [("HGET", keys.claims(keys.archive_tag(one)), one) for one in articles]
        lines = await self._client.all(asked)
        return {
            one: unpack_claims(line)[-1].last for one, line in zip(articles, lines, strict=True) if unpack_claims(line)
        }

    async def check(self, article: ArticleId) -> Checked:
        """Every checksum, text and link of one article, its events and its state beside them; raises NotFound."""
        try:
            await self._archive.head(article)
        except DamagedRecord as error:
            return Checked(article, 0, str(error))
        head = (await self._catalog.heads([article])).get(article)
        if head is None:
            raise NotFound(f"there is no article {article}")
        count = head[1].versions
        try:
            found = len(await self._archive.elements(article))
            if found < count:
                return Checked(article, count, f"version {found + 1} of article {article}: it is missing")
            versions = await self._archive.versions(article)
            events = await self._archive.events(article)
            key = self._keys.annotations(self._keys.archive_tag(article), article)
            unpack_annotations(article, await self._client.do("LRANGE", key, 0, -1))
        except DamagedRecord as error:
            return Checked(article, count, str(error))
        known = {version.record_hash: version.number for version in versions}
        for event in events:
            if event.content_hash and event.content_hash not in known:
                number = event.change.to_version if event.change else 1
                return Checked(article, count, f"version {number} of article {article}: it is not what its event told")
        return Checked(article, len(versions))


def _may_have_grown(looked: datetime | None, since: datetime | None) -> bool:
    return since is None or looked is None or looked >= since


def _tip(article: ArticleId, element: bytes) -> Tip:
    where = f"newest version of article {article}"
    record = split(element, where).record
    link = unpack_link(record, where)
    return Tip(article, link.number, record_hash(article, record), to_moment(link.kept_ms))
