"""What the routes of the API share: their parts, the address of ours, and the errors they document."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Depends, Path, Query, Request

from monitor.web.api.records import Problem
from monitor.web.gather import MAX_PAGE, PAGE
from monitor.web.state import Web, web

Parts = Annotated[Web, Depends(web)]
Cursor = Annotated[str, Query(max_length=500, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=MAX_PAGE, description="how many at most")]
OfSource = Annotated[str, Query(max_length=64, description="only those of this source")]
Id = Annotated[str, Path(max_length=64, pattern=r"^\w+$")]
Number = Annotated[int, Path(ge=1, le=1_000_000_000)]
DEFAULT_LIMIT: Final = PAGE


def base_url(request: Request) -> str:
    """Our own address: that of the settings, else the one asked for (its host is a known one)."""
    return web(request).options.base_url.rstrip("/") or str(request.base_url).rstrip("/")


Base = Annotated[str, Depends(base_url)]


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The errors that a route documents."""
    content = {"application/problem+json": {"schema": Problem.model_json_schema()}}
    return {status: {"description": _NAMES[status], "content": content} for status in statuses}


_NAMES: Final = {
    401: "A key is needed",
    403: "The request comes from another site",
    404: "There is no such thing",
    410: "It can not be shown",
    409: "The settings file owns it",
    413: "The body is too large",
    422: "The request can not be understood",
    503: "The store does not answer",
}
