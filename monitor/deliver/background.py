"""What filters ask beyond the event itself, read as far as one asks: tags, the article's age, the changed words."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from monitor import diff
from monitor.diff.result import Diff
from monitor.errors import Withheld
from monitor.event.filters import Facts
from monitor.event.hunks import hunks_of
from monitor.model import Article, ArticleId, Change, Event, Filter, SourceId, Text
from monitor.ports import Archive, SavedFilters, SourceBook

TRUSTED_S: Final = 30.0
AT_ONCE: Final = 20_000  # characters: about 2 ms


async def compare_beside(old: Text, new: Text) -> Diff:
    """The diff; a long one is made in a thread, a short one takes less time than the way there."""
    if sum(len(block.text) for text in (old, new) for block in text.blocks) <= AT_ONCE:
        return diff.compare(old, new)
    return await asyncio.to_thread(diff.compare, old, new)


class Background:
    """Reads a source's tags at most every TRUSTED_S, an article only for those who ask about it."""

    def __init__(self, book: SourceBook, archive: Archive, filters: SavedFilters) -> None:
        self._book = book
        self._archive = archive
        self._filters = filters
        self._kept: dict[SourceId, tuple[float, tuple[str, ...]]] = {}

    async def saved(self) -> dict[str, Filter]:
        """The saved filters as they are now."""
        return await self._filters.filters()

    async def of(self, event: Event) -> Facts:
        """What can be told without the article."""
        return Facts(await self._tags(event.sources)) if event.sources else Facts()

    async def facts(self, event: Event, article: bool, words: bool) -> Facts:  # noqa: FBT001 - a service's signature
        """What can be told, with the article's own facts where they are asked for."""
        found = await self.of(event)
        return await self.complete(found, event, words=words) if article and event.change else found

    async def complete(self, facts: Facts, event: Event, *, words: bool) -> Facts:
        """The same with the article's age and, where somebody asks for them, the words that changed."""
        head = await self._archive.head(ArticleId(event.subject))
        if head is None:
            return facts
        changed = await self._changed(event.change) if words and event.change else None
        return replace(facts, age_s=age_s(head.article, event), changed=changed)

    async def _tags(self, sources: Sequence[SourceId]) -> frozenset[str]:
        """All tags of these sources."""
        found: set[str] = set()
        now = asyncio.get_running_loop().time()
        for source in sources:
            until, tags = self._kept.get(source, (0.0, ()))
            if now >= until:
                record = await self._book.get(source)
                tags = record.tags if record else ()
                self._kept[source] = (now + TRUSTED_S, tags)
            found.update(tags)
        return frozenset(found)

    async def _changed(self, change: Change) -> str:
        try:
            old, new = await asyncio.gather(
                self._archive.version(change.article, change.from_version),
                self._archive.version(change.article, change.to_version),
            )
        except Withheld:  # a text was let go: its words are known to nobody
            return ""
        if old is None or new is None:
            return ""
        hunks = hunks_of(await compare_beside(old.text, new.text))
        return "\n".join(f"{hunk.old}\n{hunk.new}" for hunk in hunks if hunk.op != "move").casefold()


def age_s(article: Article, event: Event) -> float:
    """How old the article was at the event: since the outlet says it was published, else since it was first seen."""
    at = event.change.interval.not_after if event.change else event.at
    try:
        published = datetime.fromisoformat(article.published) if article.published else article.added
    except ValueError:
        published = article.added
    return max((at - (published if published.tzinfo else published.replace(tzinfo=UTC))).total_seconds(), 0.0)
