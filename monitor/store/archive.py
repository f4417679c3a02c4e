"""The archive in Redis: what was seen of each article, each look kept in one script that touches one slot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from monitor.errors import DamagedRecord, NotFound, StoreError
from monitor.model import Article, ArticleId
from monitor.ports import Commit, Committed, Conflict, EventContext, LookNote, Noted
from monitor.store import article_records as records
from monitor.store import ice, making, telling
from monitor.store.archive_calls import ArchiveCalls, Caps, Held
from monitor.store.archive_reading import ArchiveReading, state_of
from monitor.store.client import StoreClient
from monitor.store.cold_store import ColdStore
from monitor.store.contexts import context_anywhere, context_in_memory
from monitor.store.event_records import unpack_event
from monitor.store.keys import MAX_SOURCES_PER_ARTICLE, Keys
from monitor.store.sound import told
from monitor.store.wire import to_moment

_RACES: Final = 20  # other looks at the same article that may come first before it is given up
_FROZEN: Final = -3  # what archive_create.lua answers for an article of the cold store
_KEPT, _AGAIN, _MOVED, _UNKNOWN = 1, 2, 0, -1  # what the scripts answer; anything else: read the head again


class RedisArchive(ArchiveReading):
    """Behind the port Archive."""

    def __init__(self, client: StoreClient, keys: Keys, caps: Caps = Caps(), *, cold: ColdStore | None = None) -> None:
        super().__init__(client, keys, ArchiveCalls(client, keys, caps), cold=cold)

    async def context(self, article: ArticleId, sequence: int) -> EventContext | None:
        """One event with what is told of it; the first has sequence 1."""
        found = await context_in_memory(self._client, self._keys, self._elements, article, sequence)
        return found or await context_anywhere(self, article, sequence)

    async def create(self, articles: Sequence[Article]) -> list[bool]:
        """Add new articles; a known one only gains the sources. True where it was new."""
        found = await self._client.all([self._calls.create(article) for article in articles])
        for at, (article, made) in enumerate(zip(articles, found, strict=True)):
            if made == _FROZEN:
                found[at] = await self._gain(article)
        return [bool(new) for new in found]

    async def _gain(self, article: Article) -> int:
        """Give an article of the cold store further sources; it comes back for that only if it lacks any."""
        try:
            frozen = await self._frozen(article.id)
        except DamagedRecord as error:  # its source lists others, too
            told(error)
            return 0
        if frozen is not None:
            known = records.unpack_article(article.id, frozen.beside(ice.ARTICLE) or b"").sources
            if set(article.sources) <= set(known) or len(known) >= MAX_SOURCES_PER_ARTICLE:
                return 0
        await self._thaw(article.id)
        again: int = await self._client.send(self._calls.create(article))
        return max(again, 0)

    async def commit(self, commit: Commit) -> Committed | Conflict:
        """Keep a version with its event and validators: all or nothing."""
        for _ in range(_RACES):
            held = await self._known(commit.article)
            if held.head.state.versions != commit.expected:
                return await self._repeated(commit, held)
            made = making.make(commit, held.head, to_moment(held.now_ms))
            event = telling.of_commit(commit, held.head, made.version, held.before)
            call = self._calls.commit(commit, held, made, event)
            status, found = await self._client.send(call)
            if status == _KEPT:
                return Committed(made.version, event)
            if status == _MOVED:
                return Conflict(commit.expected, found)
            if status == _UNKNOWN:
                await self._thaw(commit.article)
        raise _too_fast(commit.article)

    async def _repeated(self, commit: Commit, held: Held) -> Committed | Conflict:
        """The same outcome again for the look that had committed already, a conflict for any other."""
        newest = held.head.newest
        if newest is None or not making.is_repeated(commit, newest):
            return Conflict(commit.expected, held.head.state.versions)
        told = await self.events(commit.article)
        return Committed(newest, telling.of_version(told, newest), repeated=True)

    async def record(self, note: LookNote) -> Noted | Conflict:
        """Keep the outcome of a look that made no version: one round trip, two where it makes an event."""
        for _ in range(_RACES):
            held = await self._known(note.article) if note.event else None
            event = None
            if held:
                event = telling.of_note(note, held.head.article, held.before, to_moment(held.now_ms))
            reply = await self._client.send(self._calls.record(note, held, event))
            status, found = reply[:2]
            if status == _UNKNOWN and not await self._thaw(note.article):
                raise _unknown(note.article)
            if status == _MOVED:
                return Conflict(note.expected, found)
            if status == _KEPT:
                return Noted(state_of(reply[2]), event)
            if status == _AGAIN:
                newest = unpack_event(reply[3], note.article)[1] if reply[3] else None
                return Noted(state_of(reply[2]), newest if newest and newest.type == note.event else None)
        raise _too_fast(note.article)

    async def _known(self, article: ArticleId) -> Held:
        held = await self.held(article)
        if held is None:
            raise _unknown(article)
        return held


def _unknown(article: ArticleId) -> NotFound:
    return NotFound(f"there is no article {article}")


def _too_fast(article: ArticleId) -> StoreError:
    return StoreError(f"article {article} changes faster than it can be written")
