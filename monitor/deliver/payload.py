"""What an event says, built from the archive when it is sent; the same for all endpoints but for one number."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final

from monitor import diff
from monitor.errors import Withheld
from monitor.event import Draft, Hunk, draft, hunks_of
from monitor.event.envelope import Subject
from monitor.event.filters import ABOUT_ENDPOINTS
from monitor.model import (
    ArticleId,
    Change,
    Delivery,
    Event,
    EventId,
    EventType,
    SourceId,
    SubscriptionId,
    Text,
    Version,
)
from monitor.ports import Archive, Endpoints, Marks, SourceBook, Subscriptions

KEPT: Final = 256  # drafts
AT_ONCE: Final = 20_000  # characters: about 2 ms
Compare = Callable[[Text, Text], Awaitable[diff.Diff]]

_ABOUT_SOURCES: Final = frozenset(
    {EventType.SOURCE_FAILING, EventType.SOURCE_RECOVERED, EventType.SOURCE_QUIET, EventType.SOURCE_DEGRADED}
)


async def compare_beside(old: Text, new: Text) -> diff.Diff:
    """The diff; a long one is made in a thread, a short one takes less time than the way there."""
    if sum(len(block.text) for text in (old, new) for block in text.blocks) <= AT_ONCE:
        return diff.compare(old, new)
    return await asyncio.to_thread(diff.compare, old, new)


class Payloads:
    """Builds each event's envelope once, however many endpoints want it."""

    def __init__(
        self,
        archive: Archive,
        book: SourceBook,
        subscriptions: Subscriptions,
        endpoints: Endpoints,
        *,
        base_url: str = "",
        compare: Compare = compare_beside,
        marks: Marks | None = None,
    ) -> None:
        self._archive = archive
        self._book = book
        self._subscriptions = subscriptions
        self._endpoints = endpoints
        self._base_url = base_url
        self._compare = compare
        self._marks = marks
        self._kept: OrderedDict[EventId, tuple[Draft, Event]] = OrderedDict()
        self._making: dict[EventId, asyncio.Lock] = {}

    async def draft(self, delivery: Delivery) -> Draft | None:
        """The envelope of the delivery's event; None if the store has no such event (any more).

        Raises Withheld for an event that touches what may not be read, also one that was made before that was decided.
        """
        kept = self._kept.get(delivery.event)
        if kept is not None:
            self._kept.move_to_end(delivery.event)
            await self._check(kept[1])
            return kept[0]
        lock = self._making.setdefault(delivery.event, asyncio.Lock())
        async with lock:
            made = self._kept.get(delivery.event) or await self._make(delivery)
        self._making.pop(delivery.event, None)
        if made is None:
            return None
        self._kept[delivery.event] = made
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return made[0]

    async def _check(self, event: Event) -> None:
        """Raise Withheld if the event may no longer be told."""
        if self._marks is None or event.type in _ABOUT_SOURCES or event.type in ABOUT_ENDPOINTS:
            return
        article = ArticleId(event.subject)
        standing = (await self._marks.of([article])).get(article)
        if standing and standing.withholds(event.change):
            self._kept.pop(event.id, None)
            raise Withheld("this change can not be shown")

    async def _make(self, delivery: Delivery) -> tuple[Draft, Event] | None:
        events, about, newest = await self._subject(delivery)
        event = next((one for one in reversed(events) if one.id == delivery.event), None)
        if event is None:
            return None
        if event.withheld:
            raise Withheld("this change can not be shown")
        hunks = await self._hunks(event.change, newest) if event.change is not None else ()
        return draft(event, about=about, hunks=hunks, base_url=self._base_url), event

    async def _subject(self, delivery: Delivery) -> tuple[tuple[Event, ...], Subject, Version | None]:
        """All events of the delivery's subject, the subject, and an article's newest version."""
        if delivery.type in _ABOUT_SOURCES:
            source = SourceId(delivery.subject)
            return await self._book.events(source), await self._book.get(source), None
        if delivery.type in ABOUT_ENDPOINTS:
            endpoint = SubscriptionId(delivery.subject)
            return await self._endpoints.events(endpoint), await self._subscriptions.get(endpoint), None
        article = ArticleId(delivery.subject)
        events, head = await asyncio.gather(self._archive.events(article), self._archive.head(article))
        return events, head.article if head else None, head.newest if head else None

    async def _hunks(self, change: Change, newest: Version | None) -> tuple[Hunk, ...]:
        old, new = await asyncio.gather(
            self._version(change, change.from_version, newest), self._version(change, change.to_version, newest)
        )
        if old is None or new is None:
            return ()
        return hunks_of(await self._compare(old.text, new.text))

    async def _version(self, change: Change, number: int, newest: Version | None) -> Version | None:
        if newest is not None and newest.number == number:
            return None if newest.absence else newest
        try:
            return await self._archive.version(change.article, number)
        except Withheld:  # let go by a rule of retention: the change is told without its words
            return None
