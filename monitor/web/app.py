"""The application: pages, API, feeds and probes behind one guard."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, FastAPI
from starlette.datastructures import URL
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from monitor import __version__
from monitor.web import feeds, probes, problems, websub
from monitor.web.api import (
    articles,
    attention,
    changes,
    events,
    filters,
    marks,
    remarks,
    sightings,
    sources,
    subscriptions,
)
from monitor.web.differ import Differ
from monitor.web.guard import Guard
from monitor.web.live import Hub
from monitor.web.live.hub import Sources
from monitor.web.pages.routes import PAGES
from monitor.web.services import Services, WebOptions
from monitor.web.state import Web
from monitor.web.templating import STATIC, Templates
from monitor.web.traffic import Counting, Traffic

API: Final = (
    sources.router,
    remarks.router,
    attention.router,
    articles.router,
    changes.router,
    sightings.router,
    marks.router,
    subscriptions.router,
    filters.router,
    events.router,
)


def build(services: Services, options: WebOptions) -> FastAPI:
    """The application, ready to be served."""
    app = FastAPI(
        title="Redline",
        version=__version__,
        description="What was changed in published articles, word by word, when, and whether the publisher said so.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        license_info={"name": "Apache-2.0"},
    )
    app.state.web = Web(services, options, Templates(), Differ(), Traffic(), _hub(services, options))
    under = APIRouter(prefix="/api/v1")
    for router in API:
        under.include_router(router)
    app.include_router(under)
    app.router.routes.extend((*feeds.ROUTES, *probes.ROUTES, *websub.ROUTES, *PAGES))
    app.mount("/static", Kept(directory=STATIC), name="static")
    problems.install(app)
    app.add_middleware(events.Shortcut, web=app.state.web)
    app.add_middleware(Counting, traffic=app.state.web.traffic)
    app.add_middleware(Guard, options=options, clock=services.clock)
    return app


def _hub(services: Services, options: WebOptions) -> Hub:
    sources = Sources(services.log, services.render, services.facts, services.filters.filters)
    return Hub(sources, heartbeat_s=options.heartbeat_s)


class Kept(StaticFiles):
    """Static files that browsers keep: their addresses change with them."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """The file, for a year where its address names its content."""
        answer = super().file_response(*args, **kwargs)
        scope = args[2] if len(args) > 2 else kwargs["scope"]  # noqa: PLR2004 - Starlette's third argument
        named = "v=" in URL(scope=scope).query
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if named else "public, max-age=300"
        return answer
