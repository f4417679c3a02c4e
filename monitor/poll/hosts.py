"""Politeness towards a host: how long to leave it alone after an answer."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Final

from monitor.model import FetchFailed, FetchReason, FetchResult, Response

SLOW_DOWN: Final = frozenset({429, 503})
HOST_FAILURES: Final = frozenset(
    {FetchReason.TIMEOUT, FetchReason.DNS, FetchReason.CONNECT, FetchReason.TLS, FetchReason.PROTOCOL}
)
MIN_BLOCK_S: Final = 60.0
BREAKER: Final = 5  # failures in a row from which a host is left alone and then probed; frontier_shard.lua has it too
DOUBT_S: Final = 7 * 86_400.0  # for which a host that was caught with a false 304 gets no conditional requests
MAX_BLOCK_S: Final = 6 * 3_600.0
MAX_RETRY_AFTER_S: Final = 7 * 86_400.0
MAX_PACE_S: Final = 120.0
RESPONSE_TIMES: Final = 5.0  # a slow host is left alone for as many of its response times
FREE_BELOW_S: Final = 0.2  # an answer as fast as this is no sign of a slow host


def retry_after_s(result: FetchResult | None, *, now: datetime) -> float | None:
    """Seconds that a 429 or 503 asks for (RFC 9110, 10.2.3: seconds or a date), None if it does not."""
    if not isinstance(result, Response) or result.status not in SLOW_DOWN:
        return None
    text = result.header("retry-after").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), MAX_RETRY_AFTER_S)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return min(max(0.0, (at - now).total_seconds()), MAX_RETRY_AFTER_S)


class Sign(StrEnum):
    """What an answer says of the host, whatever it says of the page."""

    WELL = "well"
    ASKED = "asked"  # a 429 or 503 that says for how long to stay away
    SLOW_DOWN = "slow_down"  # one that does not
    FAILED = "failed"
    NOTHING = "nothing"  # robots.txt, a bad address: the host was not asked, or is not to blame


def sign_of(result: FetchResult, *, now: datetime) -> Sign:
    """What an answer says of the host that gave it, or did not."""
    match result:
        case FetchFailed(reason=reason):
            return Sign.FAILED if reason in HOST_FAILURES else Sign.NOTHING
        case Response(status=status) if status in SLOW_DOWN:
            return Sign.SLOW_DOWN if retry_after_s(result, now=now) is None else Sign.ASKED
        case Response(status=status) if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return Sign.FAILED
    return Sign.WELL


def backoff_s(failures: int, *, dice: float) -> float:
    """The wait after so many failures in a row: from one minute, trebling with jitter, at most six hours."""
    top = min(MAX_BLOCK_S, MIN_BLOCK_S * 3.0 ** min(failures, 10))
    return MIN_BLOCK_S + dice * (top - MIN_BLOCK_S)


def pace_s(shortest_s: float, crawl_delay_s: float, elapsed_s: float) -> float:
    """Seconds until the host may be asked again after an ordinary answer."""
    slow_s = RESPONSE_TIMES * elapsed_s if elapsed_s > FREE_BELOW_S and shortest_s > 0 else 0.0
    return min(MAX_PACE_S, max(shortest_s, crawl_delay_s, slow_s))
