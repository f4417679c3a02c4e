"""What the owner says of an article or a change, on its page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from monitor.errors import Refused
from monitor.model import ArticleId, Remark, RemarkKind
from monitor.web import gather
from monitor.web.pages.forms import fields_of, number_of
from monitor.web.state import author, web


async def annotate(request: Request) -> Response:
    """Keep a remark; back to where it was made."""
    services = web(request).services
    found, _ = await gather.head(services, request.path_params["article"])
    fields = await fields_of(request)
    kind, number = fields.get("kind", ""), number_of(fields.get("version", "0"))
    if kind not in set(RemarkKind):
        raise Refused("this can not be said here")
    remark = Remark(ArticleId(found.id), number, RemarkKind(kind), author(request), fields.get("text", ""))
    await services.annotations.add(remark)
    page = f"/articles/{found.id}"
    return RedirectResponse(f"{page}/diff/{number - 1}/{number}#remarks" if number > 1 else f"{page}#remarks", 303)
