"""Dates as feeds and sitemaps write them, to UTC; a wrong one is None."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

EARLIEST_YEAR: Final = 1990  # before the web a date of an entry is a mistake
LATEST_YEAR: Final = 2200


def parse(text: str) -> datetime | None:
    """The moment that a date of RFC 822 or ISO 8601 names, in UTC; None if it names none."""
    text = text.strip()
    for reader in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = reader(text)
            found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
        if EARLIEST_YEAR <= found.year < LATEST_YEAR:
            return found
    return None
