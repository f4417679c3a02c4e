"""What an event is about, read from the archive when it is told; what may not be read is told by nobody."""

from __future__ import annotations

import asyncio
from typing import Final

from monitor.errors import Withheld
from monitor.event.envelope import Subject
from monitor.event.filters import ABOUT_ENDPOINTS
from monitor.model import ArticleId, Delivery, Event, EventType, SourceId, SubscriptionId, Version
from monitor.ports import Archive, Endpoints, Marks, SourceBook, Subscriptions

ABOUT_SOURCES: Final = frozenset(
    {EventType.SOURCE_FAILING, EventType.SOURCE_RECOVERED, EventType.SOURCE_QUIET, EventType.SOURCE_DEGRADED}
)
WITHHELD: Final = "this change can not be shown"


class Subjects:
    """Reads events with what they are about."""

    def __init__(
        self,
        archive: Archive,
        book: SourceBook,
        subscriptions: Subscriptions,
        endpoints: Endpoints,
        marks: Marks | None = None,
    ) -> None:
        self._archive = archive
        self._book = book
        self._subscriptions = subscriptions
        self._endpoints = endpoints
        self._marks = marks

    async def of(self, delivery: Delivery) -> tuple[Event | None, Subject, Version | None]:
        """The delivery's event (None if its record is gone), its subject, and an article's newest version.

        Raises Withheld for an event that touches what may not be read.
        """
        events, about, newest = await self._read(delivery)
        event = next((one for one in reversed(events) if one.id == delivery.event), None)
        if event is not None and event.withheld:
            raise Withheld(WITHHELD)
        return event, about, newest

    async def about(self, event: Event) -> tuple[Subject, Version | None]:
        """What an event that is at hand is about, and an article's newest version."""
        if event.type in ABOUT_SOURCES:
            return await self._book.get(SourceId(event.subject)), None
        if event.type in ABOUT_ENDPOINTS:
            return await self._subscriptions.get(SubscriptionId(event.subject)), None
        head = await self._archive.head(ArticleId(event.subject))
        return (head.article, head.newest) if head else (None, None)

    async def check(self, event: Event) -> None:
        """Raise Withheld if the event, read before, may no longer be told."""
        if self._marks is None or event.type in ABOUT_SOURCES or event.type in ABOUT_ENDPOINTS:
            return
        article = ArticleId(event.subject)
        standing = (await self._marks.of([article])).get(article)
        if standing and standing.withholds(event.change):
            raise Withheld(WITHHELD)

    async def _read(self, delivery: Delivery) -> tuple[tuple[Event, ...], Subject, Version | None]:
        if delivery.type in ABOUT_SOURCES:
            source = SourceId(delivery.subject)
            return await self._book.events(source), await self._book.get(source), None
        if delivery.type in ABOUT_ENDPOINTS:
            endpoint = SubscriptionId(delivery.subject)
            return await self._endpoints.events(endpoint), await self._subscriptions.get(endpoint), None
        article = ArticleId(delivery.subject)
        events, head = await asyncio.gather(self._archive.events(article), self._archive.head(article))
        return events, head.article if head else None, head.newest if head else None

    async def version(self, article: ArticleId, number: int, newest: Version | None = None) -> Version | None:
        """A version, the newest being at hand; None for one whose text was let go: the change is told without words."""
        if newest is not None and newest.number == number:
            return None if newest.absence else newest
        try:
            return await self._archive.version(article, number)
        except Withheld:
            return None
