"""What an event says, built from the archive when it is sent; the same for all endpoints but for one number."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from monitor.deliver.background import compare_beside
from monitor.deliver.subjects import Subjects, Told
from monitor.diff.result import Diff
from monitor.errors import Withheld
from monitor.event import Draft, Hunk, draft, hunks_of
from monitor.model import Delivery, Event, EventId, Text

KEPT: Final = 1_024  # drafts, each below 20 kB; more than one process has under way
Compare = Callable[[Text, Text], Awaitable[Diff]]


class Payloads:
    """Builds each event's envelope once, however many endpoints want it."""

    def __init__(self, subjects: Subjects, *, base_url: str = "", compare: Compare = compare_beside) -> None:
        self._subjects = subjects
        self._base_url = base_url
        self._compare = compare
        self._kept: OrderedDict[EventId, tuple[Draft, Event]] = OrderedDict()
        self._making: dict[EventId, asyncio.Lock] = {}

    async def prepare(self, deliveries: Sequence[Delivery]) -> None:
        """Build what is not built yet, all at once; what fails here fails again, and is told, when it is asked for."""
        unknown = {one.event: one for one in deliveries if one.event not in self._kept}
        if len(unknown) > 1:
            await asyncio.gather(*(self._built(one) for one in unknown.values()), return_exceptions=True)

    async def draft(self, delivery: Delivery) -> Draft | None:
        """The envelope of the delivery's event; None if the store has no such event (any more).

        Raises Withheld for an event that touches what may not be read, also one that was made before that was decided.
        """
        kept = self._kept.get(delivery.event)
        if kept is not None:
            self._kept.move_to_end(delivery.event)
            await self._check(kept[1])
            return kept[0]
        return await self._built(delivery)

    async def _built(self, delivery: Delivery) -> Draft | None:
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

    async def render(self, event: Event) -> bytes | None:
        """The envelope of an event for those who listen: without the number that endpoints count by."""
        kept = self._kept.get(event.id)
        if kept is not None:
            await self._check(event)
            return kept[0].plain()
        told = await self._subjects.about(event)
        return (await self._draft(told)).plain() if told else None

    async def _check(self, event: Event) -> None:
        """Raise Withheld, and forget the draft, if the event may no longer be told."""
        try:
            await self._subjects.check(event)
        except Withheld:
            self._kept.pop(event.id, None)
            raise

    async def _make(self, delivery: Delivery) -> tuple[Draft, Event] | None:
        told = await self._subjects.of(delivery)
        return (await self._draft(told), told.event) if told else None

    async def _draft(self, told: Told) -> Draft:
        hunks: tuple[Hunk, ...] = ()
        if told.old is not None and told.new is not None:
            hunks = hunks_of(await self._compare(told.old, told.new))
        return draft(told.event, about=told.about, hunks=hunks, base_url=self._base_url)
