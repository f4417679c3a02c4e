"""Feeds of changes, of all and of parts: Atom, RSS and JSON Feed, with the diff inside; OPML of them all."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from html import escape
from typing import Final, Literal
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.diff import Diff
from monitor.errors import NotFound, Withheld
from monitor.event import feeds
from monitor.event.feeds import CONTENT_TYPES, FORMATS, FeedInfo, FeedItem, Outline
from monitor.model import Article, ArticleId, Event, EventType, Filter, SourceId, SubscriptionId
from monitor.ports import SignedRoot
from monitor.web import gather, keys
from monitor.web.links import query
from monitor.web.pages.home import wanted_of
from monitor.web.state import Web, is_owner, web
from monitor.web.views.article import headline
from monitor.web.views.lines import Heads, Wanted
from monitor.web.wanted import LISTED, Told, latest, told

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


async def changes(request: Request) -> Response:
    """All changes."""
    asked = wanted_of(request)
    found = await _latest(request, _filter(asked), source=asked.source)
    return await _feed(request, Channel("changes", "Changes to articles", "/", found))


async def of_source(request: Request) -> Response:
    """Changes of one source's articles."""
    services = web(request).services
    source = await gather.source(services, request.path_params["source"])
    name = (await gather.names(services)).get(source.id, source.url)
    found = await _latest(request, _filter(wanted_of(request)), source=SourceId(source.id))
    return await _feed(request, Channel(source.id, f"Changes to articles of {name}", f"/sources/{source.id}", found))


async def of_article(request: Request) -> Response:
    """Changes of one article."""
    services = web(request).services
    asked = request.path_params["article"]
    article, state = await gather.head(services, asked)
    wanted: Wanted = wanted_of(request)
    events = [
        event
        for event in reversed(await services.archive.events(ArticleId(asked)))
        if event.type in LISTED and not event.withheld and wanted.fits(event)
    ]
    found = tuple(await told(services, events[:ITEMS]))
    return await _feed(request, Channel(asked, f"Changes: {headline(article, state)}", f"/articles/{asked}", found))


async def of_tag(request: Request) -> Response:
    """Changes to articles of the sources with a tag."""
    tag = request.path_params["tag"]
    if not any(tag in source.tags for source in await web(request).services.book.all(archived=True)):
        raise NotFound("There is no such tag.", hint="the feed list at /feeds.opml names all feeds")
    found = await _latest(request, replace(_filter(wanted_of(request)), tags=(tag,)))
    return await _feed(request, Channel(f"tag:{quote(tag, safe='')}", f"Changes tagged {tag}", "/", found))


async def of_filter(request: Request) -> Response:
    """What a saved filter passes."""
    name = request.path_params["name"]
    if name not in await web(request).services.filters.all():
        raise NotFound("There is no such filter.", hint="`redline filters` lists them")
    found = await _latest(request, Filter(types=(), saved=(name,)))
    return await _feed(request, Channel(f"filter:{name}", f"Changes: {name}", "/", found))


async def of_subscription(request: Request) -> Response:
    """What a subscription gets, for its owner: behind a token of its own."""
    wanted = await web(request).services.subscriptions.get(SubscriptionId(request.path_params["subscription"]))
    if wanted is None:
        raise NotFound("There is no such subscription.")
    found = await _latest(request, wanted.filter)
    title = f"Changes for {wanted.name or wanted.id}"
    return await _feed(request, Channel(wanted.id, title, "/subscriptions", found, private=True))


async def _latest(request: Request, wanted: Filter, *, source: SourceId | None = None) -> tuple[Told, ...]:
    return tuple(await latest(web(request).services, wanted, source=source, limit=ITEMS))


def _filter(asked: Wanted) -> Filter:
    """What an address asks for as a filter."""
    only_changes = (EventType.CHANGED,) if asked.kind or asked.notice else ()
    return Filter(
        types=only_changes,
        kinds=(asked.kind,) if asked.kind else (),
        notices=(asked.notice,) if asked.notice else (),
    )


