"""What a filter would have let through: tried on the latest events before anybody is told anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from monitor.deliver.tags import Tags
from monitor.event.filters import matches
from monitor.model import Event, EventType, Filter
from monitor.ports import Catalog, SourceBook

MOST: Final = 10_000  # events
PAGE: Final = 200
TRIED: Final = tuple(EventType)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The outcome of a trial."""

    tried: int  # events looked at
    passed: tuple[Event, ...]  # newest first
    span: timedelta  # from the oldest of them to the newest

    @property
    def per_day(self) -> float | None:
        """How many would pass on a day like those; None where the events span less than an hour."""
        return len(self.passed) / (self.span / _DAY) if self.span >= _DAY / 24 else None


async def rehearse(wanted: Filter, catalog: Catalog, book: SourceBook, *, last: int) -> Rehearsal:
    """Try a filter on the latest events of articles, at most MOST of them."""
    tags = Tags(book)
    seen: list[Event] = []
    cursor = ""
    while len(seen) < min(last, MOST):
        page = await catalog.events(types=TRIED, cursor=cursor, limit=min(PAGE, min(last, MOST) - len(seen)))
        seen += page.items
        cursor = page.next
        if not cursor:
            break
    passed = [event for event in seen if matches(wanted, event, tags=await tags.of(event.sources))]
    span = max(e.at for e in seen) - min(e.at for e in seen) if seen else timedelta()
    return Rehearsal(len(seen), tuple(passed), span)
