"""An archive with something on every page, and the web application over it, for tests of the web."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import httpx2
from fastapi import FastAPI

from monitor import diff, snapshot, sources
from monitor.errors import SettingsError
from monitor.model import (
    Article,
    ArticleId,
    Block,
    BlockKind,
    Candidate,
    EventType,
    Evidence,
    Health,
    Item,
    ItemKind,
    Owner,
    Sighting,
    Source,
    SourceId,
    SourceKind,
    SourceState,
    Subscription,
    SubscriptionId,
    Text,
    Validators,
    Version,
)
from monitor.ports import Commit, Committed, LookNote, SourceNote
from monitor.store import Store, memory_store
from monitor.store.memory.clock import FrozenClock
from monitor.web import Services, WebOptions, build
from monitor.web.services import Asked, Figure, Scoreboard, ScoreItem

KEY = "the-admin-key-of-the-tests"
BASE = "http://127.0.0.1"
BEARER = {"Authorization": f"Bearer {KEY}"}
FEED_URL = "https://news.example/feed.xml"


@dataclass(slots=True)
class Website:
    """A store in memory, what was asked of it, and the application over it."""

    store: Store
    clock: FrozenClock
    source: Source
    troubles: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    looked: list[ArticleId] = field(default_factory=list)
    looks: int = 0
    score: Scoreboard | None = None

    def services(self) -> Services:
        """What the application is given."""
        store = self.store

        async def score() -> Scoreboard:
            assert self.score is not None
            return self.score

        return Services(
            archive=store.archive,
            catalog=store.catalog,
            book=store.book,
            frontier=store.frontier,
            subscriptions=store.subscriptions,
            outbox=store.outbox,
            log=store.log,
            clock=self.clock,
            add_source=self._add,
            alter_source=self._alter,
            look_now=self._look,
            add_subscription=self._subscribe,
            ready=self._ready,
            score=score if self.score else None,
            desk=store.desk,
        )

    async def _add(self, url: str, name: str) -> Asked:
        if "nowhere" in url:
            return Asked(False, "no feed found: try the section page. Next: redline add --link-pattern ...")
        self.added.append(url)
        source = Source(sources.source_id(url), url, SourceKind.FEED, name, self.clock.now())
        await self.store.book.put(source)
        return Asked(True, url, source.id)

    async def _alter(self, source: Source) -> None:
        if source.owner is Owner.FILE:
            raise SettingsError("source", f"{source.url} is declared in the settings file", hint="change it there")
        await self.store.book.put(source)

    async def _look(self, article: ArticleId) -> bool:
        self.looked.append(article)
        return True

    async def _subscribe(self, subscription: Subscription) -> str:
        await self.store.subscriptions.put(subscription, secret="whsec_" + "YWJj" * 8)
        return "whsec_" + "YWJj" * 8

    async def _ready(self) -> Sequence[str]:
        return self.troubles

    def app(self, **options: Any) -> FastAPI:
        """The application; options as for WebOptions."""
        return build(self.services(), WebOptions(**{"admin_key": KEY, **options}))

    async def write(self, url: str, *texts: Text, gap_s: float = 7200.0, owner: Source | None = None) -> ArticleId:
        """An article with these texts as its versions, each seen that long after the one before."""
        article, owner = sources.article_id(url), owner or self.source
        host = sources.host(url)
        await self.store.archive.create(
            [Article(article, url, host, owner.id, (owner.id,), self.clock.now(), texts[0].title, "2026-05-04T08:12Z")]
        )
        await self.store.frontier.put([Item(ItemKind.ARTICLE, article, host)], after_s=3600)
        for number, text in enumerate(texts):
            if number:
                await self.confirm(article, after_s=gap_s / 2)
                self.clock.advance(gap_s / 2)
            await self.commit(article, text)
        return article

    async def commit(self, article: ArticleId, text: Text) -> Version:
        """The next version, with its labelled change."""
        self.looks += 1
        head = await self.store.archive.head(article)
        assert head is not None
        expected, old = head.state.versions, head.newest
        evidence = Evidence(
            f"look{self.looks}", 200, (("etag", '"1"'),), "ab" * 32, 23_000, "shell", "1", head.article.url
        )
        fingerprint = snapshot.fingerprint(text)
        change = None
        if old is not None:
            now = self.clock.now()
            new = replace(
                old, number=expected + 1, text=text, fingerprint=fingerprint, first_seen=now, last_confirmed=now
            )
            change = diff.label(old, new, earlier=head.state.earlier)
        kind = EventType.CHANGED if old else EventType.CREATED
        done = await self.store.archive.commit(
            Commit(article, expected, text, fingerprint, evidence, Validators(), change, kind)
        )
        assert isinstance(done, Committed)
        return done.version

    async def confirm(self, article: ArticleId, *, after_s: float = 600.0) -> None:
        """A check that found the same text."""
        self.clock.advance(after_s)
        await self.note(article, Health.OK, confirmed=True)

    async def note(self, article: ArticleId, health: Health, **fields: Any) -> None:
        """A check that made no version."""
        self.looks += 1
        head = await self.store.archive.head(article)
        assert head is not None
        await self.store.archive.record(LookNote(article, head.state.versions, f"look{self.looks}", health, **fields))

    async def suspect(self, article: ArticleId, text: Text) -> None:
        """A check that found another text; a second one has to agree."""
        evidence = Evidence("looked", 200, (), "cd" * 32, 100, "shell", "1")
        candidate = Candidate(text, snapshot.fingerprint(text), evidence, self.clock.now())
        await self.note(article, Health.OK, candidate=candidate)

    async def sight(self, article: ArticleId, title: str, summary: str) -> None:
        """A text that was seen once and then gone."""
        now = self.clock.now()
        sighting = Sighting(now - timedelta(minutes=20), now, title, summary, "ef" * 32)
        await self.note(article, Health.OK, confirmed=True, drop_candidate=True, sighting=sighting)


async def website(name: str = "The Harbour Post", url: str = FEED_URL) -> Website:
    """An empty archive with one source that was read once."""
    clock = FrozenClock()
    store = memory_store(clock)
    source = Source(SourceId(sources.source_id(url)), url, SourceKind.FEED, name, clock.now())
    await store.book.put(source)
    await store.frontier.put([Item(ItemKind.SOURCE, source.id, sources.host(url))], after_s=600)
    state = SourceState(Health.OK, True, clock.now(), looks=1, entries_seen=3)
    await store.book.record(SourceNote(source.id, "source-look-1", True, state))
    return Website(store, clock, source)


def text(title: str, *paragraphs: str | Block, **fields: Any) -> Text:
    """A text of paragraphs."""
    blocks = tuple(Block(BlockKind.PARAGRAPH, one) if isinstance(one, str) else one for one in paragraphs)
    return Text(title, blocks, **fields)


@dataclass(frozen=True, slots=True)
class Full:
    """The articles of the full website."""

    site: Website
    ferry: ArticleId  # three versions, a text seen once, and a possible edit
    quiet: ArticleId  # one version
    gone: ArticleId  # unavailable


async def full_website() -> Full:
    """Something on every page."""
    site = await website()
    site.score = Scoreboard(
        (
            Figure("made", "edits made", 3, (ScoreItem("Ferry", "/articles/x", "headline"),)),
            Figure("caught", "caught", 2, (ScoreItem("Ferry", "https://news.example/ferry"),)),
            Figure("false", "false alarms", 0, (), "of 480 noise changes"),
        ),
        "edits made 3, caught 2",
    )
    ferry = await site.write("https://news.example/ferry", *FERRY)
    await site.sight(ferry, "Ferry blaze: captain blamed", "headline “Ferry fire” → “Ferry blaze: captain blamed”")
    await site.suspect(ferry, text("Ferry fire: 19 dead", "Another text."))
    quiet = await site.write("https://news.example/bakery", text("Bakery opens", "A bakery opened on Mill Street."))
    gone = await site.write("https://news.example/gone", text("Gone", "A page that will go."))
    await site.note(gone, Health.UNAVAILABLE, event=EventType.UNAVAILABLE, reason="the site answers 410")
    await site.store.subscriptions.put(
        Subscription(
            SubscriptionId("sub_one"), "webhook", "https://hooks.example/secret-path", site.clock.now(), name="Desk"
        )
    )
    return Full(site, ferry, quiet, gone)


FERRY = (
    text(
        "Ferry fire: 12 dead",
        "At least 12 people were killed when a ferry caught fire off Port Alder on Sunday, the coast guard said.",
        "The cause is not known.",
        "“We saw the flames from the pier,” said Maria Holt, who runs the harbour café. “It was over within minutes.”",
        "The vessel was built in 1987.",
        "Divers will resume their search at first light.",
        standfirst="A blaze broke out on the evening crossing",
        language="en",
        authors=("Jane Roe",),
    ),
    text(
        "Ferry fire: 15 dead",
        "At least 15 people were killed when a ferry caught fire off Port Alder on Sunday, the coast guard said.",
        "The cause is not known.",
        "“We saw the flames from the pier,” said Maria Holt, who runs the harbour café.",
        "The vessel was built in 1987.",
        "Divers will resume their search at first light.",
        standfirst="A blaze broke out on the evening crossing",
        language="en",
        authors=("Jane Roe",),
    ),
    text(
        "Ferry fire: 15 dead, captain questioned",
        "Divers will resume their search at first light.",
        "At least 15 people were killed when a ferry caught fire off Port Alder on Sunday night, the coast guard said.",
        "Police said on Monday that the captain was being questioned.",
        "The cause is not known.",
        "“We saw the flames from the pier,” said Maria Holt, who runs the harbour café.",
        "The vessel was built in 1987.",
        standfirst="A blaze broke out on the evening crossing to the islands",
        language="en",
        authors=("Jane Roe", "Sam Poe"),
    ),
)


@asynccontextmanager
async def client(app: FastAPI, **headers: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the application, without a network between them."""
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=BASE, headers=headers) as made:
        yield made
