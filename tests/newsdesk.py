"""Makes articles change in a store, for tests that need real versions and events."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor import diff, snapshot
from monitor.model import (
    Article,
    ArticleId,
    Block,
    BlockKind,
    Event,
    EventType,
    Evidence,
    Source,
    SourceId,
    SourceKind,
    Text,
    Validators,
    Version,
)
from monitor.ports import Clock, Commit, Committed
from monitor.store import Store

SOURCE = SourceId("source000001")


@dataclass(slots=True)
class Desk:
    """Writes and edits; each edit is one version with its event."""

    store: Store
    clock: Clock
    looks: int = 0

    async def open(self, *, tags: tuple[str, ...] = ()) -> None:
        """The one source."""
        now = self.clock.now()
        url = "https://news.example/feed.xml"
        await self.store.book.put(Source(SOURCE, url, SourceKind.FEED, "News", now, tags=tags))

    async def write(self, number: int, title: str = "Ferry sinks") -> ArticleId:
        """A new article with its first version."""
        article = ArticleId(f"article{number:09d}")
        url = f"https://news.example/{number}"
        now = self.clock.now()
        await self.store.archive.create([Article(article, url, "news.example", SOURCE, (SOURCE,), now, title)])
        await self._commit(article, 0, a_text(title, 0), None)
        return article

    async def edit(self, article: ArticleId, title: str = "Ferry sinks") -> Event:
        """The next version; its event."""
        head = await self.store.archive.head(article)
        assert head is not None
        assert head.newest is not None
        event = await self._commit(article, head.state.versions, a_text(title, head.state.versions), head.newest)
        assert event is not None
        return event

    async def _commit(self, article: ArticleId, expected: int, text: Text, old: Version | None) -> Event | None:
        self.looks += 1
        evidence = Evidence(f"look{self.looks}", 200, (), "", 100, "own", "1")
        fingerprint = snapshot.fingerprint(text)
        change = None
        if old is not None:
            new = replace(old, number=expected + 1, text=text, fingerprint=fingerprint, evidence=evidence)
            change = diff.label(old, new)
        kind = EventType.CREATED if old is None else EventType.CHANGED
        commit = Commit(article, expected, text, fingerprint, evidence, Validators(), change, kind)
        done = await self.store.archive.commit(commit)
        assert isinstance(done, Committed)
        return done.event


def a_text(title: str, number: int) -> Text:
    """A short article that says another number each time."""
    paragraph = f"At least {number + 12} people were killed when the ferry caught fire, the coast guard said."
    blocks = (Block(BlockKind.PARAGRAPH, paragraph), Block(BlockKind.PARAGRAPH, "The cause is not known."))
    return Text(title, blocks)
