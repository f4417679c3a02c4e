"""For machines that watch us: is it alive, can it work, what has it done."""

from __future__ import annotations

import asyncio
import json
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from monitor.errors import RedlineError
from monitor.web import metrics
from monitor.web.services import Services
from monitor.web.state import web

READY_S: Final = 3.0


async def alive(request: Request) -> Response:
    """The process answers; says nothing of the store."""
    del request
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


async def ready(request: Request) -> Response:
    """200 if it can work, 503 and the reasons if not."""
    found = await troubles(web(request).services)
    body = json.dumps({"ready": not found, "troubles": list(found)})
    return Response(body, 503 if found else 200, {"Cache-Control": "no-store"}, media_type="application/json")


async def troubles(services: Services) -> tuple[str, ...]:
    """What keeps us from working, in words."""
    try:
        async with asyncio.timeout(READY_S):
            return tuple(await services.actions.ready())
    except TimeoutError:
        return (f"the store gave no answer within {READY_S:g} s",)
    except RedlineError as error:
        return (str(error),)


async def measured(request: Request) -> Response:
    """Counters and gauges for Prometheus."""
    parts = web(request)
    found = await metrics.collect(parts.services, parts.traffic, troubles=await troubles(parts.services))
    return Response(metrics.text(found), headers={"Cache-Control": "no-store", "Content-Type": metrics.CONTENT_TYPE})


ROUTES: Final = (
    Route("/livez", alive, name="livez"),
    Route("/readyz", ready),
    Route("/metrics", measured),
)
