"""When a source that lists nothing new is strangely quiet: its own rhythm by weekday and time of day is learned.

Counted are looks that found a new link, not links, since newsrooms publish in clumps. The number to be expected since
the last one is added up look by look; a source is quiet when it reaches 3 ("three usual gaps at that hour and weekday")
and is so large that a source as busy as this one shows it by chance less than once in a year.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from monitor.model import Habit

BIN_H: Final = 3
BINS: Final = 7 * 24 // BIN_H
USUAL_GAPS: Final = 3.0
CHANCE_A_YEAR: Final = 0.5  # false alarms
LEARNED_H: Final = 14 * 24.0  # before it nothing is said
MEMORY_H: Final = 12 * 7 * 24.0
LONGEST_SPAN: Final = timedelta(hours=6)  # between two looks: after a longer one nobody watched
PRIOR_H: Final = 3.0  # hours at the mean rate that stand for a time of the week that is not known yet


def after_look(rhythm: Habit, before: datetime | None, now: datetime, *, new: bool) -> Habit:
    """The rhythm after one more look that went well."""
    if before is None or now - before > LONGEST_SPAN or now <= before:
        return replace(rhythm, expected=0.0 if new else rhythm.expected, newest=now if new else rhythm.newest)
    hours = (now - before) / timedelta(hours=1)
    at = bin_of(before + (now - before) / 2)
    found, watched = list(rhythm.found or (0.0,) * BINS), list(rhythm.watched or (0.0,) * BINS)
    expected = rhythm.expected + rate(rhythm, at) * hours
    found[at] += new
    watched[at] += hours
    keep = min(1.0, MEMORY_H / max(sum(watched), 1.0))
    return Habit(
        tuple(round(value * keep, 4) for value in found),
        tuple(round(value * keep, 4) for value in watched),
        0.0 if new else expected,
        now if new else rhythm.newest,
        rhythm.quiet and not new,
    )


def is_quiet(rhythm: Habit) -> bool:
    """True if a new link is long overdue."""
    if rhythm.expected < USUAL_GAPS or sum(rhythm.watched) < LEARNED_H:
        return False
    a_year = sum(rhythm.found) / sum(rhythm.watched) * 24 * 365
    return rhythm.expected >= max(USUAL_GAPS, math.log(max(a_year, 1.0) / CHANCE_A_YEAR))


def rate(rhythm: Habit, at: int) -> float:
    """Looks with something new per hour, at this time of the week."""
    if not rhythm.watched:
        return 0.0
    mean = sum(rhythm.found) / max(sum(rhythm.watched), 1.0)
    return (rhythm.found[at] + PRIOR_H * mean) / (rhythm.watched[at] + PRIOR_H)


def bin_of(at: datetime) -> int:
    """The time of the week, UTC, in steps of three hours."""
    there = at.astimezone(UTC)
    return there.weekday() * (24 // BIN_H) + there.hour // BIN_H
