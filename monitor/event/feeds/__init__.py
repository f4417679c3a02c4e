"""Feeds of changes: one table of formats, each with the diff inside its items.

To add a format: a module with a `render(info, items, marks)` and one line in FORMATS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from monitor.event.feeds import atom, jsonfeed, rss
from monitor.event.feeds.items import item_of
from monitor.event.feeds.opml import Outline, opml
from monitor.event.feeds.records import FeedInfo, FeedItem, Marks

__all__ = ["CONTENT_TYPES", "FORMATS", "FeedInfo", "FeedItem", "Marks", "Outline", "item_of", "opml", "render"]

Renderer = Callable[[FeedInfo, Sequence[FeedItem], Marks], bytes]

FORMATS: Final[Mapping[str, Renderer]] = {"atom": atom.render, "rss": rss.render, "json": jsonfeed.render}

CONTENT_TYPES: Final[Mapping[str, str]] = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}


def render(form: str, info: FeedInfo, items: Sequence[FeedItem], *, marks: Marks = "html") -> bytes:
    """The feed in this format (a key of FORMATS), newest item first.

    `marks="html"` shows changes as <del> and <ins>, "text" as [-old-] {+new+} for readers that drop both.
    """
    newest_first = sorted(items, key=lambda item: item.updated or item.published, reverse=True)  # ties keep their order
    return FORMATS[form](info, newest_first, marks)
