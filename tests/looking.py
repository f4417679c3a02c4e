"""A whole Redline in memory, with a scripted publisher and a clock that moves only when told to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bench.look.desk import memory_world
from monitor import pipeline, sources, verdict
from monitor.fetch import Answer, ReplayFetcher
from monitor.model import (
    Article,
    ArticleId,
    Change,
    EventType,
    Head,
    ItemKind,
    Source,
    SourceKind,
    SourceRules,
    Watch,
)
from monitor.pipeline import Looked, World, item_of
from monitor.ports import NoOriginals, Workshop
from monitor.store import Store
from monitor.store.in_memory import memory_store
from monitor.store.memory.clock import FrozenClock

FEED = "https://outlet.example/feed.xml"
STORY = "https://outlet.example/news/ferry"
WORDS = (
    "Twelve people were hurt when the ferry and a gravel barge collided off the point on Tuesday, the office said.",
    "The ferry was carrying 214 passengers on the early service. Divers found a dent of about two metres in its hull.",
    "Visibility was below three hundred metres at the time. The barge had left the gravel works shortly before six.",
)


def page(*paragraphs: str, title: str = "Twelve hurt as ferry and barge collide", head: str = "") -> bytes:
    """An article page of an invented outlet."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title>{head}</head><body>"
        f"<article><h1>{title}</h1>{body}</article></body></html>"
    ).encode()


def feed(*links: str, extra: str = "") -> bytes:
    """A feed that lists these addresses."""
    items = "".join(f"<item><title>Story {n}</title><link>{link}</link></item>" for n, link in enumerate(links))
    return (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>Outlet</title>{items}{extra}</channel></rss>".encode()
    )


@dataclass
class Newsdesk:
    """The world and what tests do with it."""

    clock: FrozenClock = field(default_factory=FrozenClock)
    fetcher: ReplayFetcher = field(default_factory=ReplayFetcher)
    store: Store = field(init=False)
    world: World = field(init=False)

    def __post_init__(self) -> None:
        self.store = memory_store(self.clock)
        self.world = memory_world(self.store, self.clock, self.fetcher, verdict.Limits())

    def using(self, workshop: Workshop) -> None:
        """Let another workshop read pages."""
        self.world = replace(self.world, workshop=workshop)

    async def watch(self, rules: SourceRules | None = None, *, watch: Watch = Watch.ARTICLE) -> Source:
        """Declare the feed."""
        source = Source(
            sources.source_id(FEED), FEED, SourceKind.FEED, "Outlet", self.clock.now(), watch=watch,
            rules=rules or SourceRules(confirm=False),
        )  # fmt: skip
        await self.store.book.put(source)
        await self.store.frontier.put([pipeline.source_item(source)])
        return source

    async def article(self, rules: SourceRules | None = None) -> ArticleId:
        """Watch one article; its first look is due."""
        source = await self.watch(rules)
        article = Article(sources.article_id(STORY), STORY, "outlet.example", source.id, (source.id,), self.clock.now())
        await self.store.archive.create([article])
        await self.store.frontier.put([item_of(article)])
        return article.id

    async def look(self, kind: ItemKind = ItemKind.ARTICLE, *, later_s: float = 0.0) -> Looked:
        """One look at the next thing that is due, after moving the clock."""
        self.clock.advance(later_s)
        (lease,) = await self.store.frontier.claim([kind], 1, lease_s=60.0)
        return await pipeline.look(lease, self.world)

    async def head(self, article: ArticleId) -> Head:
        """What the store holds of the article."""
        head = await self.store.archive.head(article)
        assert head is not None
        return head

    async def changes(self, article: ArticleId) -> list[Change]:
        """The changes that were told, oldest first."""
        events = await self.store.archive.events(article)
        return [event.change for event in events if event.type is EventType.CHANGED and event.change]

    def forget_bodies(self) -> None:
        """From now on nothing that was fetched is kept, and what was kept is gone."""
        self.world = replace(self.world, originals=NoOriginals())

    def says(self, *paragraphs: str, title: str = "Twelve hurt as ferry and barge collide", etag: str = "") -> None:
        """What the article's page shows from now on."""
        self.fetcher.say(STORY, Answer(page(*paragraphs, title=title), etag=etag))
