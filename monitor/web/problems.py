"""Errors as answers: a page for people, application/problem+json (RFC 9457) under /api."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from monitor.errors import (
    DeliveryRefused,
    NotFound,
    RedlineError,
    Refused,
    SettingsError,
    StoreUnreachable,
    Withheld,
)
from monitor.event.plain import whole
from monitor.web.guard import HEADERS
from monitor.web.pages.page import page

STATUSES: Final[dict[type[RedlineError], int]] = {
    NotFound: 404,
    Withheld: 410,
    SettingsError: 409,
    DeliveryRefused: 422,
    Refused: 422,
    StoreUnreachable: 503,
}
ADVICE: Final = {
    404: "The address may be mistyped, or the article was never watched here.",
    405: "This address can be read, not written to.",
    409: "What the settings file declares is changed there.",
    410: "It was kept here and can not be shown.",
    500: "The fault is ours; it stands in the log. The rest goes on working.",
    503: "The store does not answer at the moment. Nothing is lost; try again in a minute.",
}


def install(app: Starlette) -> None:
    """Every error of this application becomes one of these answers."""
    app.add_exception_handler(RedlineError, _ours)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _ours(request: Request, error: Exception) -> Response:
    status = next((code for kind, code in STATUSES.items() if isinstance(error, kind)), 500)
    text = str(error) if status in {404, 409, 410, 422} else ADVICE.get(status, "")
    return answer(request, status, text)


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = str(getattr(error, "detail", ""))
    headers = getattr(error, "headers", None) or {}
    text = ADVICE.get(status, detail) if detail == HTTPStatus(status).phrase else detail
    return answer(request, status, text, headers=dict(headers))


async def _unexpected(request: Request, error: Exception) -> Response:
    del error  # the server logs it
    return answer(request, 500, ADVICE[500], headers=dict(HEADERS))


def answer(
    request: Request,
    status: int,
    text: str,
    *,
    errors: Sequence[dict[str, Any]] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """The error as a page, or as JSON under /api."""
    title = HTTPStatus(status).phrase
    if request.url.path.startswith("/api/"):
        found: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": whole(text)}
        if errors:
            found["errors"] = list(errors)
        return Response(json.dumps(found), status, headers, media_type="application/problem+json")
    made = page(request, "error.html", title=title, status=status, code=status, text=text or ADVICE.get(status, ""))
    made.headers.update(headers or {})
    return made
