"""What a filter would have let through: tried on the latest events before anybody is told anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from monitor.deliver.background import Background
from monitor.event.filters import Saved, asks_of_article, asks_of_words, matches
from monitor.model import Event, EventType, Filter
from monitor.ports import Catalog

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


async def rehearse(wanted: Filter, catalog: Catalog, background: Background, saved: Saved, *, last: int) -> Rehearsal:
    """Try a filter on the latest events of articles, at most MOST of them."""
    seen: list[Event] = []
    cursor = ""
    while len(seen) < min(last, MOST):
        page = await catalog.events(types=TRIED, cursor=cursor, limit=min(PAGE, min(last, MOST) - len(seen)))
        seen += page.items
        cursor = page.next
        if not cursor:
            break
    passed = [event for event in seen if await passes(wanted, event, background, saved)]
    span = max(e.at for e in seen) - min(e.at for e in seen) if seen else timedelta()
    return Rehearsal(len(seen), tuple(passed), span)


async def passes(wanted: Filter, event: Event, background: Background, saved: Saved) -> bool:
    """True if the event passes the filter, the article's own facts read only where they matter."""
    facts = await background.of(event)
    if not matches(wanted, event, facts, saved=saved):
        return False
    if event.change is None or not asks_of_article(wanted, saved):
        return True
    facts = await background.complete(facts, event, words=asks_of_words(wanted, saved))
    return matches(wanted, event, facts, saved=saved)
