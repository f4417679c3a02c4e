"""/api/v1/events: events as they happen, as server-sent events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Final, get_origin

from fastapi import APIRouter, Header, HTTPException, Query
from pydantic import Field, ValidationError
from starlette.datastructures import Headers, QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.event.filters import known_saved
from monitor.model import Filter
from monitor.web.api.common import Parts, errors
from monitor.web.api.made import filter_of
from monitor.web.api.subscription_records import FilterModel
from monitor.web.live import cursor_of, moment_of, stream
from monitor.web.live.cursor import MAX_CHARS
from monitor.web.live.response import EventStream
from monitor.web.state import Web

router = APIRouter(prefix="/api/v1/events", tags=["changes"], responses=errors(401, 422, 503))

MOST_LISTENERS: Final = 5_000


class Listening(FilterModel):
    """What a listener wants; without types: all."""

    since: datetime | None = Field(default=None, description="begins a minute before it; some may come twice")


@router.get("", response_class=EventStream)
async def follow(
    parts: Parts,
    asked: Annotated[Listening, Query()],
    last_event_id: Annotated[str, Header(max_length=MAX_CHARS)] = "",
) -> EventStream:
    """Events from now on, or behind `Last-Event-ID` or `since`, as the envelopes that webhooks carry.

    Each event's `id` is an opaque cursor: who comes back with it as Last-Event-ID misses nothing. An event `overrun`
    says that the connection was cut because it was read too slowly. A comment every few seconds keeps it open.
    """
    wanted = filter_of(asked)
    if not asked.types:
        wanted = replace(wanted, types=())
    await _check_names(parts, wanted)
    begin = _begin(parts, last_event_id, asked.since)
    if parts.hub.count >= MOST_LISTENERS:
        raise HTTPException(503, "Too many listen at the moment; try again later, or read /api/v1/changes.")
    return EventStream(stream(parts.hub, wanted, begin))


class Shortcut:
    """Serves the stream without the layers of the framework, which each open connection would keep in memory.

    Whatever is not in order goes on to the route above, which says what is wrong.
    """

    def __init__(self, app: ASGIApp, *, web: Web) -> None:
        self._app = app
        self._web = web

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream, or hand on."""
        made = None
        if scope["type"] == "http" and scope["path"] == PATH and scope["method"] == "GET":
            made = await self._stream(scope)
        await (made or self._app)(scope, receive, send)

    async def _stream(self, scope: Scope) -> EventStream | None:
        query = QueryParams(scope["query_string"])
        asked = {name: query.getlist(name) if name in LISTS else query[name] for name in dict.fromkeys(query.keys())}
        try:
            last_id = Headers(scope=scope).get("last-event-id", "")
            return await follow(self._web, Listening.model_validate(asked), last_id)
        except (ValidationError, HTTPException):
            return None


PATH: Final = "/api/v1/events"
LISTS: Final = frozenset(name for name, one in Listening.model_fields.items() if get_origin(one.annotation) is list)


async def _check_names(parts: Web, wanted: Filter) -> None:
    try:
        known_saved(wanted.saved, await parts.services.filters.filters() if wanted.saved else {})
    except ValueError as error:
        raise HTTPException(422, f"saved: {error}") from None


def _begin(parts: Web, last_event_id: str, since: datetime | None) -> dict[str, str] | None:
    if last_event_id:
        found = cursor_of(last_event_id, parts.hub.shards)
        if found is None:
            raise HTTPException(422, "Last-Event-ID is none of ours; begin again without it.")
        return found
    if since is None:
        return None
    return moment_of(since if since.tzinfo else since.replace(tzinfo=UTC), parts.hub.shards)
