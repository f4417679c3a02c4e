"""A single page: its own only entry."""

from __future__ import annotations

from monitor.model import Entry, Listing, SourceRules


def read(body: bytes, *, url: str, content_type: str, rules: SourceRules) -> Listing:
    """The page itself."""
    del body, content_type, rules
    return Listing(entries=(Entry(url),))
