"""Sources, as declared and as their looks found them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from monitor.model import (
    Event,
    EventType,
    Source,
    SourceId,
    SourceState,
)


@dataclass(frozen=True, slots=True)
class SourceNote:
    """The outcome of a look at a source."""

    source: SourceId
    look_id: str
    ok: bool
    state: SourceState  # the new state; its validators are kept only if ok
    event: EventType | None = None  # SOURCE_FAILING, SOURCE_RECOVERED, SOURCE_QUIET, SOURCE_DEGRADED
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RuleNote:
    """What a look at an article found of its site's rule."""

    source: SourceId
    rule: str
    held: bool  # False: it matched nothing, and the generic chain has read the page
    detail: str = ""
    page: str = ""  # article and number of the look; one that is told twice counts once, "" = never seen before


class SourceBook(Protocol):
    """The declared sources and their states."""

    async def put(self, source: Source) -> bool:
        """Add or replace the declaration; the state stays. True if it was new."""
        ...

    async def get(self, source: SourceId) -> Source | None:
        """The declaration."""
        ...

    async def all(self, *, archived: bool = False) -> list[Source]:
        """All declarations by name; archived ones only if asked for."""
        ...

    async def states(self, sources: Sequence[SourceId]) -> dict[SourceId, SourceState]:
        """States; a source without looks has SourceState()."""
        ...

    async def record(self, note: SourceNote) -> Event | None:
        """Keep the outcome of a look, with the event it makes."""
        ...

    async def heed_rule(self, note: RuleNote) -> Event | None:
        """Count the pages in a row on which a rule did not hold, with the event that this makes.

        The third makes SOURCE_FAILING, the next that does hold SOURCE_RECOVERED. A rule that holds writes nothing.
        """
        ...

    async def events(self, source: SourceId) -> tuple[Event, ...]:
        """All events of the source, oldest first."""
        ...
