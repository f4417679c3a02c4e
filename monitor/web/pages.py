"""The pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor.diff.render import html as marks
from monitor.model import ArticleId, SourceId
from monitor.web import views, words
from monitor.web.guard import COOKIE, same, session_of
from monitor.web.services import Services, WebOptions

DIFF_VIEWS: Final = ("side", "inline", "changes")


@dataclass(frozen=True, slots=True)
class Pages:
    """Renders templates with what every page needs."""

    services: Services
    options: WebOptions
    environment: Environment

    def render(self, request: Request, name: str, *, status: int = 200, **values: Any) -> Response:
        """The page as a response."""
        common = {
            "request": request,
            "options": self.options,
            "now": self.services.clock.now(),
            "is_owner": request.scope.get("state", {}).get("is_owner", False),
            "has_score": self.services.score is not None,
        }
        html = self.environment.get_template(f"{name}.html").render(common | values)
        return Response(html, status, media_type="text/html")


def environment() -> Environment:
    """The templates, with the words of the pages as their vocabulary."""
    made = Environment(
        loader=PackageLoader("monitor.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(words=words, stamp=words.stamp, span=words.span, link=words.web_link)
    return made


def routes(pages: Pages) -> APIRouter:
    """All routes that give pages."""
    router = APIRouter(include_in_schema=False)
    services = pages.services

    @router.get("/")
    async def home(request: Request, before: str = "") -> Response:
        page = await views.latest(services, source=None, cursor=before)
        return pages.render(
            request,
            "home",
            lines=await views.lines(services, page.items),
            older=page.next,
            watching=await views.watching(services),
        )

    _source_routes(router, pages)
    _article_routes(router, pages)
    _about_routes(router, pages)
    _session_routes(router, pages)
    _write_routes(router, pages)
    return router


def _source_routes(router: APIRouter, pages: Pages) -> None:
    services = pages.services

    @router.get("/sources")
    async def sources(request: Request) -> Response:
        return pages.render(request, "sources", sources=await views.source_lines(services))

    @router.get("/sources/{source}")
    async def source(request: Request, source: str, before: str = "") -> Response:
        found = await services.book.get(SourceId(source))
        if found is None:
            raise HTTPException(404, "There is no such source.")
        page = await views.latest(services, source=found.id, cursor=before)
        state = (await services.book.states([found.id]))[found.id]
        articles = await services.catalog.articles(source=found.id, limit=views.PAGE)
        heads = await services.catalog.heads(articles.items)
        return pages.render(
            request,
            "source",
            source=found,
            state=state,
            called=views.source_name(found, state),
            lines=await views.lines(services, page.items),
            older=page.next,
            articles=list(heads.values()),
            watching=await views.watching(services, found),
        )


def _article_routes(router: APIRouter, pages: Pages) -> None:
    services = pages.services

    @router.get("/articles/{article}")
    async def article(request: Request, article: str) -> Response:
        view = await views.article_view(services, ArticleId(article))
        if view is None:
            raise HTTPException(404, "There is no such article.")
        plan = words.plan(view.planned, view.last, view.state, view.candidate, services.clock.now())
        return pages.render(request, "article", view=view, plan=plan)

    @router.get("/articles/{article}/versions/{number}")
    async def version(request: Request, article: str, number: int) -> Response:
        heads = await services.catalog.heads([ArticleId(article)])
        found = await services.archive.version(ArticleId(article), number)
        if found is None or not heads:
            raise HTTPException(404, "There is no such version.")
        known, state = heads[ArticleId(article)]
        return pages.render(request, "version", article=known, state=state, version=found)

    @router.get("/articles/{article}/diff/{a}/{b}")
    async def difference(request: Request, article: str, a: int, b: int, view: str = "side") -> Response:
        found = await views.diff_view(services, ArticleId(article), a, b)
        if found is None:
            raise HTTPException(404, "There is no such change.")
        chosen = view if view in DIFF_VIEWS else "side"
        return pages.render(
            request,
            "diff",
            view=found,
            chosen=chosen,
            body=_body(found, chosen),
            title=Markup(marks.title(found.diff)),  # noqa: S704 - the renderer escapes
        )


def _about_routes(router: APIRouter, pages: Pages) -> None:
    services = pages.services

    @router.get("/status")
    async def status(request: Request) -> Response:
        return pages.render(
            request,
            "status",
            troubles=await services.ready(),
            watching=await views.watching(services),
            subscriptions=await services.subscriptions.all(),
        )

    @router.get("/score")
    async def score(request: Request) -> Response:
        if services.score is None:
            raise HTTPException(404, "Only the demo keeps a score.")
        return pages.render(request, "score", score=await services.score())


def _body(found: views.DiffView, chosen: str) -> Markup:
    render = {"side": marks.side_by_side, "inline": marks.inline, "changes": marks.changes_only}[chosen]
    return Markup(render(found.diff, language=found.new.text.language))  # noqa: S704 - the renderer escapes


def _session_routes(router: APIRouter, pages: Pages) -> None:
    @router.get("/login")
    async def login_page(request: Request) -> Response:
        return pages.render(request, "login", wrong=False)

    @router.post("/login")
    async def login(request: Request, key: Annotated[str, Form(max_length=500)]) -> Response:
        if not same(key.strip(), pages.options.admin_key):
            return pages.render(request, "login", status=403, wrong=True)
        answer = RedirectResponse("/", 303)
        secure = pages.options.base_url.startswith("https://")
        answer.set_cookie(
            COOKIE,
            session_of(pages.options.admin_key),
            max_age=30 * 86_400,
            httponly=True,
            samesite="strict",
            secure=secure,
        )
        return answer

    @router.post("/logout")
    async def logout() -> Response:
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(COOKIE)
        return answer


def _write_routes(router: APIRouter, pages: Pages) -> None:
    services = pages.services

    @router.post("/sources")
    async def add(request: Request, url: Annotated[str, Form(max_length=8_000)]) -> Response:
        asked = await services.add_source(url.strip(), "")
        if asked.ok:
            return RedirectResponse(f"/sources/{asked.id}", 303)
        return pages.render(request, "error", status=422, heading="This can not be watched", text=asked.text)

    @router.post("/articles/{article}/look")
    async def look(article: str) -> Response:
        if not await services.look_now(ArticleId(article)):
            raise HTTPException(404, "There is no such article.")
        return RedirectResponse(f"/articles/{article}", 303)
