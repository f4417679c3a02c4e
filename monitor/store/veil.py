"""The doors that readers get: they ask the marks of what was hidden or erased before they give anything out.

Pages, API, feeds, streams, payloads, evidence and export all read through these; only a look at the publisher's page
and the owner's own commands read what lies behind. Marks and data are asked for in one round trip.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from monitor.model import (
    Article,
    ArticleId,
    ArticleState,
    Event,
    EventType,
    Head,
    Page,
    Position,
    Sighting,
    SourceId,
    Standing,
    Version,
)
from monitor.ports import (
    Archive,
    Catalog,
    Commit,
    Committed,
    Conflict,
    EventContext,
    EventLog,
    Glimpsed,
    LookNote,
    Marks,
    Noted,
    Tenure,
    Totals,
)
from monitor.store import veiling
from monitor.store.veiling import standing_of as _of


class VeiledArchive:
    """The port Archive as readers get it; what is written goes through unchanged."""

    def __init__(self, inner: Archive, marks: Marks) -> None:
        self._inner = inner
        self._marks = marks

    async def create(self, articles: Sequence[Article]) -> list[bool]:
        """Add new articles."""
        return await self._inner.create(articles)

    async def commit(self, commit: Commit) -> Committed | Conflict:
        """Keep a version."""
        return await self._inner.commit(commit)

    async def record(self, note: LookNote) -> Noted | Conflict:
        """Keep the outcome of a look that made no version."""
        return await self._inner.record(note)

    async def head(self, article: ArticleId) -> Head | None:
        """State, newest version and candidate; raises Withheld."""
        found, standing = await asyncio.gather(self._inner.head(article), self._standing(article))
        return veiling.head(found, standing) if found else None

    async def version(self, article: ArticleId, number: int) -> Version | None:
        """One version that has a text; raises Withheld for one that has none."""
        found, standing = await asyncio.gather(self._inner.version(article, number), self._standing(article))
        if found is None:
            return None
        shown = veiling.version(found, standing)
        if shown.absence:
            raise veiling.refuse(shown.absence, number)
        return shown

    async def versions(self, article: ArticleId) -> tuple[Version, ...]:
        """All versions; those that may not be read have no text and say why. Raises Withheld."""
        found, standing = await asyncio.gather(self._inner.versions(article), self._standing(article))
        return tuple(veiling.version(one, standing) for one in found)

    async def events(self, article: ArticleId) -> tuple[Event, ...]:
        """All events; those that touch what may not be read have no words. Raises Withheld."""
        found, standing = await asyncio.gather(self._inner.events(article), self._standing(article))
        return tuple(veiling.event(one, standing) for one in found)

    async def context(self, article: ArticleId, sequence: int) -> EventContext | None:
        """One event with what is told of it; without the words that may not be read. Raises Withheld."""
        found, standing = await asyncio.gather(self._inner.context(article, sequence), self._standing(article))
        return veiling.context(found, standing) if found else None

    async def sightings(self, article: ArticleId) -> tuple[Sighting, ...]:
        """Texts that were seen once and then gone; raises Withheld."""
        found, standing = await asyncio.gather(self._inner.sightings(article), self._standing(article))
        return tuple(veiling.sighting(one, standing) for one in found)

    async def _standing(self, article: ArticleId) -> Standing:
        """What was decided about it; raises Withheld where that is that nothing is shown."""
        standing = veiling.standing_of(await self._marks.of([article]), article)
        veiling.check_article(standing)
        return standing


class VeiledCatalog:
    """The port Catalog as readers get it: lists forget what may not be read."""

    def __init__(self, inner: Catalog, marks: Marks) -> None:
        self._inner = inner
        self._marks = marks

    async def events(
        self,
        *,
        types: Sequence[EventType] = (EventType.CHANGED,),
        source: SourceId | None = None,
        cursor: str = "",
        limit: int = 50,
    ) -> Page[Event]:
        """Events of articles, newest first, without those that touch what may not be read."""
        page = await self._inner.events(types=types, source=source, cursor=cursor, limit=limit)
        standing = await self._marks.of([ArticleId(event.subject) for event in page.items])
        return Page(tuple(one for one in page.items if not _withheld(one, standing)), page.next)

    async def articles(self, *, source: SourceId | None = None, cursor: str = "", limit: int = 50) -> Page[ArticleId]:
        """Articles, last added first, without those that may not be read."""
        page = await self._inner.articles(source=source, cursor=cursor, limit=limit)
        standing = await self._marks.of(page.items)
        return Page(tuple(one for one in page.items if not _of(standing, one).absence()), page.next)

    async def glimpses(self, *, cursor: str = "", limit: int = 50) -> Page[Glimpsed]:
        """Articles by what was seen and went again, without those of which anything may not be read."""
        page = await self._inner.glimpses(cursor=cursor, limit=limit)
        standing = await self._marks.of([one.article for one in page.items])
        return Page(tuple(one for one in page.items if not _of(standing, one.article).withholds_any()), page.next)

    async def heads(
        self, articles: Sequence[ArticleId], *, cold: bool = True
    ) -> dict[ArticleId, tuple[Article, ArticleState]]:
        """Articles with their states; those that may not be read are left out like unknown ones."""
        found, standing = await asyncio.gather(self._inner.heads(articles, cold=cold), self._marks.of(articles))
        return {
            one: (veiling.article(article, _of(standing, one)), veiling.state(state, _of(standing, one)))
            for one, (article, state) in found.items()
            if not _of(standing, one).absence()
        }

    async def find(self, prefix: str, *, limit: int = 10) -> list[ArticleId]:
        """Articles whose id starts so; raises Withheld where the only one may not be read."""
        found = await self._inner.find(prefix, limit=limit)
        standing = await self._marks.of(found or [ArticleId(prefix)])
        if len(found) <= 1:
            for one in standing.values():
                veiling.check_article(one)
        return [one for one in found if not _of(standing, one).absence()]

    async def totals(self, source: SourceId | None = None) -> Totals:
        """Counters of all or of one source."""
        return await self._inner.totals(source)


class VeiledLog:
    """The port EventLog as readers get it: what may not be told comes without words, for the cursor must pass it."""

    def __init__(self, inner: EventLog, marks: Marks) -> None:
        self._inner = inner
        self._marks = marks

    def shards(self) -> tuple[str, ...]:
        """Names of all shards."""
        return self._inner.shards()

    async def newest(self) -> dict[str, str]:
        """The stream id of each shard's newest event."""
        return await self._inner.newest()

    async def lag_s(self) -> float:
        """How late fan-out is."""
        return await self._inner.lag_s()

    async def own(self, shard: str, owner: str, *, lease_s: float) -> Tenure | None:
        """Become or stay the one reader of a shard."""
        return await self._inner.own(shard, owner, lease_s=lease_s)

    async def read(self, shard: str, *, after: str, limit: int = 100) -> list[tuple[Position, Event]]:
        """Events after a stream id, in order."""
        found = await self._inner.read(shard, after=after, limit=limit)
        if not found:
            return found
        standing = await self._marks.of([ArticleId(event.subject) for _, event in found])
        return [(place, veiling.event(event, _of(standing, ArticleId(event.subject)))) for place, event in found]

    async def advance(self, tenure: Tenure, cursor: str) -> bool:
        """Move the cursor."""
        return await self._inner.advance(tenure, cursor)

    async def wait(self, cursors: Mapping[str, str], *, timeout_s: float) -> frozenset[str]:
        """The shards that may have an event beyond their cursor."""
        return await self._inner.wait(cursors, timeout_s=timeout_s)


def _withheld(event: Event, standing: Mapping[ArticleId, Standing]) -> bool:
    return _of(standing, ArticleId(event.subject)).withholds(event.change)
