"""What the owner can do on the pages: add a source, pause it, have an article checked now."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from monitor.model import ArticleId
from monitor.web import gather
from monitor.web.pages.forms import fields_of
from monitor.web.pages.page import page
from monitor.web.state import web

MAX_ADDRESS = 4_000


async def add_source(request: Request) -> Response:
    """Watch an address; says what was found, or why not."""
    fields = await fields_of(request)
    url, name = fields.get("url", "")[:MAX_ADDRESS].strip(), fields.get("name", "")[:200].strip()
    asked = await web(request).services.actions.add_source(url, name)
    if asked.ok and asked.id:
        return RedirectResponse(f"/sources/{asked.id}", 303)
    return page(
        request, "message.html", title="Not added", status=422, text=asked.text, back="/sources", back_to="Sources"
    )


async def set_paused(request: Request) -> Response:
    """Pause a source, or go on with it."""
    services = web(request).services
    found = await gather.source(services, request.path_params["source"])
    fields = await fields_of(request)
    await services.actions.alter_source(replace(found, paused=fields.get("paused") == "yes", archived=False))
    return RedirectResponse(f"/sources/{found.id}", 303)


async def look_now(request: Request) -> Response:
    """Have an article checked now."""
    asked = request.path_params["article"]
    await gather.head(web(request).services, asked)
    await web(request).services.actions.look_now(ArticleId(asked))
    return RedirectResponse(f"/articles/{asked}", 303)
