"""The two archives with their catalog, book and event log, and the texts and looks that their suites use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from monitor import snapshot
from monitor.model import (
    Article,
    ArticleId,
    Block,
    BlockKind,
    Change,
    EventType,
    Evidence,
    Health,
    Interval,
    Notice,
    SourceId,
    Stats,
    Text,
    Validators,
)
from monitor.ports import Archive, Cares, Catalog, Commit, Committed, EventLog, LookNote, SourceBook
from monitor.store.archive import RedisArchive
from monitor.store.archive_calls import Caps
from monitor.store.asides import RedisCares
from monitor.store.book import RedisSourceBook
from monitor.store.catalog import RedisCatalog
from monitor.store.client import StoreClient
from monitor.store.events import RedisEventLog
from monitor.store.keys import Keys
from monitor.store.memory.archive import MemoryArchive, MemoryCares
from monitor.store.memory.book import MemorySourceBook
from monitor.store.memory.catalog import MemoryCatalog
from monitor.store.memory.clock import FrozenClock
from monitor.store.memory.events import MemoryEventLog
from monitor.store.memory.shelf import MemoryShelf

START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
SOURCE = SourceId("5f1ce0000001")
OTHER_SOURCE = SourceId("5f1ce0000002")


@dataclass(frozen=True, slots=True)
class Stores:
    """The ports over what was seen, and the clock that moves them."""

    archive: Archive
    catalog: Catalog
    book: SourceBook
    log: EventLog
    cares: Cares
    clock: FrozenClock


def memory_stores(clock: FrozenClock) -> Stores:
    shelf = MemoryShelf(clock)
    return Stores(
        MemoryArchive(shelf),
        MemoryCatalog(shelf),
        MemorySourceBook(shelf),
        MemoryEventLog(shelf),
        MemoryCares(shelf),
        clock,
    )


def redis_stores(client: StoreClient, keys: Keys, clock: FrozenClock, caps: Caps | None = None) -> Stores:
    caps = caps or Caps()
    return Stores(
        RedisArchive(client, keys, caps),
        RedisCatalog(client, keys),
        RedisSourceBook(client, keys, max_stream=caps.stream),
        RedisEventLog(client, keys),
        RedisCares(client, keys),
        clock,
    )


def article(name: str = "ferry", **fields: object) -> Article:
    made = Article(
        id=ArticleId(sha256(name.encode()).hexdigest()[:16]),
        url=f"https://news.example.org/2026/{name}",
        host="news.example.org",
        source=SOURCE,
        sources=(SOURCE,),
        added=START,
        listed_title=f"About the {name}",
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def text(words: str = "Twelve people were hurt.", title: str = "Fire on a ferry") -> Text:
    blocks = (
        Block(BlockKind.PARAGRAPH, "A fire broke out on a ferry near the northern harbour on Monday."),
        Block(BlockKind.PARAGRAPH, words),
        Block(BlockKind.QUOTE, "“We saw smoke,” said a passenger."),
    )
    return Text(title, blocks, standfirst="What is known so far", authors=("A. Reporter",), language="en")


def evidence(look: str, **fields: object) -> Evidence:
    made = Evidence(
        look_id=look,
        status=200,
        headers=(("date", "Mon, 04 May 2026 09:00:00 GMT"), ("etag", '"0a1b"'), ("x-cache", "HIT from edge-7")),
        raw_sha256=sha256(look.encode()).hexdigest(),
        raw_bytes=48_211,
        extractor="trafilatura",
        extractor_version="2.3.0",
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def look_id(number: int) -> str:
    return f"{number:016x}"


def commit(expected: int, words: str, **fields: object) -> Commit:
    """A commit of the ferry article with these words, by the look of the next number."""
    new = text(words)
    made = Commit(
        article=article().id,
        expected=expected,
        text=new,
        fingerprint=snapshot.fingerprint(new),
        evidence=evidence(look_id(expected + 1)),
        validators=Validators('"0a1b"', "Mon, 04 May 2026 09:00:00 GMT", sha256(words.encode()).hexdigest()),
        change=change(expected) if expected else None,
        event=EventType.CHANGED if expected else EventType.CREATED,
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def change(before: int, name: str = "ferry") -> Change:
    return Change(
        article=article(name).id,
        from_version=before,
        to_version=before + 1,
        interval=Interval(START - timedelta(days=9), START + timedelta(days=9)),
        old_title="Fire on a ferry",
        new_title="Fire on a ferry",
        kinds=("number",),
        notice=Notice.NONE_FOUND,
        weight=71,
        reasons=("a number changed",),
        band="small",
        summary="“Twelve” → “Fifteen”; no note found",
        stats=Stats(1, 1, 0.9731),
        rules_version="2026-11-24.1",
    )


def note(expected: int, look: str, health: Health = Health.OK, **fields: object) -> LookNote:
    made = LookNote(article().id, expected, look, health)
    return replace(made, **fields)  # type: ignore[arg-type]


async def keep(archive: Archive, one: Commit) -> Committed:
    """The commit's outcome, which must be a version."""
    done = await archive.commit(one)
    assert isinstance(done, Committed)
    return done


async def keep_many(archive: Archive, words: list[str], name: str = "ferry") -> list[Committed]:
    """An article with one version for each of these words."""
    made = article(name)
    await archive.create([made])
    commits = [replace(commit(at, one), article=made.id) for at, one in enumerate(words)]
    return [await keep(archive, replace(c, change=change(c.expected, name) if c.expected else None)) for c in commits]
