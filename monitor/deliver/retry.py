"""When to try again, when to slow down, when to give up. Pure: the dice come in as an argument."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from monitor.model import Attempt, Streak

_M, _H = 60.0, 3600.0
# the wait before the first, second, third ... attempt
DELAYS_S: Final = (0.0, 5.0, 5 * _M, 30 * _M, 2 * _H, 5 * _H, 10 * _H, 14 * _H, 20 * _H, 24 * _H)
SPREAD: Final = 0.2  # added at most, so that endpoints of one host do not come back all at once
SLOWING: Final = frozenset({429, 502, 504})
MAX_PAUSE_S: Final = 300.0

DISABLED_AFTER: Final = timedelta(days=5)
MIN_FAILURES: Final = 2
MIN_SPAN: Final = timedelta(hours=12)


def next_wait_s(tries: int, *, dice: float, retry_after_s: float | None = None) -> float | None:
    """Seconds until the next attempt after `tries` made, None = none; `dice` is 0 <= x < 1.

    What the receiver asks for counts between the base delay and twice it.
    """
    if tries >= len(DELAYS_S):
        return None
    base_s = DELAYS_S[tries]
    wait_s = base_s * (1 + SPREAD * dice)
    return min(max(wait_s, retry_after_s or 0.0), 2 * base_s)


def pause_s(attempt: Attempt, wait_s: float | None) -> float:
    """Seconds for which the whole endpoint is left alone: it is overloaded (429, 502, 504) or hangs."""
    hangs = attempt.status == 0 and attempt.detail.startswith(TIMED_OUT)
    if attempt.ok or not (hangs or attempt.status in SLOWING):
        return 0.0
    return min(max(wait_s or 0.0, DELAYS_S[1]), MAX_PAUSE_S)


TIMED_OUT: Final = "no answer in time"  # how the detail of an attempt begins


def is_given_up(streak: Streak, now: datetime) -> bool:
    """True after five days of nothing but failures, at least two and at least twelve hours apart."""
    if streak.first is None or streak.last is None or streak.failures < MIN_FAILURES:
        return False
    return now - streak.first >= DISABLED_AFTER and streak.last - streak.first >= MIN_SPAN


def retry_after(header: str, now: datetime) -> float | None:
    """Seconds that a Retry-After header (RFC 9110) asks for, None if it says nothing readable."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((aware - now).total_seconds(), 0.0)
