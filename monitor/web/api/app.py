"""The API as an application of its own, with its description in OpenAPI."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from monitor import __version__
from monitor.web import problems
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
from monitor.web.state import Web

ROUTERS: Final = (
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


def build(web: Web) -> ASGIApp:
    """The API over these parts; open streams go round the layers of the framework."""
    return events.Shortcut(application(web), web=web)


def application(web: Web) -> FastAPI:
    """All routes below /api/v1."""
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
    app.state.web = web
    for router in ROUTERS:
        app.include_router(router)
    problems.install(app)
    app.add_exception_handler(RequestValidationError, _invalid)
    return app


async def _invalid(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    errors = [{"where": ".".join(str(part) for part in one["loc"]), "what": str(one["msg"])[:500]} for one in found]
    return problems.answer(request, 422, "The request can not be understood.", errors=errors[:20])
