"""An article's history, one version, and the difference between two."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from monitor.web import gather
from monitor.web.links import query
from monitor.web.pages.page import page
from monitor.web.state import web
from monitor.web.views.article import article_view
from monitor.web.views.diff import VIEWS, diff_view
from monitor.web.views.version import version_view


async def article(request: Request) -> Response:
    """An article's history; a short id leads to the whole one."""
    services = web(request).services
    asked = request.path_params["article"]
    found = await gather.article_id(services, asked)
    if found != asked:
        return RedirectResponse(f"/articles/{found}", 302)
    view = article_view(await gather.history(services, found), now=services.clock.now())
    return page(request, "article.html", title=view.title, feed=f"/articles/{found}/changes", article=view)


async def version(request: Request) -> Response:
    """One version as it was published."""
    services = web(request).services
    asked, number = request.path_params["article"], request.path_params["number"]
    found, state = await gather.head(services, asked)
    view = version_view(found, state, await gather.version(services, asked, number))
    title = f"Version {number} · {view.title}"
    return page(request, "version.html", title=title, feed=f"/articles/{asked}/changes", version=view)


async def difference(request: Request) -> Response:
    """Two versions beside each other."""
    parts = web(request)
    asked, a, b = (request.path_params[name] for name in ("article", "a", "b"))
    found, state = await gather.head(parts.services, asked)
    old, new = await gather.version(parts.services, asked, a), await gather.version(parts.services, asked, b)
    wanted = request.query_params.get("view", "side")
    view = diff_view(
        found,
        state,
        (old, new),
        await parts.differ.compare(old, new),
        change=await gather.change(parts.services, asked, a, b),
        view=wanted if wanted in VIEWS else "side",
    )
    return page(
        request,
        "diff.html",
        title=f"Version {a} | Version {b} · {view.title}",
        feed=f"/articles/{asked}/changes",
        d=view,
    )


async def compare(request: Request) -> Response:
    """The page of the two versions that were picked in a form."""
    asked = request.path_params["article"]
    numbers = [request.query_params.get(name, "") for name in ("a", "b")]
    if not all(one.isascii() and one.isdigit() and len(one) < 9 for one in numbers):  # noqa: PLR2004 - digits
        return RedirectResponse(f"/articles/{asked}", 303)
    low, high = sorted(int(one) for one in numbers)
    if low == high:
        return RedirectResponse(f"/articles/{asked}/versions/{low}", 303)
    return RedirectResponse(query(f"/articles/{asked}/diff/{low}/{high}"), 303)
