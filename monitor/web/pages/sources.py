"""The list of sources, and one source's page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from monitor.web import gather
from monitor.web.pages.home import wanted_of
from monitor.web.pages.page import page
from monitor.web.state import web
from monitor.web.views.lines import lines
from monitor.web.views.progress import sentence
from monitor.web.views.sources import article_line


async def sources(request: Request) -> Response:
    """All sources with how they are doing."""
    services = web(request).services
    found = await services.book.all(archived="archived" in request.query_params)
    return page(
        request,
        "sources.html",
        title="Sources",
        sources=await gather.source_views(services, found),
        progress=sentence(await gather.progress(services)),
    )


async def source(request: Request) -> Response:
    """One source: its latest changes, its articles, how it is doing."""
    services = web(request).services
    found = await gather.source(services, request.path_params["source"])
    view = (await gather.source_views(services, [found]))[0]
    cursor = request.query_params.get("cursor", "")
    listed = await services.catalog.articles(source=found.id, cursor=cursor, limit=gather.PAGE)
    heads = await services.catalog.heads(listed.items)
    changes = await gather.events(services, wanted_of(request, found.id), limit=10)
    now = services.clock.now()
    turning = [box.path for box in await services.turning.of(found.id) if box.is_left_out(now)]
    return page(
        request,
        "source.html",
        title=view.name,
        feed=f"/sources/{found.id}/changes",
        source=view,
        lines=lines(changes.items, await gather.heads(services, changes.items), {found.id: view.name}),
        more_changes=bool(changes.next),
        articles=[article_line(*heads[one]) for one in listed.items if one in heads],
        next=listed.next,
        is_first=not cursor,
        turning=turning,
        progress=sentence(await gather.progress(services, found, view.name)),
    )
