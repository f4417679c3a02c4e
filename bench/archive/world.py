"""Articles with their versions, events and plans, put into a store as looks put them there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from monitor import snapshot, sources
from monitor.model import (
    Article,
    ArticleId,
    Change,
    EventType,
    Evidence,
    Interval,
    Item,
    ItemKind,
    Notice,
    SourceId,
    Stats,
    Text,
    Validators,
)
from monitor.ports import Commit, Committed
from monitor.store import Store

START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
AT_ONCE = 128


def new_article(number: int) -> Article:
    """The article of this number, listed by one of a hundred sources."""
    source = SourceId(f"{number % 100:012x}")
    host = f"www.paper{number % 100}.example"
    url = f"https://{host}/news/2026/05/04/an-article-with-a-usual-address-{number}"
    return Article(
        sources.article_id(url), url, host, source, (source,), START, "A headline of a usual length as listed"
    )


def commits(article: Article, texts: Sequence[Text]) -> Iterator[Commit]:
    """One commit a text, with the evidence, change and validators of a usual look."""
    for number, text in enumerate(texts):
        body = sha256(f"{article.id} {number}".encode()).hexdigest()
        yield Commit(
            article=article.id,
            expected=number,
            text=text,
            fingerprint=snapshot.fingerprint(text),
            evidence=_evidence(body),
            validators=Validators(f'"{body[:32]}"', "Mon, 04 May 2026 09:00:00 GMT", body),
            change=_change(article.id, number, text) if number else None,
            event=EventType.CHANGED if number else EventType.CREATED,
        )


def _evidence(body: str) -> Evidence:
    return Evidence(
        look_id=body[:16],
        status=200,
        headers=(
            ("date", "Mon, 04 May 2026 09:00:00 GMT"),
            ("etag", f'"{body[:32]}"'),
            ("last-modified", "Mon, 04 May 2026 08:59:00 GMT"),
            ("content-type", "text/html; charset=utf-8"),
            ("age", "17"),
            ("server", "nginx"),
        ),
        raw_sha256=body,
        raw_bytes=148_211,
        extractor="trafilatura",
        extractor_version="2.3.0",
    )


def _change(article: ArticleId, number: int, text: Text) -> Change:
    return Change(
        article=article,
        from_version=number,
        to_version=number + 1,
        interval=Interval(START, START),
        old_title=text.title,
        new_title=text.title,
        kinds=("number", "quote"),
        notice=Notice.NONE_FOUND,
        weight=41 + number,
        reasons=("a number changed", "in the first paragraph"),
        band="small",
        summary=f"“twelve people” → “{number} people”; no note found",
        stats=Stats(3, 2, 0.9731),
        rules_version="2026-11-24.1",
    )


async def fill(store: Store, histories: Iterable[Sequence[Text]]) -> int:
    """Keep and plan all of them, version by version; how many versions."""
    texts = list(histories)
    made = [new_article(number) for number in range(len(texts))]
    for at in range(0, len(made), 1_000):
        await store.archive.create(made[at : at + 1_000])
        items = [Item(ItemKind.ARTICLE, one.id, one.host) for one in made[at : at + 1_000]]
        await store.frontier.put(items, after_s=3_600)
    queues = [list(commits(article, history)) for article, history in zip(made, texts, strict=True)]
    kept = 0
    for round_ in range(max(map(len, queues))):
        wanted = [queue[round_] for queue in queues if round_ < len(queue)]
        for at in range(0, len(wanted), AT_ONCE):
            done = await asyncio.gather(*map(store.archive.commit, wanted[at : at + AT_ONCE]))
            kept += sum(isinstance(one, Committed) for one in done)
    return kept


def spread(histories: Sequence[Sequence[Text]], articles: int) -> Iterator[list[Text]]:
    """As many articles as wanted out of fewer: the same texts under other headlines, so that ids differ."""
    for number in range(articles):
        history = histories[number % len(histories)]
        yield [replace(text, title=f"{text.title} {number}") for text in history]
