"""The hours and periods of a pace in its time zone, and its words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from monitor.model import Pace, Rhythm

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# the ready-made subscription `worth-a-look`: little noise, and what is beyond the limits comes counted in one message
WORTH_A_LOOK: Final = Pace(per_hour=6, per_day=30, apart_s=1_800)
WORTH_A_LOOK_WEIGHT: Final = 60
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def quiet_until(pace: Pace, now: datetime) -> datetime | None:
    """The end of the quiet hours that `now` lies in, None outside of them. A zone's summer time is minded."""
    if not pace.quiet:
        return None
    begin, end = hours(pace.quiet)
    zone = zone_of(pace.zone)
    here = now.astimezone(zone)
    for day in (here.date() - DAY, here.date()):
        first = _local(day, begin, zone)
        last = _local(day if end > begin else day + DAY, end, zone)
        if first <= now < last:
            return last
    return None


def period_end(pace: Pace, queued: datetime) -> datetime:
    """When the digest comes that tells of something queued then."""
    if pace.rhythm is Rhythm.HOURLY:
        whole = queued.replace(minute=0, second=0, microsecond=0)
        return whole + HOUR
    zone, at = zone_of(pace.zone), clock(pace.at)
    day = queued.astimezone(zone).date()
    for ahead in range(9):
        moment = _local(day + ahead * DAY, at, zone)
        is_day = pace.rhythm is not Rhythm.WEEKLY or (day + ahead * DAY).weekday() == 0
        if is_day and moment > queued:
            return moment
    return queued + 7 * DAY


def worth_a_look(pace: Pace) -> Pace:
    """The pace with the limits of `worth-a-look` where it has none of its own."""
    usual = WORTH_A_LOOK
    return replace(
        pace,
        per_hour=pace.per_hour or usual.per_hour,
        per_day=pace.per_day or usual.per_day,
        apart_s=pace.apart_s or usual.apart_s,
    )


def clock(text: str) -> time:
    """An hour of the day, "08:00"; raises ValueError."""
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise ValueError(f"expected an hour such as 08:00, got {text[:40]!r}")
    return time(int(found[1]), int(found[2]))


def hours(text: str) -> tuple[time, time]:
    """Hours from when to when, "22:00-07:00"; raises ValueError."""
    begin, dash, end = text.partition("-")
    if not dash or begin == end:
        raise ValueError(f"expected hours such as 22:00-07:00, got {text[:40]!r}")
    return clock(begin), clock(end)


@lru_cache(maxsize=1_000)
def zone_of(name: str) -> ZoneInfo:
    """The IANA time zone; raises ValueError."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name[:40]!r} is no IANA time zone; write one such as Europe/Berlin") from None


def known_pace(field: str, value: str) -> str:
    """A value of a pace's field (zone, quiet, at); raises ValueError that says what was expected."""
    if field == "zone":
        zone_of(value)
    elif field == "at":
        clock(value)
    elif field == "quiet" and value:
        hours(value)
    return value


def pace_in_words(pace: Pace) -> str:
    """A pace beyond what everybody has; "" = at once."""
    usual = Pace()
    told = [pace.rhythm.value] if pace.rhythm is not usual.rhythm else []
    if pace.rhythm in {Rhythm.DAILY, Rhythm.WEEKLY}:
        told.append(f"at {pace.at}")
    told += [f"quiet {pace.quiet}"] if pace.quiet else []
    told += [pace.zone] if told and pace.zone != usual.zone else []
    told += [f"at most {pace.per_hour} an hour"] if pace.per_hour else []
    told += [f"at most {pace.per_day} a day"] if pace.per_day else []
    told += [f"one per article in {pace.apart_s // 60} min"] if pace.apart_s else []
    return ", ".join(told)


def _local(day: date, at: time, zone: ZoneInfo) -> datetime:
    """That hour of that day in that zone, in UTC; an hour that summer time skips is the one after it."""
    return datetime.combine(day, at, zone).astimezone(UTC)
