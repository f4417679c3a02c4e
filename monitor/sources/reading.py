"""The table of the readers: which one reads a document of which kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from monitor.errors import ParseError
from monitor.model import Listing, SourceKind, SourceRules
from monitor.sources import feed, page, section, sitemap
from monitor.sources.sniffing import sniff

READERS: Final[Mapping[SourceKind, Callable[..., Listing]]] = {
    SourceKind.FEED: feed.read,
    SourceKind.SITEMAP: sitemap.read,
    SourceKind.SECTION: section.read,
    SourceKind.PAGE: page.read,
}


def parse(
    kind: SourceKind, body: bytes, *, url: str, content_type: str = "", rules: SourceRules | None = None
) -> Listing:
    """What a document of this kind lists; raises ParseError with what is wrong and where.

    What is called a feed may be a sitemap, too: a source whose kind nobody named is called a feed.
    """
    rules = rules or SourceRules()
    try:
        return READERS[kind](body, url=url, content_type=content_type, rules=rules)
    except ParseError:
        if kind is not SourceKind.FEED or sniff(body, url=url).kind is not SourceKind.SITEMAP:
            raise
        return sitemap.read(body, url=url, content_type=content_type, rules=rules)
