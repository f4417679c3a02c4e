"""RSS and Atom through feedparser; a JSON Feed is read beside."""

from __future__ import annotations

import re
import sys
from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from typing import Any, Final

import feedparser

from monitor.errors import ParseError
from monitor.model import Entry, Listing, SourceRules
from monitor.sources import dates, json_feed
from monitor.sources.entries import clean, one_line, with_entries
from monitor.sources.urls import resolve

PERIODS_S: Final = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
HOURS: Final = {str(hour): hour % 24 for hour in range(25)} | {f"0{hour}": hour for hour in range(10)}
DAYS: Final = {
    name: at for at, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
SURROGATES: Final = range(0xD800, 0xE000)
HEAD_BYTES: Final = 200_000  # within which a feed says what it skips
_REFERENCE: Final = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,4000})|([0-9]{1,4000}));?")


def read(body: bytes, *, url: str, content_type: str, rules: SourceRules) -> Listing:
    """The entries of a feed; raises ParseError if it is none."""
    del rules
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return json_feed.read(body, url)
    parsed = _parsed(body, url, content_type)
    if not parsed.get("version"):
        raise ParseError(
            f"{url}: not a feed", hint='a section page needs kind = "section", a single page kind = "page"'
        )
    head = parsed.feed
    listing = Listing(
        title=clean(head.get("title", "")),
        hub=_link(head, "hub", url),
        self_url=_link(head, "self", url),
        min_interval_s=_hint_s(head),
        skip_hours=_skipped(body, b"skipHours", HOURS),
        skip_days=_skipped(body, b"skipDays", DAYS),
        notes=(f"the feed is damaged: {_fault(parsed)}",) if _fault(parsed) else (),
    )
    return with_entries(listing, parsed.entries, partial(_entry, base=url))


def _parsed(body: bytes, url: str, content_type: str) -> Any:
    """What feedparser finds; raises ParseError where it breaks."""
    # sanitising and resolving inside feedparser cost more than twice the rest; what is shown is escaped by us anyway
    # a stream, since feedparser would open a body that looks like the name of a file
    headers = {"content-type": content_type}
    try:
        return feedparser.parse(
            BytesIO(_REFERENCE.sub(_known, body)), response_headers=headers, sanitize_html=False,
            resolve_relative_uris=False,
        )  # fmt: skip
    except Exception as error:
        raise ParseError(f"{url}: a feed that can not be read: {one_line(error)}") from error


def _known(reference: re.Match[bytes]) -> bytes:
    """A numeric reference; where there is no such character, on which feedparser breaks, that of the replacement."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return reference[0] if number <= sys.maxunicode and number not in SURROGATES else b"&#xFFFD;"


def _entry(item: Any, base: str) -> tuple[Entry | None, str]:
    link = str(item.get("link") or "")
    guid = str(item.get("id") or "")
    if not link and guid.startswith(("http://", "https://")):
        link = guid
    url = resolve(base, link) if link else None
    title = clean(item.get("title"))
    if url is None:
        return None, f"an entry without a usable address is left out: {title[:80]!r}"
    published, note = _date(item, "published", title)
    updated, _ = _date(item, "updated", title)
    contents = item.get("content") or ()
    return Entry(
        url=url,
        title=title,
        summary=clean(item.get("summary")),
        content=clean(contents[0].get("value")) if contents else "",
        author=clean(item.get("author")),
        published=published,
        updated=updated,
        guid=guid,
    ), note


def _date(item: Any, name: str, title: str) -> tuple[datetime | None, str]:
    # past feedparser's own look-up, which would take the date of publication for that of an update
    text = str(dict.get(item, name) or "")
    if not text:
        return None, ""
    found = dates.parse(text)
    if found is None and dict.get(item, f"{name}_parsed"):
        try:
            found = datetime.fromtimestamp(timegm(item[f"{name}_parsed"]), UTC)
        except (ValueError, TypeError, OverflowError):
            found = None
    return found, "" if found else f"a date that is none is left out: {text[:40]!r} of {title[:60]!r}"


def _link(head: Any, rel: str, base: str) -> str:
    for link in head.get("links", ()):
        if link.get("rel") == rel and link.get("href"):
            return resolve(base, link["href"]) or ""
    return ""


def _hint_s(head: Any) -> int:
    """How often the publisher wants to be asked at most (ttl in minutes; sy:updatePeriod / sy:updateFrequency)."""
    ttl = str(head.get("ttl") or "")
    seconds = int(ttl) * 60 if ttl.isdigit() and len(ttl) < 7 else 0  # noqa: PLR2004 - a number of minutes below 2 years
    period = PERIODS_S.get(str(head.get("sy_updateperiod") or "").strip().lower())
    if period:
        frequency = str(head.get("sy_updatefrequency") or "1").strip()
        seconds = max(seconds, period // max(1, int(frequency) if frequency.isdigit() else 1))
    return seconds


def _skipped(body: bytes, name: bytes, known: Mapping[str, int]) -> tuple[int, ...]:
    """The hours or days in which a feed does not want to be asked; feedparser keeps the last one only."""
    found = re.search(rb"<%b\s*>(.{0,2000}?)</%b\s*>" % (name, name), body[:HEAD_BYTES], re.DOTALL)
    words = re.findall(rb">\s*(\w+)\s*</(?:hour|day)", found[1]) if found else []
    names = {word.decode("ascii", "replace").lower() for word in words}
    numbers = {known[name] for name in names if name in known}
    return tuple(sorted(numbers)) if len(numbers) < len(set(known.values())) else ()  # "never" is taken for a mistake


def _fault(parsed: Any) -> str:
    """What feedparser says of a feed that it read only in part; "" for mere declarations of an encoding."""
    error = parsed.get("bozo_exception") if parsed.get("bozo") else None
    if error is None or isinstance(error, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType):
        return ""
    return one_line(error)
