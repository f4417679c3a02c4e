"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from monitor.event.envelope import stamp
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


def render(info: FeedInfo, items: Sequence[FeedItem], marks: Marks) -> bytes:
    """The feed as Atom, items in the order given."""
    return "\n".join(_feed(info, items, marks)).encode()


def _feed(info: FeedInfo, items: Sequence[FeedItem], marks: Marks) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
    yield _text("id", tag_id(info, f"feed:{info.id}" if info.id else "feed"))
    yield _text("title", one_line(info.title, 300) or GENERATOR)
    if subtitle := one_line(info.description, 500):
        yield _text("subtitle", subtitle)
    yield _text("updated", stamp(updated_of(info, list(items))))
    yield f"<author><name>{GENERATOR}</name></author>"
    yield _text("generator", GENERATOR)
    yield from _link("self", info.self_url, "application/atom+xml")
    yield from _link("alternate", info.home_url, "text/html")
    yield from _link("hub", info.hub)
    for item in items:
        yield from _entry(info, item, marks)
    yield "</feed>\n"


def _entry(info: FeedInfo, item: FeedItem, marks: Marks) -> Iterator[str]:
    yield "<entry>"
    yield _text("id", tag_id(info, item.id))
    yield _text("title", title_of(item))
    yield from _link("alternate", item.url, "text/html")
    yield from _link("via", item.via, "text/html")
    yield _text("published", stamp(item.published))
    yield _text("updated", stamp(item.updated or item.published))
    if author := author_of(item):
        yield f"<author>{_text('name', author)}</author>"
    for category in categories_of(item):
        yield f"<category term={quoteattr(category)}/>"
    if item.summary:
        yield _text("summary", summary_of(item))
    yield f'<content type="html">{escape(html_of(item, marks))}</content>'
    yield "</entry>"


def _text(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>"


def _link(rel: str, url: str, kind: str = "") -> Iterator[str]:
    if href := address(url):
        of_kind = f' type="{kind}"' if kind else ""
        yield f'<link rel="{rel}"{of_kind} href={quoteattr(href)}/>'
