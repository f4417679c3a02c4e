"""What a source lists: bytes become entries, entries become articles. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from monitor.model import Listing, SourceKind, SourceRules
from monitor.sources import feed, page, section, sitemap
from monitor.sources.feed_text import feed_text
from monitor.sources.sniffing import Sniffed, sniff
from monitor.sources.taking import Taken, single_page, take_up
from monitor.sources.urls import (
    article_id,
    host,
    normalise,
    registrable_domain,
    resolve,
    same_site,
    source_id,
)
from monitor.sources.websub import discover, is_signed, secret_of

READERS: Final[Mapping[SourceKind, Callable[..., Listing]]] = {
    SourceKind.FEED: feed.read,
    SourceKind.SITEMAP: sitemap.read,
    SourceKind.SECTION: section.read,
    SourceKind.PAGE: page.read,
}


def parse(
    kind: SourceKind, body: bytes, *, url: str, content_type: str = "", rules: SourceRules | None = None
) -> Listing:
    """What a document of this kind lists; raises ParseError with what is wrong and where."""
    return READERS[kind](body, url=url, content_type=content_type, rules=rules or SourceRules())


__all__ = [
    "Sniffed",
    "Taken",
    "article_id",
    "discover",
    "feed_text",
    "host",
    "is_signed",
    "normalise",
    "parse",
    "registrable_domain",
    "resolve",
    "same_site",
    "secret_of",
    "single_page",
    "sniff",
    "source_id",
    "take_up",
]
