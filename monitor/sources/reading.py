"""The table of the readers: which one reads a document of which kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from monitor.model import Listing, SourceKind, SourceRules
from monitor.sources import feed, page, section, sitemap

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
