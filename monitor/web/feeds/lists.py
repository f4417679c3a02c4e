"""Lists that are no changes: all feeds as OPML, and the signed roots as a feed."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from monitor.event import feeds
from monitor.event.feeds import CONTENT_TYPES, FeedItem, Outline
from monitor.ports import SignedRoot
from monitor.web import gather, keys
from monitor.web.feeds.answers import ITEMS, Channel, base_of, form_of, headers_of, info_of, is_fresh
from monitor.web.links import query
from monitor.web.state import is_owner, web


async def listed(request: Request) -> Response:
    """All feeds as OPML, for import into a reader; with a key or a token, those addresses that need one carry it."""
    parts, base = web(request), base_of(request)
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


async def roots(request: Request) -> Response:
    """The signed roots: whoever keeps this feed can tell later that nothing was written anew."""
    parts = web(request)
    form = form_of(request)
    newest = list(reversed(parts.services.roots()))[:ITEMS]
    info = info_of(parts, Channel("roots", "Signed roots of the archive", "/about", ()), request)
    headers = headers_of(parts, [info.self_url, *(root.signature for root in newest)], None)
    if is_fresh(request, headers["ETag"], None):
        return Response(status_code=304, headers=headers)
    body = feeds.render(form, info, [_root_item(root, info.home_url) for root in newest], marks="text")
    return Response(body, headers={**headers, "Content-Type": CONTENT_TYPES[form]})


def _root_item(root: SignedRoot, page: str) -> FeedItem:
    lines = f"{root.signed}signature {root.signature}\nkey {root.key}\n"
    title = f"Root {root.number} of {root.at:%Y-%m-%d}"
    return FeedItem(f"root-{root.number}", title, page, root.at, f"<pre>{escape(lines)}</pre>", lines)
