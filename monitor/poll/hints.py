"""What a publisher's headers say about how often to ask: floors for feeds, within five minutes and a day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from monitor.model import FetchFailed, FetchResult

MIN_HINT_S: Final = 300.0
MAX_HINT_S: Final = 86_400.0
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def header_hint_s(result: FetchResult | None, *, now: datetime) -> float:
    """Seconds for which the answer says it stays fresh (RFC 9111: max-age, less Age, before Expires); 0 = nothing."""
    if result is None or isinstance(result, FetchFailed):
        return 0.0
    headers = dict(reversed(result.headers))
    control = headers.get("cache-control", "")
    if re.search(r"no-cache|no-store", control, re.IGNORECASE):
        return 0.0
    fresh = _MAX_AGE.search(control)
    if fresh:
        age = headers.get("age", "").strip()
        return _bounded(float(fresh[1]) - (float(age[:9]) if age.isdigit() else 0.0))
    expires = _date(headers.get("expires", ""))
    if expires is None:
        return 0.0
    return _bounded((expires - (_date(headers.get("date", "")) or now)).total_seconds())


def bounded_hint_s(seconds: float) -> float:
    """A hint that is obeyed: none below five minutes, a day at most."""
    return _bounded(seconds)


def past_skipped_s(wait_s: float, hours: Sequence[int], days: Sequence[int], *, now: datetime) -> float:
    """The wait, made longer where it would end in an hour or on a day that the publisher skips; at most a day."""
    if not hours and not days:
        return wait_s
    begun = at = now.astimezone(UTC) + timedelta(seconds=wait_s)
    while (at.hour in hours or at.weekday() in days) and (at - now).total_seconds() < MAX_HINT_S:
        at = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return wait_s + min((at - begun).total_seconds(), max(0.0, MAX_HINT_S - wait_s))


def _bounded(seconds: float) -> float:
    return min(seconds, MAX_HINT_S) if seconds >= MIN_HINT_S else 0.0


def _date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at
