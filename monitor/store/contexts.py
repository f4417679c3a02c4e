"""An event with all that a message about it says, read in as few round trips as that takes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from monitor.model import ArticleId, Change, Event, Text
from monitor.ports import Archive, EventContext
from monitor.store.article_records import unpack_article
from monitor.store.client import StoreClient
from monitor.store.codec import KEYFRAME_EVERY, is_stub
from monitor.store.event_records import unpack_event
from monitor.store.history import texts_of
from monitor.store.keys import Keys
from monitor.store.texts import unpack_text

Elements = Callable[[ArticleId, int, int], Awaitable[tuple[int, list[bytes]]]]


async def context_in_memory(
    client: StoreClient, keys: Keys, elements_of: Elements, article: ArticleId, sequence: int
) -> EventContext | None:
    """The event, if its article is in memory: in one round trip if its change is the newest. Raises DamagedRecord."""
    if sequence < 1:
        return None
    tag = keys.archive_tag(article)
    line, packed, elements, count = await client.all(
        [
            ("LINDEX", keys.events(tag, article), sequence - 1),
            ("HGET", keys.articles(tag), article),
            ("LRANGE", keys.versions(tag, article), -2, -1),
            ("LLEN", keys.versions(tag, article)),
        ]
    )
    if not line or not packed:
        return None
    event, about = unpack_event(line, article)[1], unpack_article(article, packed)
    if event.change is None:
        return EventContext(event, about)
    if event.change.to_version != count or len(elements) != _span(event.change) or any(map(is_stub, elements)):
        begin, end = event.change.from_version - 1, event.change.to_version - 1 + KEYFRAME_EVERY
        _, elements = await elements_of(article, begin, end)
    old, new = _texts(event.change, elements)
    return EventContext(event, about, old, new)


def _span(change: Change) -> int:
    """How many versions the change goes over, both ends counted."""
    return change.to_version - change.from_version + 1


def _texts(change: Change, elements: list[bytes]) -> tuple[Text | None, Text | None]:
    texts = texts_of(change.article, elements, change.from_version, count=_span(change))
    where = f"versions {change.from_version} to {change.to_version} of article {change.article}"
    old, new = (unpack_text(text, where) if text else None for text in (texts[0], texts[-1]))
    return old, new


async def context_anywhere(archive: Archive, article: ArticleId, sequence: int) -> EventContext | None:
    """The event wherever its records lie; raises DamagedRecord."""
    events, head = await asyncio.gather(archive.events(article), archive.head(article))
    if head is None or not 0 < sequence <= len(events):
        return None
    event = events[sequence - 1]
    old, new = await asyncio.gather(*(_text(archive, event, number) for number in _numbers(event)))
    return EventContext(event, head.article, old, new)


def _numbers(event: Event) -> tuple[int, int]:
    return (event.change.from_version, event.change.to_version) if event.change else (0, 0)


async def _text(archive: Archive, event: Event, number: int) -> Text | None:
    found = await archive.version(ArticleId(event.subject), number) if number else None
    return found.text if found and not found.absence else None