async def _feed(request: Request, channel: Channel) -> Response:
    parts = web(request)
    form = request.path_params["form"]
    if form not in FORMATS:
        raise NotFound("There is no such feed.", hint="its formats are atom, rss and json")
    marks: Literal["html", "text"] = "text" if request.query_params.get("marks") == "text" else "html"
    full = request.query_params.get("format") == "full"
    info = _info(parts, channel, request)
    newest = max((one.updated for one in channel.told), default=None)
    content = [f"{one.event.id} {one.withdrawn or ''}" for one in channel.told]
    headers = _headers(parts, [info.self_url, info.title, marks, str(full), *content], newest)
    if is_fresh(request, headers["ETag"], newest):
        return Response(status_code=304, headers=headers)
    heads = await gather.heads(parts.services, [one.event for one in channel.told])
    items = [await _item(parts, one, heads, _base(request), full=full) for one in channel.told]
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
        hub=parts.options.hub if parts.options.public and not channel.private else "",
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


async def roots(request: Request) -> Response:
    """The signed roots: whoever keeps this feed can tell later that nothing was written anew."""
    parts = web(request)
    form = request.path_params["form"]
    if form not in FORMATS:
        raise NotFound("There is no such feed.", hint="its formats are atom, rss and json")
    newest = list(reversed(parts.services.roots()))[:ITEMS]
    info = _info(parts, Channel("roots", "Signed roots of the archive", "/about", ()), request)
    headers = _headers(parts, [info.self_url, *(root.signature for root in newest)], None)
    if is_fresh(request, headers["ETag"], None):
        return Response(status_code=304, headers=headers)
    body = feeds.render(form, info, [_root_item(root, info.home_url) for root in newest], marks="text")
    return Response(body, headers={**headers, "Content-Type": CONTENT_TYPES[form]})


def _root_item(root: SignedRoot, page: str) -> FeedItem:
    lines = f"{root.signed}signature {root.signature}\nkey {root.key}\n"
    title = f"Root {root.number} of {root.at:%Y-%m-%d}"
    return FeedItem(f"root-{root.number}", title, page, root.at, f"<pre>{escape(lines)}</pre>", lines)


async def listed(request: Request) -> Response:
    """All feeds as OPML, for import into a reader; with a key or a token, those addresses that need one carry it."""
    parts, base = web(request), _base(request)
    given = request.query_params.get("token", "")
    token = (
        "" if parts.options.public else given or (keys.feed_token(parts.options.admin_key) if is_owner(request) else "")
    )
    names = await gather.names(parts.services)
    sources = await parts.services.book.all()
    places = [("Changes to articles", "/feeds/changes.atom", "/")]
    places += [
        (f"Changes: {names[one.id]}", f"/sources/{one.id}/changes.atom", f"/sources/{one.id}") for one in sources
    ]
    tags = sorted({tag for one in sources for tag in one.tags})
    places += [(f"Tag: {tag}", f"/feeds/tags/{quote(tag, safe='')}/changes.atom", "/") for tag in tags]
    saved = await parts.services.filters.all()
    places += [(f"Filter: {name}", f"/feeds/filters/{name}/changes.atom", "/") for name in saved]
    outlines = [Outline(title, base + query(path, token=token), base + page) for title, path, page in places]
    if is_owner(request):
        outlines += [
            Outline(f"Subscription: {one.name or one.id}", base + subscription_feed(parts.options.admin_key, one.id))
            for one in await parts.services.subscriptions.all()
        ]
    body = feeds.opml("Redline: all feeds", outlines)
    headers = {"Content-Type": "text/x-opml; charset=utf-8", "Cache-Control": "no-store"}
    return Response(body, headers=headers)


def subscription_feed(admin_key: str, subscription: str, form: str = "atom") -> str:
    """The private address of a subscription's feed, its token included."""
    return query(
        f"/feeds/subscriptions/{subscription}/changes.{form}", token=keys.subscription_token(admin_key, subscription)
    )


def _routes() -> tuple[Route, ...]:
    found = []
    for place in ("", "/feeds"):
        found.append(Route(f"/sources/{{source:str}}{place}/changes.{{form:str}}", of_source))
        found.append(Route(f"/articles/{{article:str}}{place}/changes.{{form:str}}", of_article))
    found += [
        Route("/feeds/changes.{form:str}", changes),
        Route("/feeds/roots.{form:str}", roots),
        Route("/feeds/tags/{tag:str}/changes.{form:str}", of_tag),
        Route("/feeds/filters/{name:str}/changes.{form:str}", of_filter),
        Route("/feeds/subscriptions/{subscription:str}/changes.{form:str}", of_subscription),
        Route("/feeds.opml", listed),
    ]
    return tuple(found)


ROUTES: Final = _routes()
