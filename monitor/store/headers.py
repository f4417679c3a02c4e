"""HTTP headers as evidence, small: known names, dates, common values and quoted hex take few bytes, all verbatim."""

from __future__ import annotations

import calendar
import re
import time
from typing import Final

from monitor.store.wire import Reader, put_number, put_text

# The place in these tables is what is stored: only ever add at the end.
NAMES: Final = (
    "date",
    "last-modified",
    "etag",
    "content-type",
    "age",
    "server",
    "x-cache",
    "via",
    "content-length",
    "expires",
    "cache-control",
    "content-language",
    "vary",
)
VALUES: Final = (
    "text/html; charset=utf-8",
    "text/html; charset=UTF-8",
    "text/html;charset=utf-8",
    "text/html;charset=UTF-8",
    "text/html",
    "application/xhtml+xml",
    "nginx",
    "Apache",
    "cloudflare",
    "openresty",
    "AmazonS3",
    "Varnish",
    "Caddy",
    "HIT",
    "MISS",
    "HIT, HIT",
    "MISS, HIT",
    "MISS, MISS",
    "1.1 varnish",
    "1.1 varnish, 1.1 varnish",
    "1.1 google",
    "0",
    "text/html; charset=iso-8859-1",
    "text/html; charset=ISO-8859-1",
)
_NAME_CODES: Final = {name: code for code, name in enumerate(NAMES, 1)}
_VALUE_CODES: Final = {value: code for code, value in enumerate(VALUES)}
_TEXT, _DATE, _COMMON, _QUOTED, _WEAK = range(5)
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HTTP_DATE: Final = re.compile(r"[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT\Z")
_TAG: Final = re.compile(r'(W/)?"((?:[0-9a-f]{2})+)"\Z')


def format_date(seconds: int) -> str:
    """Seconds since 1970 as an HTTP date (RFC 9110, 5.6.7)."""
    year, month, day, hour, minute, second, weekday, *_ = time.gmtime(seconds)
    return f"{_DAYS[weekday]}, {day:02d} {_MONTHS[month - 1]} {year:04d} {hour:02d}:{minute:02d}:{second:02d} GMT"


def parse_date(value: str) -> int | None:
    """Seconds since 1970, only if `format_date` gives exactly this value back."""
    match = _HTTP_DATE.match(value)
    if match is None or match[2] not in _MONTHS:
        return None
    day, month, year, hour, minute, second = match.groups()
    try:
        parts = (int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second))
        seconds = calendar.timegm(parts)
    except (ValueError, OverflowError):
        return None
    return seconds if seconds >= 0 and format_date(seconds) == value else None


def put_value(out: bytearray, value: str) -> None:
    """One header's value: a byte that says how, then the value."""
    if (code := _VALUE_CODES.get(value)) is not None:
        out += bytes((_COMMON, code))
    elif (seconds := parse_date(value)) is not None:
        out.append(_DATE)
        put_number(out, seconds)
    elif match := _TAG.match(value):
        out.append(_WEAK if match[1] else _QUOTED)
        put_text(out, match[2])
    else:
        out.append(_TEXT)
        put_text(out, value)


def read_value(reader: Reader) -> str:
    """The value that `put_value` wrote."""
    how = reader.take(1)[0]
    match how:
        case 0:
            return reader.text()
        case 1:
            return format_date(reader.number())
        case 2:
            return VALUES[reader.take(1)[0]]
        case 3:
            return f'"{reader.text()}"'
        case 4:
            return f'W/"{reader.text()}"'
    raise ValueError(f"a header is written in an unknown way: {how}")


def put_headers(out: bytearray, headers: tuple[tuple[str, str], ...]) -> None:
    """How many, then name and value of each."""
    put_number(out, len(headers))
    for name, value in headers:
        code = _NAME_CODES.get(name, 0)
        out.append(code)
        if not code:
            put_text(out, name)
        put_value(out, value)


def read_headers(reader: Reader) -> tuple[tuple[str, str], ...]:
    """The headers that `put_headers` wrote."""
    found = []
    for _ in range(reader.number()):
        code = reader.take(1)[0]
        name = NAMES[code - 1] if code else reader.text()
        found.append((name, read_value(reader)))
    return tuple(found)
