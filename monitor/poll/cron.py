"""Cron lines as cron reads them: Sunday is 0 and 7, and of two days that are named either will do.

APScheduler's own reader counts weekdays from Monday = 0 and wants both days at once, so "1-5" would be Tuesday to
Saturday.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger

from monitor.errors import SettingsError

FIELDS: Final = ("minute", "hour", "day", "month", "day_of_week")
NAMES: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")  # by cron's number
_DAYS: Final = re.compile(r"(?:\*|(?P<first>\d+)(?:-(?P<last>\d+))?)(?:/(?P<step>\d+))?")


@lru_cache(maxsize=256)
def cron(line: str, timezone: str = "UTC") -> BaseTrigger:
    """The trigger of a cron line; raises SettingsError if it is none."""
    try:
        minute, hour, day, month, weekday = line.split()
        weekdays = ",".join(map(_weekdays, weekday.split(",")))
        fields = dict(zip(FIELDS, (minute, hour, day, month, weekdays), strict=True))
        if day.startswith("*") or weekday.startswith("*"):
            return CronTrigger(timezone=timezone, **fields)
        by_date, by_weekday = fields | {"day_of_week": "*"}, fields | {"day": "*"}
        return OrTrigger([CronTrigger(timezone=timezone, **one) for one in (by_date, by_weekday)])
    except (ValueError, TypeError) as error:
        said = str(error) if len(line.split()) == len(FIELDS) else "expected minute, hour, day, month and weekday"
        raise SettingsError("cron", f"{line!r} is not a cron line: {said}") from error


def _weekdays(part: str) -> str:
    """A part of the weekday field with its numbers as names; names stay as they are.

    >>> _weekdays("1-5"), _weekdays("7"), _weekdays("*"), _weekdays("sat-sun")
    ('mon,tue,wed,thu,fri', 'sun', '*', 'sat-sun')
    """
    found = _DAYS.fullmatch(part)
    if found is None or part == "*":
        return part
    first, step = int(found["first"] or 0), int(found["step"] or 1)
    open_end = 6 if found["first"] is None or found["step"] else first
    last = int(found["last"] or open_end)
    if not first <= last < len(NAMES) or not step:
        raise ValueError(f"the weekday {part!r}: 0 (Sunday) to 7 (Sunday again)")
    return ",".join(dict.fromkeys(NAMES[first : last + 1 : step]))
