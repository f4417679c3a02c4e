"""What holds for every look, and what a single look is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from monitor.model import Away, Networks, SourceId, Switches


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds for every request and every look."""

    max_bytes: int = 10_000_000
    total_s: float = 30.0
    max_redirects: int = 5
    pace_s: float = 1.0  # between two requests to a host
    confirm_after_s: float = 60.0
    confirm_announced: bool = False  # look a second time even where somebody announced the change
    sitemaps_per_look: int = 10
    spread_s_per_article: float = 2.0  # first looks at new articles of a source
    networks: Networks = field(default_factory=dict)

    def spread_s(self, articles: int) -> float:
        """Over how long the first looks at so many new articles are spread."""
        return self.spread_s_per_article * articles

    def networks_of(self, *sources: SourceId) -> tuple[str, ...]:
        """The private networks that what these sources list may lie in."""
        return tuple(dict.fromkeys(network for source in sources for network in self.networks.get(source, ())))


@dataclass(frozen=True, slots=True)
class Look:
    """One look under way; `confirm`: a change must be seen twice before it counts."""

    id: str
    at: datetime
    confirm: bool
    unconditional: bool = False  # a closing look: the server's word that nothing changed is not enough
    fields: Switches = ()  # what counts as a change, where that is not the usual
    last: bool = False  # the last planned look: the article is finished if it still stands as it was
    away: tuple[Away, ...] = ()  # spans in which nothing was looked at
