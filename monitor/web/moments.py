"""Times and spans as the pages show them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from markupsafe import Markup, escape

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PRECISE_BELOW: Final = timedelta(minutes=10)  # of an interval: below it the seconds matter
_NEARLY: Final = 0.99  # 59 minutes and 50 seconds are called an hour
_UNITS: Final = (
    (31_557_600, "year"),
    (2_629_800, "month"),
    (86_400, "day"),
    (3_600, "hour"),
    (60, "minute"),
)


def span(length: timedelta) -> str:
    """A span in its largest unit.

    >>> span(timedelta(minutes=125))
    'about 2 hours'
    >>> span(timedelta(minutes=59, seconds=50))
    'about 1 hour'
    """
    seconds = max(0, round(length.total_seconds()))
    for size, unit in _UNITS:
        number = round(seconds / size)
        if seconds >= size * _NEARLY and number:
            return f"about {number} {unit}{'' if number == 1 else 's'}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"


def stamp(at: datetime | None, *, precise: bool = False) -> Markup:
    """A <time> element: local time for reading, UTC in its title; a script turns it to the reader's own zone."""
    if at is None:
        return Markup("never")
    utc = at.astimezone(UTC)
    return Markup('<time datetime="{}" title="{}"{}>{}</time>').format(
        utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        utc.strftime("%Y-%m-%d %H:%M:%S UTC"),
        Markup(' data-precise=""') if precise else "",
        local(at, precise=precise),
    )


def said(moment: str) -> Markup:
    """A time as the outlet says it (ISO 8601, perhaps only a day), as a <time> element where it can be read."""
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return escape(moment) if moment else Markup("not said")
    if at.tzinfo is None or len(moment) <= len("2026-11-24"):
        return Markup('<time datetime="{}">{}</time>').format(moment, moment.replace("T", " "))
    return stamp(at)


def local(at: datetime, *, precise: bool = False) -> str:
    """Local time in words: "14 May 2026, 10:00"."""
    here = at.astimezone()
    clock = here.strftime("%H:%M:%S" if precise else "%H:%M")
    return f"{here.day} {MONTHS[here.month - 1]} {here.year}, {clock}"


def utc(at: datetime) -> str:
    """UTC in words, for pictures and mails: "14 May 2026, 10:00"."""
    there = at.astimezone(UTC)
    return f"{there.day} {MONTHS[there.month - 1]} {there.year}, {there:%H:%M}"


def interval(not_before: datetime, not_after: datetime) -> Markup:
    """When an edit happened: never as one moment."""
    precise = not_after - not_before < PRECISE_BELOW
    return Markup("edited between {} and {}").format(
        stamp(not_before, precise=precise), stamp(not_after, precise=precise)
    )
