"""The application: routes behind one guard, errors as a page for people and as problem+json for programs."""

from __future__ import annotations

from http import HTTPStatus
from importlib.resources import files

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as PlainHTTPException

from monitor import __version__
from monitor.errors import NotFound, RedlineError
from monitor.web import api, feeds, pages, probes
from monitor.web.guard import Guard
from monitor.web.services import Services, WebOptions


def build(services: Services, options: WebOptions) -> FastAPI:
    """The application, ready to be served."""
    app = FastAPI(
        title="Redline",
        version=__version__,
        description="What was changed in published articles, word by word, when, and whether the publisher said so.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        license_info={"name": "Apache-2.0"},
    )
    shown = pages.Pages(services, options, pages.environment())
    app.include_router(feeds.routes(services, options))
    app.include_router(pages.routes(shown))
    app.include_router(api.routes(services))
    app.include_router(probes.routes(services))
    app.mount("/static", StaticFiles(directory=str(files("monitor.web") / "static")), name="static")
    _errors(app, shown)
    app.add_middleware(Guard, options=options)
    return app


def _errors(app: FastAPI, shown: pages.Pages) -> None:
    def told(request: Request, status: int, text: str) -> Response:
        phrase = HTTPStatus(status).phrase
        if request.url.path.startswith("/api/"):
            problem = {"type": "about:blank", "title": phrase, "status": status, "detail": text}
            return JSONResponse(problem, status, media_type="application/problem+json")
        return shown.render(request, "error", status=status, heading=phrase, text=text)

    @app.exception_handler(PlainHTTPException)
    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException | PlainHTTPException)  # noqa: S101 - registered for it
        return told(request, error.status_code, str(error.detail))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return told(request, 422, f"{where}: {first['msg']}")

    @app.exception_handler(RedlineError)
    async def ours(request: Request, error: Exception) -> Response:
        return told(request, 404 if isinstance(error, NotFound) else 503, str(error))
