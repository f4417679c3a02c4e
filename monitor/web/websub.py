"""Where hubs reach us: they ask whether we mean it, and send what is new. Open to all, at unguessable addresses."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from monitor.web.state import web

MAX_CHALLENGE_CHARS: Final = 2_000


async def verify(request: Request) -> Response:
    """The challenge, as it came, where we did ask this hub for this topic; else 404."""
    desk = web(request).services.hubs
    challenge = await desk.verify(request.path_params["token"], dict(request.query_params)) if desk else None
    if challenge is None or len(challenge) > MAX_CHALLENGE_CHARS:
        return PlainTextResponse("Nobody asked for this.", 404)
    return PlainTextResponse(challenge)  # with nosniff, as everything: no browser takes it for a page


async def receive(request: Request) -> Response:
    """202 whether it is signed or not: what is not signed is ignored, and its sender is not told (WebSub, 8)."""
    desk = web(request).services.hubs
    kept = None
    if desk:
        kept = await desk.receive(
            request.path_params["token"],
            await request.body(),
            request.headers.get("content-type", ""),
            request.headers.get("x-hub-signature", ""),
        )
    return Response(status_code=404 if kept is None else 202)


ROUTES: Final = (
    Route("/websub/{token}", verify, methods=["GET"]),
    Route("/websub/{token}", receive, methods=["POST"]),
)
