"""Boxes of a source that turn: places whose content is another one with every request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

MIN_ARTICLES: Final = 2  # on which a box must have turned before it is left out of all pages of its source
MIN_TIMES: Final = 3  # or so often on one
FORGOTTEN_AFTER: Final = timedelta(days=30)  # since it last turned


@dataclass(frozen=True, slots=True)
class TurningBox:
    """One place, told by tags and names, and how often its content differed between two looks a moment apart."""

    path: str
    times: int
    articles: int
    last: datetime

    def is_left_out(self, now: datetime) -> bool:
        """True if what stands there is no part of a text for now."""
        seen = self.articles >= MIN_ARTICLES or self.times >= MIN_TIMES
        return seen and now - self.last < FORGOTTEN_AFTER
