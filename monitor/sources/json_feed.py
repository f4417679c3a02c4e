"""JSON Feed, by its specification (version 1.1, https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from monitor.errors import ParseError
from monitor.model import Entry, Listing
from monitor.sources import dates
from monitor.sources.entries import clean, one_line, with_entries
from monitor.sources.urls import resolve


def read(body: bytes, url: str) -> Listing:
    """The entries of a feed; raises ParseError if it is none."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"{url}: not a JSON feed: {one_line(error)}") from error
    if not isinstance(feed, dict) or "jsonfeed.org/version" not in str(feed.get("version")):
        raise ParseError(f"{url}: JSON, but not a JSON feed", hint='its "version" names no version of jsonfeed.org')
    items = feed.get("items")
    listing = Listing(
        title=clean(feed.get("title")),
        hub=_hub(feed.get("hubs"), url),
        self_url=resolve(url, str(feed.get("feed_url") or "")) or "",
    )
    found = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return with_entries(listing, found, partial(_entry, base=url))


def _hub(hubs: object, base: str) -> str:
    """The first WebSub hub that a JSON Feed names (1.1, "hubs"), "" without one."""
    named = [hub for hub in hubs if isinstance(hub, dict)] if isinstance(hubs, list) else []
    links = (str(hub.get("url") or "") for hub in named if str(hub.get("type")).lower() == "websub")
    return next((found for link in links if link and (found := resolve(base, link))), "")


def _entry(item: dict[str, Any], base: str) -> tuple[Entry | None, str]:
    title = clean(item.get("title"))
    url = resolve(base, str(item.get("url") or item.get("external_url") or item.get("id") or ""))
    if url is None:
        return None, f"an entry without a usable address is left out: {title[:80]!r}"
    return Entry(
        url=url,
        title=title,
        summary=clean(item.get("summary")),
        content=clean(item.get("content_html") or item.get("content_text")),
        published=dates.parse(str(item.get("date_published") or "")),
        updated=dates.parse(str(item.get("date_modified") or "")),
        guid=str(item.get("id") or ""),
    ), ""
