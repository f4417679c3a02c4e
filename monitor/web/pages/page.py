"""A page as an answer: its template, filled, with what every page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from monitor.web import keys
from monitor.web.links import FORMATS, query
from monitor.web.state import is_owner, person, web
from monitor.web.templating import render


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that the page announces."""

    name: str
    url: str
    content_type: str


_TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}


def page(
    request: Request, template: str, *, title: str, status: int = 200, feed: str = "", cache: str = "", **values: Any
) -> Response:
    """The filled template; `feed` is the address of the page's feed without its ending."""
    parts = web(request)
    body = render(
        template,
        title=title,
        path=request.url.path,
        is_owner=is_owner(request),
        person=person(request),
        is_public=parts.options.public,
        banner=parts.options.banner,
        base_url=parts.options.base_url,
        has_score=parts.services.score is not None,
        feeds=feed_links(request, feed) if feed else (),
        **values,
    )
    headers = {"Cache-Control": cache or "private, no-cache", "Vary": "Cookie, Authorization"}
    return Response(body, status, headers, media_type="text/html; charset=utf-8")


def feed_links(request: Request, feed: str) -> tuple[FeedLink, ...]:
    """The feed in each format; where reading is not public, with the token that opens feeds only."""
    options = web(request).options
    token = keys.feed_token(options.admin_key) if is_owner(request) and not options.public else ""
    return tuple(FeedLink(name, query(f"{feed}.{form}", token=token), _TYPES[form]) for form, name in FORMATS.items())
