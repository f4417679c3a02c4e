"""/api/v1/events: changes as they happen, as server-sent events."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Header, HTTPException, Query, Request
from starlette.responses import StreamingResponse

from monitor.errors import RedlineError
from monitor.model import ArticleId, Event, EventType
from monitor.web import gather
from monitor.web.api.common import Base, Parts, errors
from monitor.web.api.made import changes_out
from monitor.web.state import Web

router = APIRouter(prefix="/events", tags=["changes"], responses=errors(401, 422, 503))

POLL_S: Final = 2.0
OVERLAP: Final = timedelta(seconds=5)  # shards tell the time a little apart
MOST_BACK: Final = 1_000  # events that a reader who comes back is sent
MOST_READERS: Final = 64
_CURSOR: Final = re.compile(r"(\d{1,15})-(evt_\w{1,64})?")
_KINDS: Final = (EventType.CHANGED, EventType.UNAVAILABLE, EventType.RESTORED, EventType.FINISHED, EventType.CREATED)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a reader has read; its text is the id of a server-sent event."""

    at: datetime
    event: str = ""

    def __str__(self) -> str:
        return f"{round(self.at.timestamp() * 1000)}-{self.event}"


def mark_of(text: str) -> Mark | None:
    """The mark that a reader came back with; None if it is none of ours."""
    match = _CURSOR.fullmatch(text)
    if match is None:
        return None
    return Mark(datetime.fromtimestamp(int(match[1]) / 1000, UTC), match[2] or "")


class Readers:
    """How many read now."""

    now = 0


@router.get("", response_class=StreamingResponse)
async def follow(
    request: Request,
    parts: Parts,
    base: Base,
    last_event_id: Annotated[str, Header(max_length=200)] = "",
    since: Annotated[datetime | None, Query(description="begin with the events after this time")] = None,
) -> StreamingResponse:
    """Events of articles from now on, or after `Last-Event-ID` or `since`; a comment every few seconds keeps it open.

    At most 1,000 events are sent to catch up; an event `gap` says that there were more, to be read from /changes.
    """
    mark = Mark(parts.services.clock.now())
    if last_event_id:
        found = mark_of(last_event_id)
        if found is None:
            raise HTTPException(422, "Last-Event-ID is none of ours; begin again without it.")
        mark = found
    elif since is not None:
        mark = Mark(since if since.tzinfo else since.replace(tzinfo=UTC))
    if Readers.now >= MOST_READERS:
        raise HTTPException(503, "Too many read at the moment; try again later, or read /api/v1/changes.")
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(request, parts, base, mark), media_type="text/event-stream", headers=headers)


async def _stream(request: Request, parts: Web, base: str, mark: Mark) -> AsyncIterator[str]:
    told: dict[str, datetime] = {mark.event: mark.at} if mark.event else {}
    begin, newest, quiet_s = mark.at, mark, 0.0
    Readers.now += 1
    try:
        yield f"retry: 3000\nid: {newest}\n: listening\n\n"
        while not await request.is_disconnected():
            fresh, whole = await _after(parts, begin, told, exact=mark.at)
            if not whole:
                yield 'event: gap\ndata: {"read": "/api/v1/changes"}\n\n'
            for event in fresh:
                told[event.id] = event.at
                newest = Mark(max(newest.at, event.at), event.id)
                yield await _told(parts, event, newest, base)
            begin = max(begin, newest.at - OVERLAP)
            told = {one: at for one, at in told.items() if at >= begin - OVERLAP}
            quiet_s = 0.0 if fresh else quiet_s + POLL_S
            if quiet_s >= parts.options.heartbeat_s:
                yield ": still here\n\n"
                quiet_s = 0.0
            await asyncio.sleep(POLL_S)
    except RedlineError:
        yield "event: error\ndata: {}\n\n"
    finally:
        Readers.now -= 1


async def _after(
    parts: Web, begin: datetime, told: dict[str, datetime], *, exact: datetime
) -> tuple[list[Event], bool]:
    """Events after `begin` that were not told yet, oldest first; False if there are more than are sent."""
    found: list[Event] = []
    cursor = ""
    while len(found) < MOST_BACK:
        page = await parts.services.catalog.events(types=_KINDS, cursor=cursor, limit=100)
        later = [event for event in page.items if event.at >= max(begin, exact) and event.id not in told]
        found += later
        cursor = page.next
        if not cursor or (page.items and page.items[-1].at < begin):
            return found[::-1], True
    return found[:MOST_BACK][::-1], False


async def _told(parts: Web, event: Event, mark: Mark, base: str) -> str:
    heads = await gather.heads(parts.services, [event])
    if event.change is not None:
        changes = changes_out((event,), heads, base)
        data = changes[0].model_dump_json() if changes else "{}"
    else:
        head = heads.get(ArticleId(event.subject))
        data = json.dumps(
            {
                "id": event.id,
                "type": event.type.value,
                "at": event.at.isoformat(),
                "article_id": event.subject,
                "url": head[0].url if head else "",
                "detail": event.detail,
            }
        )
    return f"id: {mark}\nevent: {event.type.value}\ndata: {data}\n\n"
