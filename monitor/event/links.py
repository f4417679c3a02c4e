"""Addresses of our own pages, as they stand in events and feeds. Without a base URL there are none: no dead links."""

from __future__ import annotations

from monitor.model import Event


def diff_url(base_url: str, event: Event) -> str | None:
    """The page of the change."""
    if not base_url or event.change is None:
        return None
    change = event.change
    return f"{base_url.rstrip('/')}/articles/{change.article}/diff/{change.from_version}/{change.to_version}"


def api_url(base_url: str, event: Event) -> str | None:
    """The change in the JSON API; the article where the event is no change."""
    if not base_url:
        return None
    root = f"{base_url.rstrip('/')}/api/v1/articles/{event.subject}"
    if event.change is None:
        return f"{root}/versions"
    return f"{root}/diff/{event.change.from_version}/{event.change.to_version}"


def article_url(base_url: str, event: Event) -> str | None:
    """The page of the article's history."""
    return f"{base_url.rstrip('/')}/articles/{event.subject}" if base_url else None
