"""Times and sentences as people read them in a terminal; other words are those of the pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from monitor.model import Away, Planned
from monitor.poll.explaining import held_until

MOST_AWAY: Final = 5  # times away that a command tells, the newest
NOTHING_WATCHED: Final = "Nothing is watched yet. To begin: redline add https://example.org/"


def moment(at: datetime | None) -> str:
    """Local date and time, with its offset.

    >>> moment(None)
    'never'
    """
    return at.astimezone().strftime("%Y-%m-%d %H:%M:%S %z") if at else "never"


def plan_words(planned: Planned, *, now: datetime) -> str:
    """When something is checked next, as its plan has it."""
    if planned.quarantined:
        return "set aside after 3 crashes; tried once a day"
    if planned.leased:
        return "being checked now"
    if held := held_until(planned, now=now):
        return f"next check {moment(held)}: until then its site is left alone"
    return f"next check {moment(planned.due)}" if planned.due else "no more checks planned"


def away_words(span: Away) -> str:
    """A time in which nothing was checked: "not watching 23:10 to 07:40: this machine slept"."""
    since, until = span.since.astimezone(), span.until.astimezone()
    end = f"{until:%H:%M}" if until.date() == since.date() else f"{until:%Y-%m-%d %H:%M}"
    return f"not watching {since:%Y-%m-%d %H:%M} to {end}: {span.why}"


def ago(span: timedelta) -> str:
    """A span in its largest unit.

    >>> ago(timedelta(minutes=125))
    'about 2 hours'
    """
    seconds = max(0, round(span.total_seconds()))
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            number = round(seconds / size)
            return f"about {number} {unit}{'s' if number != 1 else ''}"
    return f"{seconds} second{'s' if seconds != 1 else ''}"
