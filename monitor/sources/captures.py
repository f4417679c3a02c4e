"""What a web archive has of an address: the lists of CDX servers and Memento TimeMaps (RFC 7089)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from monitor.errors import ParseError

MAX_CAPTURES: Final = 100_000
_FIELDS: Final = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")  # of a plain line
_NAMES: Final = {"url": "original", "mime": "mimetype", "status": "statuscode"}  # as pywb calls them
_STAMP: Final = re.compile(r"\d{4,14}")
_MEMENTO: Final = re.compile(r'<([^<>]*/(\d{14})(?:[a-z]{2}_)?/([^<>]*))>\s*;[^<]*?rel="[^"]*\bmemento\b[^"]*"')
_PAGES: Final = ("text/html", "application/xhtml+xml", "warc/revisit", "unk", "-", "")


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture of one address."""

    timestamp: str  # YYYYMMDDhhmmss
    url: str  # as it was captured
    status: str = ""  # "" = the list does not say
    mimetype: str = ""
    digest: str = ""  # of the body; the same digest is the same body

    @property
    def at(self) -> datetime:
        """When it was captured."""
        return moment(self.timestamp)

    @property
    def may_be_page(self) -> bool:
        """True unless the list says that it is an error, a redirect or no page."""
        return self.status in {"", "-", "200"} and self.mimetype.partition(";")[0].strip() in _PAGES


def moment(timestamp: str) -> datetime:
    """The moment of a timestamp, missing digits as low as they can be; raises ValueError."""
    filled = timestamp + "00000101000000"[len(timestamp) :]
    return datetime.strptime(filled, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def read_index(body: bytes) -> list[Capture]:
    """The captures that a CDX server lists (JSON in rows or lines, plain lines), oldest first; raises ParseError."""
    text = body.decode("utf-8", "replace").strip()
    if not text or text == "[]":
        return []
    try:
        rows = list(_rows(text))
        found = [_capture(row, number) for number, row in enumerate(rows, 1)]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ParseError(f"this is no list of captures: {error}") from error
    return in_order(found)


def read_timemap(body: bytes) -> list[Capture]:
    """The captures that a TimeMap in link format lists, oldest first."""
    text = body.decode("utf-8", "replace")
    return in_order([Capture(match[2], match[3]) for match in _MEMENTO.finditer(text)])


def in_order(captures: Sequence[Capture]) -> list[Capture]:
    """Oldest first, each moment once; at most MAX_CAPTURES."""
    by_moment = {one.timestamp: one for one in reversed(captures)}
    return sorted(by_moment.values(), key=lambda one: one.timestamp)[:MAX_CAPTURES]


def _rows(text: str) -> Iterator[Mapping[str, Any]]:
    if text.startswith("[["):
        names, *rows = json.loads(text)
        for row in rows:
            if row:  # an empty row stands before a resumption key
                yield dict(zip(names, row, strict=False))
            else:
                return
    elif text.startswith("{"):
        for line in text.splitlines():
            yield {_NAMES.get(name, name): value for name, value in json.loads(line).items()}
    else:
        for line in text.splitlines():
            if line.strip():
                yield dict(zip(_FIELDS, line.split(" "), strict=False))


def _capture(row: Mapping[str, Any], number: int) -> Capture:
    timestamp = str(row["timestamp"])
    if not _STAMP.fullmatch(timestamp):
        raise ValueError(f"entry {number} has the time {timestamp[:40]!r}")
    timestamp += "00000101000000"[len(timestamp) :]
    moment(timestamp)
    said = {name: str(row.get(name, "")) for name in ("original", "statuscode", "mimetype", "digest")}
    return Capture(timestamp, said["original"], said["statuscode"], said["mimetype"], said["digest"])
