"""An article's history, one version, and the difference between two."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from monitor import sources
from monitor.diff import Diff
from monitor.errors import NotFound
from monitor.model import Article, ArticleId, ArticleState, Change, Version
from monitor.web import gather
from monitor.web.links import query
from monitor.web.pages.page import page
from monitor.web.services import Services
from monitor.web.state import person, web
from monitor.web.views.article import article_view
from monitor.web.views.diff import VIEWS, diff_view, picture
from monitor.web.views.remarks import RemarksView, claims_in_words, remarks_view
from monitor.web.views.version import css_of, version_view

CAPTURES = "/web/*/"  # in the address of a web archive's list of captures


async def article(request: Request) -> Response:
    """An article's history; a short id leads to the whole one."""
    services = web(request).services
    asked = request.path_params["article"]
    found = await gather.article_id(services, asked)
    if found != asked:
        return RedirectResponse(f"/articles/{found}", 302)
    shown = request.query_params.get("show", "")
    view = article_view(await gather.history(services, found), now=services.clock.now(), shown=shown)
    claims = await services.histories.claims(found)
    return page(
        request,
        "article.html",
        title=view.title,
        feed=f"/articles/{found}/changes",
        article=view,
        remarks=await _remarks(request, found),
        claims=claims_in_words(claims),
        is_claimed=bool(claims) and claims[-1].last >= view.versions,
        beside=await _beside(services, view.url),
    )


async def _remarks(request: Request, article: ArticleId, version: int = 0) -> RemarksView:
    said = await web(request).services.annotations.of(article)
    return remarks_view(article, said, version=version, is_known=person(request) is not None)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What was seen of the same address otherwise: addresses of pages, "" = nothing."""

    is_captures: bool
    captures: str = ""
    watched: str = ""


async def _beside(services: Services, url: str) -> _Beside:
    """The captures of a web archive beside what we saw, or the other way round."""
    _, star, original = url.partition(CAPTURES)
    if star:
        watched = sources.article_id(original)
        known = await services.catalog.heads([watched])
        return _Beside(is_captures=True, watched=f"/articles/{watched}" if known else "")
    captures = services.captures(url) if services.captures else None
    if captures is None or not await services.catalog.heads([captures]):
        return _Beside(is_captures=False)
    return _Beside(is_captures=False, captures=f"/articles/{captures}")


async def version(request: Request) -> Response:
    """One version as it was published."""
    services = web(request).services
    asked, number = request.path_params["article"], request.path_params["number"]
    found, state = await gather.head(services, asked)
    shown = await gather.version(services, asked, number)
    original = await services.originals.where(found.id, shown.evidence.raw_sha256)
    copy = (await services.copies.of(found.id)).get(number, "")
    view = version_view(found, state, shown, original=original, copy=copy)
    title = f"Version {number} · {view.title}"
    return page(
        request,
        "version.html",
        title=title,
        feed=f"/articles/{asked}/changes",
        version=view,
        css_of=css_of,
        claims=claims_in_words(
            [one for one in await services.histories.claims(found.id) if one.first <= number <= one.last]
        ),
        capture=shown.evidence.final_url if shown.evidence.origin == "capture" else "",
    )


async def difference(request: Request) -> Response:
    """Two versions beside each other."""
    compared = await _compared(request)
    wanted = request.query_params.get("view", "side")
    view = diff_view(
        compared.article,
        compared.state,
        compared.pair,
        compared.diff,
        change=compared.change,
        again=await gather.labellings(web(request).services, compared.change),
        view=wanted if wanted in VIEWS else "side",
    )
    claims = await web(request).services.histories.claims(compared.article.id)
    return page(
        request,
        "diff.html",
        title=f"Version {view.old.number} | Version {view.new.number} · {view.title}",
        feed=f"/articles/{view.article_id}/changes",
        d=view,
        remarks=await _remarks(request, compared.article.id, view.new.number),
        claims=claims_in_words([one for one in claims if one.last >= view.old.number]),
    )


async def card(request: Request) -> Response:
    """The change as a picture; 404 where the fonts or the shaping for its script are missing."""
    from monitor.diff.render.picture import png

    compared = await _compared(request)
    told = picture(compared.article, compared.pair, compared.diff, compared.change)
    drawn = await asyncio.to_thread(png, told)
    if drawn is None:
        raise NotFound("this change can not be drawn here", hint="the fonts or the shaping for its script are missing")
    return Response(drawn, headers={"Cache-Control": "private, max-age=3600"}, media_type="image/png")


@dataclass(frozen=True, slots=True)
class _Compared:
    """Two versions of an article, what differs, and the change as it was published."""

    article: Article
    state: ArticleState
    pair: tuple[Version, Version]
    diff: Diff
    change: Change | None


async def _compared(request: Request) -> _Compared:
    parts = web(request)
    asked, a, b = (request.path_params[name] for name in ("article", "a", "b"))
    article, state = await gather.head(parts.services, asked)
    pair = await gather.version(parts.services, asked, a), await gather.version(parts.services, asked, b)
    change = await gather.change(parts.services, asked, a, b)
    return _Compared(article, state, pair, await parts.differ.compare(*pair), change)


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
