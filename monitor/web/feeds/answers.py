"""A channel as an answer: Atom, RSS or JSON Feed, with validators, and the diff inside each item."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final, Literal
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from monitor.diff import Diff
from monitor.errors import NotFound, Withheld
from monitor.event import feeds
from monitor.event.feeds import CONTENT_TYPES, FORMATS, FeedInfo, FeedItem
from monitor.model import Article, ArticleId, Event
from monitor.web import gather
from monitor.web.links import query
from monitor.web.state import Web, web
from monitor.web.views.lines import Heads
from monitor.web.wanted import Told

ITEMS: Final = 30
MAX_ITEM_CHARS: Final = 60_000  # of the diff inside an item


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed is about."""

    id: str
    title: str
    page: str  # path of the page that shows the same
    told: tuple[Told, ...]
    private: bool = False  # somebody's own: never named to a hub


async def answer(request: Request, channel: Channel) -> Response:
    """The feed in the form that was asked for, 304 if the reader has it already."""
    parts = web(request)
    form = form_of(request)
    marks: Literal["html", "text"] = "text" if request.query_params.get("marks") == "text" else "html"
    full = request.query_params.get("format") == "full"
    info = info_of(parts, channel, request)
    newest = max((one.updated for one in channel.told), default=None)
    content = [f"{one.event.id} {one.withdrawn or ''}" for one in channel.told]
    headers = headers_of(parts, [info.self_url, info.title, marks, str(full), *content], newest)
    if is_fresh(request, headers["ETag"], newest):
        return Response(status_code=304, headers=headers)
    heads = await gather.heads(parts.services, [one.event for one in channel.told])
    items = [await _item(parts, one, heads, base_of(request), full=full) for one in channel.told]
    body = feeds.render(form, info, [item for item in items if item], marks=marks)
    return Response(body, headers={**headers, "Content-Type": CONTENT_TYPES[form]})


def form_of(request: Request) -> str:
    """The form that was asked for; raises NotFound."""
    form = str(request.path_params["form"])
    if form not in FORMATS:
        raise NotFound("There is no such feed.", hint="its formats are atom, rss and json")
    return form


def info_of(parts: Web, channel: Channel, request: Request) -> FeedInfo:
    """What the head of a feed says."""
    base = base_of(request)
    asked = {name: value for name, value in request.query_params.items() if name not in {"token", "cursor"}}
    own = parts.options.base_url
    return FeedInfo(
        title=channel.title,
        self_url=base + query(request.url.path, **asked),
        home_url=base + channel.page,
        description="What was changed after publication, word by word.",
        hub=parts.options.hub if parts.options.public and not channel.private else "",
        authority=(urlsplit(own).hostname or "") if own else "redline.invalid",
        id=channel.id,
    )


def base_of(request: Request) -> str:
    """Our own address, without a slash at its end."""
    return web(request).options.base_url.rstrip("/") or str(request.base_url).rstrip("/")


def headers_of(parts: Web, content: Sequence[str], newest: datetime | None) -> dict[str, str]:
    """Validators made of `content`, which names all that the feed shows."""
    digest = hashlib.sha256("\n".join(content).encode("utf-8", "replace")).hexdigest()[:32]
    headers = {
        "ETag": f'"{digest}"',
        "Cache-Control": f"{'public' if parts.options.public else 'private'}, max-age=60",
        "Vary": "Authorization, Cookie",
    }
    if newest:
        headers["Last-Modified"] = format_datetime(newest, usegmt=True)
    return headers


def is_fresh(request: Request, etag: str, newest: datetime | None) -> bool:
    """True if the reader has this already; If-None-Match goes before If-Modified-Since (RFC 9110, 13.2.2)."""
    asked = request.headers.get("if-none-match")
    if asked is not None:
        return asked.strip() == "*" or etag in {one.strip().removeprefix("W/") for one in asked.split(",")}
    since = request.headers.get("if-modified-since")
    if since is None or newest is None:
        return False
    try:
        return newest.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


async def _item(parts: Web, told: Told, heads: Heads, base: str, *, full: bool) -> FeedItem | None:
    """The item with its diff inside; one that is too long for a feed is told in its summary line and linked to."""
    event = told.event
    head = heads.get(ArticleId(event.subject))
    if head is None:
        return None
    result = await _compared(parts, event, head[0])
    item = feeds.item_of(event, head[0], diff=result, base_url=base, full=full)
    if len(item.html) > MAX_ITEM_CHARS:
        item = feeds.item_of(event, head[0], base_url=base)
    return replace(item, withdrawn=told.withdrawn is not None, updated=told.withdrawn, reason=told.why)


async def _compared(parts: Web, event: Event, article: Article) -> Diff | None:
    """The difference that the event tells of; None where it tells of something else."""
    change = event.change
    if change is None:
        return None
    archive = parts.services.archive
    try:
        old = await archive.version(article.id, change.from_version)
        new = await archive.version(article.id, change.to_version)
    except Withheld:  # no longer kept: told in its summary line
        return None
    return await parts.differ.compare(old, new) if old and new else None
