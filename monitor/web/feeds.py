"""Feeds of changes: all, of a source, of an article; in each format, with the diff inside the item."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from email.utils import format_datetime
from typing import Final, Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from monitor import diff
from monitor.diff.render import html as marked
from monitor.diff.render import text as plain
from monitor.event import feeds
from monitor.event.feeds.items import item_of
from monitor.event.feeds.records import FeedInfo, FeedItem
from monitor.model import ArticleId, Event, SourceId
from monitor.web import views
from monitor.web.services import Services, WebOptions

ITEMS: Final = 40
TYPES: Final = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}
Format = Literal["atom", "rss", "json"]
Marks = Literal["html", "text"]


def routes(services: Services, options: WebOptions) -> APIRouter:
    """All routes that give feeds."""
    router = APIRouter(include_in_schema=False)

    async def answer(request: Request, info: FeedInfo, events: Sequence[Event], form: Format, marks: Marks) -> Response:
        items = await _items(services, events, _base(request, options))
        body = feeds.render(form, info, items, marks=marks)
        return _conditional(request, body, f"{TYPES[form]}; charset=utf-8", events)

    @router.get("/feeds/changes.{form}")
    async def changes(request: Request, form: Format, marks: Marks = "html") -> Response:
        page = await views.latest(services, source=None, cursor="", limit=ITEMS)
        info = _info(request, options, "Redline: changes to published articles", "/", "changes")
        return await answer(request, info, page.items, form, marks)

    @router.get("/sources/{source}/changes.{form}")
    async def of_source(request: Request, source: str, form: Format, marks: Marks = "html") -> Response:
        found = await services.book.get(SourceId(source))
        if found is None:
            raise HTTPException(404, "There is no such source.")
        page = await views.latest(services, source=found.id, cursor="", limit=ITEMS)
        info = _info(request, options, f"Redline: {found.name or found.url}", f"/sources/{source}", f"source:{source}")
        return await answer(request, info, page.items, form, marks)

    @router.get("/articles/{article}/changes.{form}")
    async def of_article(request: Request, article: str, form: Format, marks: Marks = "html") -> Response:
        heads = await services.catalog.heads([ArticleId(article)])
        if not heads:
            raise HTTPException(404, "There is no such article.")
        known, state = heads[ArticleId(article)]
        events = [e for e in await services.archive.events(known.id) if e.type in views.LISTED]
        title = f"Redline: {state.title or known.listed_title or known.url}"
        info = _info(request, options, title, f"/articles/{article}", f"article:{article}")
        return await answer(request, info, events[: -ITEMS - 1 : -1], form, marks)

    return router


def _base(request: Request, options: WebOptions) -> str:
    """How the reader of this feed reaches us."""
    return options.base_url or str(request.base_url).rstrip("/")


def _info(request: Request, options: WebOptions, title: str, home: str, name: str) -> FeedInfo:
    base = _base(request, options)
    query = f"?{request.url.query}" if request.url.query else ""
    return FeedInfo(
        title, f"{base}{request.url.path}{query}", f"{base}{home}", "What was changed after publication", id=name
    )


async def _items(services: Services, events: Sequence[Event], base: str) -> list[FeedItem]:
    found = []
    for line in await views.lines(services, events):
        html, text = await _rendered(services, line.event)
        found.append(item_of(line.event, line.article, html=html, text=text, base_url=base))
    return found


async def _rendered(services: Services, event: Event) -> tuple[str, str]:
    """The diff of an event as HTML and as text."""
    change = event.change
    if change is None:
        return "", event.detail
    old = await services.archive.version(change.article, change.from_version)
    new = await services.archive.version(change.article, change.to_version)
    if old is None or new is None:
        return "", ""
    result = diff.compare(old.text, new.text)
    return marked.for_feed(result), plain.wdiff(result)


def _conditional(request: Request, body: bytes, media_type: str, events: Sequence[Event]) -> Response:
    """The feed with ETag and Last-Modified, or 304 for who has it."""
    headers = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"', "Cache-Control": "max-age=60"}
    if events:
        headers["Last-Modified"] = format_datetime(max(event.at for event in events), usegmt=True)
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    since = request.headers.get("if-modified-since")
    if headers["ETag"] in known or (not known - {""} and since and since == headers.get("Last-Modified")):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
