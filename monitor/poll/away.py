"""Spans in which nothing was looked at: their time counts for nothing, and what is found after them is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from monitor.model import Away

LATE_AFTER: Final = timedelta(hours=1)  # a change found after a longer span away is late


class AwayLog:
    """The spans away as one process knows them; others bring them from the store."""

    __slots__ = ("spans",)

    def __init__(self, spans: tuple[Away, ...] = ()) -> None:
        self.spans = spans


def stood(since: datetime, now: datetime, away: Sequence[Away]) -> timedelta:
    """The time between the two in which looks were made."""
    return max(timedelta(0), now - since) - sum((_overlap(span, since, now) for span in away), timedelta(0))


def is_late(last_confirmed: datetime | None, found: datetime, away: Sequence[Away]) -> bool:
    """True if a long span away lies between the last look that found the old text and the one that found the new."""
    if last_confirmed is None:
        return False
    return any(
        span.until - span.since > LATE_AFTER and _overlap(span, last_confirmed, found) > timedelta(0) for span in away
    )


def _overlap(span: Away, since: datetime, until: datetime) -> timedelta:
    return max(timedelta(0), min(span.until, until) - max(span.since, since))
