"""The home page: the latest changes."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from monitor.diff.kinds import ORDER
from monitor.model import Notice, SourceId
from monitor.web import gather, probes
from monitor.web.pages.page import page
from monitor.web.state import web
from monitor.web.views.lines import Wanted, lines
from monitor.web.views.progress import sentence
from monitor.web.words import SHORT_NOTICES, label


async def home(request: Request) -> Response:
    """The latest changes, filtered by source, kind and notice."""
    services, options = web(request).services, web(request).options
    wanted = wanted_of(request)
    names = await gather.names(services)
    found = await gather.events(services, wanted, cursor=request.query_params.get("cursor", ""))
    return page(
        request,
        "home.html",
        title="Latest changes",
        feed="/feeds/changes",
        lines=lines(found.items, await gather.heads(services, found.items), names),
        next=found.next,
        wanted=wanted,
        is_first=not request.query_params.get("cursor"),
        names=sorted(names.items(), key=lambda one: one[1].casefold()),
        kinds=[(kind, label(kind)) for kind in ORDER],
        notices=[(notice.value, SHORT_NOTICES[notice]) for notice in Notice],
        tags=list(await services.annotations.tags()),
        progress=sentence(await gather.progress(services)),
        warnings=(*options.warnings, *await probes.troubles(services)),
    )


def wanted_of(request: Request, source: SourceId | None = None) -> Wanted:
    """The filter in an address; what is none of ours is left out."""
    fields = request.query_params
    notice = fields.get("notice", "")
    kind = fields.get("kind", "")
    return Wanted(
        source or SourceId(fields.get("source", "")) or None,
        kind if kind in ORDER else "",
        Notice(notice) if notice in list(Notice) else None,
        " ".join(fields.get("tag", "")[:64].split()).casefold(),
    )
