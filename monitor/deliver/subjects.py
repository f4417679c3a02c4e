"""What an event is about, read from the archive when it is told; what may not be read is told by nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from monitor.errors import Withheld
from monitor.event.envelope import Subject
from monitor.event.filters import ABOUT_ENDPOINTS
from monitor.model import ArticleId, Delivery, Event, EventType, SourceId, SubscriptionId, Text
from monitor.ports import Archive, Endpoints, EventContext, Marks, SourceBook, Subscriptions

ABOUT_SOURCES: Final = frozenset(
    {EventType.SOURCE_FAILING, EventType.SOURCE_RECOVERED, EventType.SOURCE_QUIET, EventType.SOURCE_DEGRADED}
)
WITHHELD: Final = "this change can not be shown"


@dataclass(frozen=True, slots=True)
class Told:
    """An event, what it is about, and the texts before and after its change where they may be read."""

    event: Event
    about: Subject
    old: Text | None = None
    new: Text | None = None


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

    async def of(self, delivery: Delivery) -> Told | None:
        """The delivery's event with what is told of it; None if its record is gone.

        Raises Withheld for an event that touches what may not be read.
        """
        if delivery.type in ABOUT_SOURCES or delivery.type in ABOUT_ENDPOINTS:
            events, about = await self._around(delivery)
            event = next((one for one in reversed(events) if one.id == delivery.event), None)
            return Told(event, about) if event else None
        found = await self._archive.context(ArticleId(delivery.subject), delivery.sequence)
        return _told(found) if found and found.event.id == delivery.event else None

    async def about(self, event: Event) -> Told | None:
        """The same for an event that is at hand."""
        if event.type in ABOUT_SOURCES:
            return Told(event, await self._book.get(SourceId(event.subject)))
        if event.type in ABOUT_ENDPOINTS:
            return Told(event, await self._subscriptions.get(SubscriptionId(event.subject)))
        found = await self._archive.context(ArticleId(event.subject), event.sequence)
        return _told(found) if found else None

    async def check(self, event: Event) -> None:
        """Raise Withheld if the event, read before, may no longer be told."""
        if self._marks is None or event.type in ABOUT_SOURCES or event.type in ABOUT_ENDPOINTS:
            return
        article = ArticleId(event.subject)
        standing = (await self._marks.of([article])).get(article)
        if standing and standing.withholds(event.change):
            raise Withheld(WITHHELD)

    async def _around(self, delivery: Delivery) -> tuple[Sequence[Event], Subject]:
        if delivery.type in ABOUT_SOURCES:
            source = SourceId(delivery.subject)
            return await self._book.events(source), await self._book.get(source)
        endpoint = SubscriptionId(delivery.subject)
        return await self._endpoints.events(endpoint), await self._subscriptions.get(endpoint)

    async def text(self, article: ArticleId, number: int) -> Text | None:
        """A version's text; None for one that was let go: the change is told without words."""
        try:
            found = await self._archive.version(article, number)
        except Withheld:
            return None
        return found.text if found and not found.absence else None


def _told(found: EventContext) -> Told:
    if found.event.withheld:
        raise Withheld(WITHHELD)
    return Told(found.event, found.article, found.old, found.new)
