"""Feeds of changes: for all, for a source, for an article; Atom, RSS and JSON Feed, with the diff inside the items."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from typing import Final, Literal
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.diff import Diff
from monitor.errors import NotFound, Withheld
from monitor.event import feeds
from monitor.event.feeds import CONTENT_TYPES, FORMATS, FeedInfo, FeedItem
from monitor.model import Article, ArticleId, Event, SourceId
from monitor.ports import SignedRoot
from monitor.web import gather
from monitor.web.links import query
from monitor.web.pages.home import wanted_of
from monitor.web.state import Web, web
from monitor.web.views.article import headline
from monitor.web.views.lines import Heads, Wanted

ITEMS: Final = 30
MAX_ITEM_CHARS: Final = 60_000  # of the diff inside an item


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed is about."""

    id: str
    title: str
    page: str  # path of the page that shows the same
    events: tuple[Event, ...]
    heads: Heads


async def changes(request: Request) -> Response:
    """All changes."""
    services = web(request).services
    found = await gather.events(services, wanted_of(request), limit=ITEMS)
    title = "Changes to articles"
    return await _feed(request, Channel("changes", title, "/", found.items, await gather.heads(services, found.items)))


async def of_source(request: Request) -> Response:
    """Changes of one source's articles."""
    services = web(request).services
    source = await gather.source(services, request.path_params["source"])
    name = (await gather.names(services)).get(source.id, source.url)
    found = await gather.events(services, wanted_of(request, SourceId(source.id)), limit=ITEMS)
    heads = await gather.heads(services, found.items)
    channel = Channel(source.id, f"Changes to articles of {name}", f"/sources/{source.id}", found.items, heads)
    return await _feed(request, channel)


async def of_article(request: Request) -> Response:
    """Changes of one article."""
    services = web(request).services
    asked = request.path_params["article"]
    article, state = await gather.head(services, asked)
    wanted: Wanted = wanted_of(request)
    events = [e for e in await services.archive.events(ArticleId(asked)) if _is_listed(e) and wanted.fits(e)]
    title = f"Changes: {headline(article, state)}"
    newest = tuple(reversed(events[-ITEMS:]))
    return await _feed(request, Channel(asked, title, f"/articles/{asked}", newest, {article.id: (article, state)}))


def _is_listed(event: Event) -> bool:
    return event.type in gather.LISTED and not event.withheld


async def _feed(request: Request, channel: Channel) -> Response:
    parts = web(request)
    form = request.path_params["form"]
    if form not in FORMATS:
        raise NotFound("There is no such feed.", hint="its formats are atom, rss and json")
    marks: Literal["html", "text"] = "text" if request.query_params.get("marks") == "text" else "html"
    info = _info(parts, channel, request)
    newest = max((event.at for event in channel.events), default=None)
    headers = _headers(parts, [info.self_url, info.title, marks, *(event.id for event in channel.events)], newest)
    if is_fresh(request, headers["ETag"], newest):
        return Response(status_code=304, headers=headers)
    items = [await _item(parts, event, channel.heads, _base(request)) for event in channel.events]
    body = feeds.render(form, info, [item for item in items if item], marks=marks)
    return Response(body, headers={**headers, "Content-Type": CONTENT_TYPES[form]})


def _info(parts: Web, channel: Channel, request: Request) -> FeedInfo:
    base = _base(request)
    asked = {name: value for name, value in request.query_params.items() if name not in {"token", "cursor"}}
    own = parts.options.base_url
    return FeedInfo(
        title=channel.title,
        self_url=base + query(request.url.path, **asked),
        home_url=base + channel.page,
        description="What was changed after publication, word by word.",
        hub=parts.options.hub if parts.options.public else "",
        authority=(urlsplit(own).hostname or "") if own else "redline.invalid",
        id=channel.id,
    )


def _base(request: Request) -> str:
    return web(request).options.base_url.rstrip("/") or str(request.base_url).rstrip("/")


def _headers(parts: Web, content: Sequence[str], newest: datetime | None) -> dict[str, str]:
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


async def _item(parts: Web, event: Event, heads: Heads, base: str) -> FeedItem | None:
    """The item with its diff inside; one that is too long for a feed is told in its summary line and linked to."""
    head = heads.get(ArticleId(event.subject))
    if head is None:
        return None
    result = await _compared(parts, event, head[0])
    item = feeds.item_of(event, head[0], diff=result, base_url=base)
    if len(item.html) > MAX_ITEM_CHARS:
        return feeds.item_of(event, head[0], base_url=base)
    return item


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


async def roots(request: Request) -> Response:
    """The signed roots: whoever keeps this feed can tell later that nothing was written anew."""
    parts = web(request)
    form = request.path_params["form"]
    if form not in FORMATS:
        raise NotFound("There is no such feed.", hint="its formats are atom, rss and json")
    newest = list(reversed(parts.services.roots()))[:ITEMS]
    info = _info(parts, Channel("roots", "Signed roots of the archive", "/about", (), {}), request)
    headers = _headers(parts, [info.self_url, *(root.signature for root in newest)], None)
    if is_fresh(request, headers["ETag"], None):
        return Response(status_code=304, headers=headers)
    body = feeds.render(form, info, [_root_item(root, info.home_url) for root in newest], marks="text")
    return Response(body, headers={**headers, "Content-Type": CONTENT_TYPES[form]})


def _root_item(root: SignedRoot, page: str) -> FeedItem:
    lines = f"{root.signed}signature {root.signature}\nkey {root.key}\n"
    title = f"Root {root.number} of {root.at:%Y-%m-%d}"
    return FeedItem(f"root-{root.number}", title, page, root.at, f"<pre>{escape(lines)}</pre>", lines)


def _routes() -> tuple[Route, ...]:
    found = []
    for place in ("", "/feeds"):
        found.append(Route(f"/sources/{{source:str}}{place}/changes.{{form:str}}", of_source))
        found.append(Route(f"/articles/{{article:str}}{place}/changes.{{form:str}}", of_article))
    return (Route("/feeds/changes.{form:str}", changes), Route("/feeds/roots.{form:str}", roots), *found)


ROUTES: Final = _routes()
