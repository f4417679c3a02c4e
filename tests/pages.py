"""A web application over a store in memory, with articles in it, and a client that speaks to it without a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx2

from monitor import diff, snapshot, sources
from monitor.app.pages import services_of
from monitor.deliver import new_secret
from monitor.model import (
    Act,
    Article,
    ArticleId,
    Block,
    BlockKind,
    Deed,
    EventType,
    Evidence,
    Source,
    SourceKind,
    SourceState,
    Subscription,
    SubscriptionId,
    Text,
    Validators,
    Version,
)
from monitor.pipeline import item_of
from monitor.poll.explaining import Explained
from monitor.ports import Commit, Committed, SourceNote
from monitor.store import Store
from monitor.store.in_memory import memory_store
from monitor.store.memory.clock import FrozenClock
from monitor.web.app import build
from monitor.web.services import Actions, Asked, Attention, Services, WebOptions

KEY = "the-admin-key"
BEARER = {"Authorization": f"Bearer {KEY}"}


@dataclass
class Desk:
    """The application and what tests do with it."""

    options: WebOptions = field(default_factory=lambda: WebOptions(KEY, public=True))
    clock: FrozenClock = field(default_factory=FrozenClock)
    store: Store = field(init=False)
    looked: list[ArticleId] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    cared: list[tuple[ArticleId, str, float]] = field(default_factory=list)  # (article, boost or weight, how much)

    def __post_init__(self) -> None:
        self.store = memory_store(self.clock)

    def services(self) -> Services:
        """Ports, and writes that only note what they were asked."""
        store = self.store

        async def add(url: str, name: str) -> Asked:
            self.added.append(url)
            return Asked(False, "nothing can be watched in a test")

        async def alter(source: Source) -> None:
            await store.book.put(source)

        async def look(article: ArticleId) -> bool:
            self.looked.append(article)
            return bool(await store.catalog.heads([article]))

        async def subscribe(subscription: Subscription) -> str:
            await store.subscriptions.put(subscription, secret="whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0")
            return "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"

        async def ready() -> Sequence[str]:
            return []

        async def decide(article: ArticleId, number: int, deed: Deed, reason: str, by: str) -> None:
            await store.marks.add(article, Act(deed, number, self.clock.now(), by, reason))

        async def rotate(subscription: SubscriptionId) -> str:
            secret = new_secret(lambda count: b"y" * count)
            await store.endpoints.rotate(subscription, secret, keep_s=86_400)
            return secret

        actions = Actions(add, alter, look, subscribe, decide, rotate, ready, self._attention())
        return services_of(store, self.clock, actions, base_url="")

    def _attention(self) -> Attention:
        async def boost(article: ArticleId, length: timedelta) -> datetime | None:
            self.cared.append((article, "boost", length / timedelta(hours=1)))
            return self.clock.now() + length if length else None

        async def weigh(article: ArticleId, weight: float) -> None:
            self.cared.append((article, "weight", weight))

        async def explain(article: ArticleId) -> Explained:
            return Explained(
                self.clock.now(), "about one edit in 3 hours is to be expected", None, (("age", "2 hours"),)
            )

        return Attention(boost, weigh, explain)

    def client(self, **headers: str) -> httpx2.AsyncClient:
        """A client of the application."""
        transport = httpx2.ASGITransport(app=build(self.services(), self.options))
        return httpx2.AsyncClient(transport=transport, base_url="http://localhost", headers=headers)

    async def source(self, name: str = "The Outlet", url: str = "https://outlet.example/feed.xml") -> Source:
        """A declared source that was read once."""
        source = Source(sources.source_id(url), url, SourceKind.FEED, name, self.clock.now())
        await self.store.book.put(source)
        state = SourceState(baseline=True, looks=1, looked=self.clock.now(), title=name)
        await self.store.book.record(SourceNote(source.id, "look", ok=True, state=state))
        return source

    async def article(
        self, *texts: Text, url: str = "https://outlet.example/story", name: str = "The Outlet"
    ) -> ArticleId:
        """An article with these texts as its versions."""
        source = await self.source(name)
        article = Article(
            sources.article_id(url), url, "outlet.example", source.id, (source.id,), self.clock.now(), texts[0].title
        )
        await self.store.archive.create([article])
        await self.store.frontier.put([item_of(article)], after_s=3_600)
        before: Version | None = None
        for number, text in enumerate(texts, 1):
            self.clock.advance(7_200)
            evidence = Evidence(f"look{number}", 200, (), "ab" * 32, 1_000, "cleaned tree", "1")
            new = Version(
                article.id, number, self.clock.now(), self.clock.now(), text, snapshot.fingerprint(text), evidence
            )
            change = diff.label(before, new) if before else None
            kind = EventType.CHANGED if before else EventType.CREATED
            fingerprint = snapshot.fingerprint(text)
            done = await self.store.archive.commit(
                Commit(article.id, number - 1, text, fingerprint, evidence, Validators(), change, kind)
            )
            assert isinstance(done, Committed)
            before = done.version
        return article.id


def text(title: str, *paragraphs: str, language: str = "en") -> Text:
    """A text of plain paragraphs."""
    return Text(title, tuple(Block(BlockKind.PARAGRAPH, one) for one in paragraphs), language=language)


OLD = text("Twelve hurt as ferry and barge collide", "Twelve people were hurt.", "The ferry carried 214 passengers.")
NEW = text("Fifteen hurt as ferry and barge collide", "Fifteen people were hurt.", "The ferry carried 214 passengers.")
