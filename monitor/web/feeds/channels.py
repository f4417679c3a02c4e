"""What each feed tells: changes of all, of a source, an article, a tag, a filter or a subscription."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from monitor.errors import NotFound
from monitor.model import ArticleId, EventType, Filter, SourceId, SubscriptionId
from monitor.web import gather
from monitor.web.feeds.answers import ITEMS, Channel, answer
from monitor.web.pages.home import wanted_of
from monitor.web.state import web
from monitor.web.views.article import headline
from monitor.web.views.lines import Wanted
from monitor.web.wanted import LISTED, Told, latest, told


async def changes(request: Request) -> Response:
    """All changes."""
    asked = wanted_of(request)
    found = await _newest(request, _filter(asked), source=asked.source)
    return await answer(request, Channel("changes", "Changes to articles", "/", found))


async def of_source(request: Request) -> Response:
    """Changes of one source's articles."""
    services = web(request).services
    source = await gather.source(services, request.path_params["source"])
    name = (await gather.names(services)).get(source.id, source.url)
    found = await _newest(request, _filter(wanted_of(request)), source=SourceId(source.id))
    return await answer(request, Channel(source.id, f"Changes to articles of {name}", f"/sources/{source.id}", found))


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
    return await answer(request, Channel(asked, f"Changes: {headline(article, state)}", f"/articles/{asked}", found))


async def of_tag(request: Request) -> Response:
    """Changes to articles of the sources with a tag."""
    tag = request.path_params["tag"]
    if not any(tag in source.tags for source in await web(request).services.book.all(archived=True)):
        raise NotFound("There is no such tag.", hint="the feed list at /feeds.opml names all feeds")
    found = await _newest(request, replace(_filter(wanted_of(request)), tags=(tag,)))
    return await answer(request, Channel(f"tag:{quote(tag, safe='')}", f"Changes tagged {tag}", "/", found))


async def of_filter(request: Request) -> Response:
    """What a saved filter passes."""
    name = request.path_params["name"]
    if name not in await web(request).services.filters.all():
        raise NotFound("There is no such filter.", hint="`redline filters` lists them")
    found = await _newest(request, Filter(types=(), saved=(name,)))
    return await answer(request, Channel(f"filter:{name}", f"Changes: {name}", "/", found))


async def of_subscription(request: Request) -> Response:
    """What a subscription gets, for its owner: behind a token of its own."""
    wanted = await web(request).services.subscriptions.get(SubscriptionId(request.path_params["subscription"]))
    if wanted is None:
        raise NotFound("There is no such subscription.")
    found = await _newest(request, wanted.filter)
    title = f"Changes for {wanted.name or wanted.id}"
    return await answer(request, Channel(wanted.id, title, "/subscriptions", found, private=True))


async def _newest(request: Request, wanted: Filter, *, source: SourceId | None = None) -> tuple[Told, ...]:
    return tuple(await latest(web(request).services, wanted, source=source, limit=ITEMS))


def _filter(asked: Wanted) -> Filter:
    """What an address asks for as a filter."""
    only_changes = (EventType.CHANGED,) if asked.kind or asked.notice else ()
    return Filter(
        types=only_changes,
        kinds=(asked.kind,) if asked.kind else (),
        notices=(asked.notice,) if asked.notice else (),
    )
