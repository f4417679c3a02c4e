"""What was seen and went again, over all articles."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from monitor.model import Glimpse
from monitor.web import gather
from monitor.web.pages.page import page
from monitor.web.state import web
from monitor.web.views.lines import glimpse_line
from monitor.web.words import GLIMPSES


async def sightings(request: Request) -> Response:
    """Texts that were seen and made no version, filtered by kind; each kind of an article is one line."""
    services, fields = web(request).services, request.query_params
    kind = Glimpse(fields["kind"]) if fields.get("kind") in list(Glimpse) else None
    names = await gather.names(services)
    found = await gather.sightings(services, kind, cursor=fields.get("cursor", ""))
    return page(
        request,
        "sightings.html",
        title="Seen and gone again",
        lines=[glimpse_line(*one, names) for one in found.items],
        next=found.next,
        is_first=not fields.get("cursor"),
        wanted=kind.value if kind else "",
        kinds=[(one.value, words) for one, words in GLIMPSES.items()],
    )
