"""The latest events that a filter passes, a withdrawn change told once: under its own id, saying so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from monitor.event.filters import Saved, asks_of_article, asks_of_words, matches
from monitor.model import ArticleId, Event, EventType, Filter, SourceId
from monitor.web.services import Services

LISTED: Final = (EventType.CHANGED, EventType.UNAVAILABLE, EventType.RESTORED, EventType.WITHDRAWN)
PAGE: Final = 100
ROUNDS: Final = 25  # pages of the store that one feed may look through


@dataclass(frozen=True, slots=True)
class Told:
    """An event of a feed; `withdrawn` is when somebody marked it as no edit, and why."""

    event: Event
    withdrawn: datetime | None = None
    why: str = ""

    @property
    def updated(self) -> datetime:
        """When its item last changed."""
        return self.withdrawn or self.event.at


async def latest(services: Services, wanted: Filter, *, source: SourceId | None = None, limit: int = 30) -> list[Told]:
    """Newest first; what is withdrawn stands where its withdrawal does."""
    saved = await services.filters.filters() if wanted.saved else {}
    found: list[Event] = []
    cursor = ""
    for _ in range(ROUNDS):
        page = await services.catalog.events(types=LISTED, source=source, cursor=cursor, limit=PAGE)
        told_of = [event for event in page.items if not event.withheld]
        found += [event for event in told_of if await passes(services, wanted, event, saved)]
        cursor = page.next
        if not cursor or len(found) >= limit:
            break
    return await told(services, found[:limit])


async def told(services: Services, events: Sequence[Event]) -> list[Told]:
    """Events newest first, each withdrawn change once, under the id that it had."""
    out: list[Told] = []
    withdrawn: set[tuple[str, int, int]] = set()
    for event in events:
        if event.type is EventType.WITHDRAWN:
            original = await _original(services, event)
            if original is not None and _pair(event) not in withdrawn:
                withdrawn.add(_pair(event))
                out.append(Told(original, event.at, event.detail))
        elif event.change is None or _pair(event) not in withdrawn:
            out.append(Told(event))
    return out


async def passes(services: Services, wanted: Filter, event: Event, saved: Saved) -> bool:
    """True if the filter passes the event; the article is read only where the filter asks about it."""
    facts = await services.facts(event, asks_of_article(wanted, saved), asks_of_words(wanted, saved))
    return matches(wanted, event, facts, saved=saved)


async def _original(services: Services, withdrawal: Event) -> Event | None:
    for event in reversed(await services.archive.events(ArticleId(withdrawal.subject))):
        if event.type is EventType.CHANGED and _pair(event) == _pair(withdrawal) and not event.withheld:
            return event
    return None


def _pair(event: Event) -> tuple[str, int, int]:
    change = event.change
    return (event.subject, change.from_version, change.to_version) if change else (event.subject, 0, 0)
