"""The archive's memory twin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor.errors import NotFound
from monitor.model import Absence, Article, ArticleId, Care, Event, Head, Sighting, SourceId, Version
from monitor.ports import Commit, Committed, Conflict, EventContext, LookNote, Noted
from monitor.store import making, states, telling
from monitor.store.contexts import context_anywhere
from monitor.store.keys import MAX_SIGHTINGS, MAX_SOURCES_PER_ARTICLE
from monitor.store.memory.shelf import Kept, MemoryShelf


class MemoryArchive:
    """The port Archive in memory, for one process."""

    def __init__(self, shelf: MemoryShelf) -> None:
        self.shelf = shelf

    async def create(self, articles: Sequence[Article]) -> list[bool]:
        """Add new articles; a known one only gains the sources. True where it was new."""
        return [self._create(article) for article in articles]

    def _create(self, article: Article) -> bool:
        if self.shelf.standing(article.id).absence() is Absence.ERASED:
            return False
        known = self.shelf.articles.get(article.id)
        old = known.article.sources if known else ()
        sources = states.merged_sources(old, article.sources, MAX_SOURCES_PER_ARTICLE)
        kept = known or Kept(article, {})
        kept.article = replace(kept.article, sources=sources)
        self.shelf.articles[article.id] = kept
        gained: list[SourceId | None] = [source for source in sources if source not in old]
        if known is None:
            gained.append(None)
        position = self.shelf.place(self.shelf.shard("a", article.id)) if gained else 0
        versions, changes = kept.state.versions, kept.state.changes
        for source in gained:
            kept.added[source] = position
            self.shelf.counts[source, "articles"] += 1
            self.shelf.counts[source, "versions"] += versions
            self.shelf.counts[source, "changes"] += changes
            self.shelf.counts[source, "changed"] += changes > 0
        return known is None

    # ------------------------------------------------ reading
    async def head(self, article: ArticleId) -> Head | None:
        """State, newest version and candidate."""
        kept = self.shelf.articles.get(article)
        erased = self.shelf.standing(article).absence() is Absence.ERASED
        return _head(kept) if kept and not erased else None

    async def version(self, article: ArticleId, number: int) -> Version | None:
        """One version."""
        versions = await self.versions(article)
        return versions[number - 1] if 1 <= number <= len(versions) else None

    async def versions(self, article: ArticleId) -> tuple[Version, ...]:
        """All versions, oldest first."""
        kept = self.shelf.articles.get(article)
        return tuple(kept.versions) if kept else ()

    async def events(self, article: ArticleId) -> tuple[Event, ...]:
        """All events of the article, oldest first."""
        kept = self.shelf.articles.get(article)
        return tuple(event for _, event in kept.events) if kept else ()

    async def context(self, article: ArticleId, sequence: int) -> EventContext | None:
        """One event with what is told of it; the first has sequence 1."""
        return await context_anywhere(self, article, sequence)

    async def sightings(self, article: ArticleId) -> tuple[Sighting, ...]:
        """Texts that were seen once and then gone, oldest first."""
        kept = self.shelf.articles.get(article)
        return tuple(kept.sightings) if kept else ()

    # ------------------------------------------------ writing
    async def commit(self, commit: Commit) -> Committed | Conflict:
        """Keep a version with its event and validators: all or nothing."""
        kept = self._find(commit.article)
        if kept.state.versions != commit.expected:
            return _repeated(commit, kept)
        head, shelf = _head(kept), self.shelf
        now = self._now(kept)
        made = making.make(commit, head, now)
        version = made.version
        before = kept.events[-1][1] if kept.events else None
        event = telling.of_commit(commit, head, version, before)
        kept.versions.append(version)
        kept.records.append(made.record)
        had = kept.state.changes
        kept.state = states.state_after_commit(kept.state, commit, version, now)
        if commit.evidence.origin != states.REREAD:  # no look was made: a text that waits goes on waiting
            kept.candidate = None
        kept.trail = kept.trail if commit.trail is None else commit.trail
        kept.pin = commit.pin or kept.pin
        shelf.count(kept.article, "looks", int(commit.evidence.origin != states.REREAD))
        shelf.count(kept.article, "versions")
        shelf.count(kept.article, "changes", kept.state.changes - had)
        shelf.count(kept.article, "changed", int(had == 0 < kept.state.changes))
        if event:
            shelf.tell(shelf.shard("a", commit.article), kept.events, event)
        return Committed(version, event)

    async def record(self, note: LookNote) -> Noted | Conflict:
        """Keep the outcome of a look that made no version."""
        kept, shelf = self._find(note.article), self.shelf
        before = kept.events[-1][1] if kept.events else None
        if kept.looked_by == note.look_id:
            return Noted(kept.state, before if before and before.type == note.event else None)
        if kept.state.versions != note.expected:
            return Conflict(note.expected, kept.state.versions)
        now = self._now(kept)
        event = telling.of_note(note, kept.article, before, now)
        kept.looked_by = note.look_id
        kept.state = states.state_after_note(kept.state, note, now)
        kept.candidate = states.candidate_after(note, kept.candidate, now)
        kept.trail = kept.trail if note.trail is None else note.trail
        kept.pin = note.pin or kept.pin
        if note.confirmed and kept.versions:
            kept.versions[-1] = replace(kept.versions[-1], last_confirmed=now)
        if note.sighting:
            kept.sightings = [*kept.sightings, states.kept_sighting(note.sighting, now)][-MAX_SIGHTINGS:]
        shelf.count(kept.article, "looks")
        shelf.count(kept.article, "failed", int(note.failed))
        shelf.count(kept.article, "degraded", int(states.is_degraded(note)))
        if event:
            shelf.tell(shelf.shard("a", note.article), kept.events, event)
        return Noted(kept.state, event)

    # ------------------------------------------------ inside
    def _find(self, article: ArticleId) -> Kept:
        erased = self.shelf.standing(article).absence() is Absence.ERASED
        if erased or article not in self.shelf.articles:
            raise NotFound(f"there is no article {article}")
        return self.shelf.articles[article]

    def _now(self, kept: Kept) -> datetime:
        now = self.shelf.now()
        return max(now, kept.state.looked) if kept.state.looked else now


class MemoryCares:
    """The port Cares in memory, for one process."""

    def __init__(self, shelf: MemoryShelf) -> None:
        self._shelf = shelf

    async def put(self, article: ArticleId, care: Care) -> None:
        """From now on."""
        if article in self._shelf.articles:
            self._shelf.articles[article].care = care

    async def of(self, articles: Sequence[ArticleId]) -> dict[ArticleId, Care]:
        """The care of those of them for which it is not the usual one."""
        known = {one: self._shelf.articles[one].care for one in articles if one in self._shelf.articles}
        return {article: care for article, care in known.items() if care != Care()}

    async def move(self, article: ArticleId, host: str) -> None:
        """The host that is asked for it from now on."""
        kept = self._shelf.articles.get(article)
        if kept is None:
            raise NotFound(f"there is no article {article}")
        kept.article = replace(kept.article, host=host)


def _head(kept: Kept) -> Head:
    newest = kept.versions[-1] if kept.versions else None
    return Head(kept.article, kept.state, lambda: newest, kept.candidate, kept.trail, kept.care, kept.pin)


def _repeated(commit: Commit, kept: Kept) -> Committed | Conflict:
    newest = kept.versions[-1] if kept.versions else None
    if newest is None or not making.is_repeated(commit, newest):
        return Conflict(commit.expected, kept.state.versions)
    told = [event for _, event in kept.events]
    return Committed(newest, telling.of_version(told, newest), repeated=True)
