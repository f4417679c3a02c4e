"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

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
    text_of,
    title_of,
)
from monitor.event.plain import one_line


def render(info: FeedInfo, items: Sequence[FeedItem], marks: Marks) -> bytes:
    """The feed as JSON, items in the order given."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": one_line(info.title, 300) or GENERATOR,
        "home_page_url": address(info.home_url),
        "feed_url": address(info.self_url),
        "description": one_line(info.description, 500),
        "authors": [{"name": GENERATOR}],
    }
    if hub := address(info.hub):
        feed["hubs"] = [{"type": "WebSub", "url": hub}]
    listed = {"items": [_item(info, item, marks) for item in items]}
    return json.dumps(_present(feed) | listed, ensure_ascii=False, indent=1).encode()


def _item(info: FeedInfo, item: FeedItem, marks: Marks) -> dict[str, Any]:
    content = {"content_html": html_of(item, "html")} if marks == "html" else {"content_text": text_of(item)}
    return (
        _present(
            {
                "id": tag_id(info, item.id),
                "url": address(item.url),
                "external_url": address(item.via),
                "title": title_of(item),
                "summary": summary_of(item),
                "date_published": stamp(item.published),
                "date_modified": stamp(item.updated or item.published),
                "authors": [{"name": name} for name in [author_of(item)] if name],
                "tags": categories_of(item),
            }
        )
        | content
    )


def _present(values: dict[str, Any]) -> dict[str, Any]:
    """Without the keys that say nothing."""
    return {key: value for key, value in values.items() if value not in ("", [])}
