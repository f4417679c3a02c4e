"""OPML 2.0: the list of all feeds, for import into a reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from monitor.event.feeds.records import address
from monitor.event.plain import one_line


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of the list."""

    title: str
    feed_url: str
    home_url: str = ""


def opml(title: str, outlines: Sequence[Outline]) -> bytes:
    """The list of these feeds."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<opml version="2.0">\n<head><title>{escape(one_line(title, 300))}</title></head>\n<body>',
        *(_outline(outline) for outline in outlines),
        "</body>\n</opml>\n",
    ]
    return "\n".join(lines).encode()


def _outline(outline: Outline) -> str:
    name = quoteattr(one_line(outline.title, 300))
    home = f" htmlUrl={quoteattr(address(outline.home_url))}" if address(outline.home_url) else ""
    return f'<outline type="rss" text={name} title={name} xmlUrl={quoteattr(address(outline.feed_url))}{home}/>'
