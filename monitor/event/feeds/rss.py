"""RSS 2.0, with the Atom and content modules that readers understand.

`description` carries one line, `content:encoded` the diff: readers that know both show the latter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from monitor.event.feeds.records import (
    GENERATOR,
    FeedInfo,
    FeedItem,
    Marks,
    address,
    author_of,
    categories_of,
    html_of,
    summary_of,
    tag_id,
    title_of,
    updated_of,
)
from monitor.event.plain import one_line

_OPEN = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"\
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>"""


def render(info: FeedInfo, items: Sequence[FeedItem], marks: Marks) -> bytes:
    """The feed as RSS, items in the order given."""
    return "\n".join(_channel(info, items, marks)).encode()


def _channel(info: FeedInfo, items: Sequence[FeedItem], marks: Marks) -> Iterator[str]:
    yield _OPEN
    yield _text("title", one_line(info.title, 300) or GENERATOR)
    yield _text("link", address(info.home_url) or address(info.self_url))
    yield _text("description", one_line(info.description or info.title, 500) or GENERATOR)
    yield _text("lastBuildDate", _date(updated_of(info, list(items))))
    yield _text("generator", GENERATOR)
    yield from _link("self", info.self_url, "application/rss+xml")
    yield from _link("hub", info.hub)
    for item in items:
        yield from _item(info, item, marks)
    yield "</channel>\n</rss>\n"


def _item(info: FeedInfo, item: FeedItem, marks: Marks) -> Iterator[str]:
    yield "<item>"
    yield _text("title", title_of(item))
    if href := address(item.url) or address(item.via):
        yield _text("link", href)
    yield f'<guid isPermaLink="false">{escape(tag_id(info, item.id))}</guid>'
    yield _text("pubDate", _date(item.updated or item.published))
    if author := author_of(item):
        yield _text("dc:creator", author)
    for category in categories_of(item):
        yield _text("category", category)
    yield _text("description", escape(summary_of(item) or title_of(item)))
    yield f"<content:encoded>{escape(html_of(item, marks))}</content:encoded>"
    yield from _link("via", item.via, "text/html")
    yield "</item>"


def _date(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def _text(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>"


def _link(rel: str, url: str, kind: str = "") -> Iterator[str]:
    if href := address(url):
        of_kind = f' type="{kind}"' if kind else ""
        yield f'<atom:link rel="{rel}"{of_kind} href={quoteattr(href)}/>'
