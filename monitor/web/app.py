"""The application: pages, API, feeds and probes behind one guard."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import URL
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from monitor.web import feeds, probes, problems, websub
from monitor.web.differ import Differ
from monitor.web.guard import Guard
from monitor.web.later import Api
from monitor.web.live import Hub
from monitor.web.live.hub import Sources
from monitor.web.pages.routes import PAGES
from monitor.web.services import Services, WebOptions
from monitor.web.state import Web
from monitor.web.templating import STATIC
from monitor.web.traffic import Counting, Traffic


def build(services: Services, options: WebOptions) -> Starlette:
    """The application, ready to be served."""
    static = Mount("/static", Kept(directory=STATIC), name="static")
    app = Starlette(routes=[*feeds.ROUTES, *probes.ROUTES, *websub.ROUTES, *PAGES, static])
    app.router.redirect_slashes = False
    app.state.web = Web(services, options, Differ(), Traffic(), _hub(services, options))
    problems.install(app)
    app.add_middleware(Api, web=app.state.web)
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
