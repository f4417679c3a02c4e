"""What a source lists: bytes become entries, entries become articles. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.on_demand import on_demand
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

if TYPE_CHECKING:
    from monitor.sources.item_text import feed_text
    from monitor.sources.reading import parse
    from monitor.sources.sniffing import Sniffed, sniff

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

__getattr__ = on_demand(
    __name__, {"feed_text": "item_text", "parse": "reading", "Sniffed": "sniffing", "sniff": "sniffing"}
)
