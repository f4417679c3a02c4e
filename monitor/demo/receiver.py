"""A webhook receiver as a subscriber would write it: it believes only what the Standard Webhooks library verifies."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


@dataclass(frozen=True, slots=True)
class Received:
    """One delivery that was verified."""

    message_id: str
    type: str
    article_id: str
    to_version: int
    summary: str
    url: str


@dataclass(slots=True)
class Receiver:
    """Collects deliveries; `arrived` is called with each new one."""

    secret: str
    arrived: Callable[[Received], None]
    received: dict[str, Received] = field(default_factory=dict)
    repeated: int = 0
    refused: int = 0

    def app(self) -> Starlette:
        """The endpoint, at /hook."""
        return Starlette(routes=[Route("/hook", self._hook, methods=["POST"])])

    async def _hook(self, request: Request) -> Response:
        try:
            Webhook(self.secret).verify(await request.body(), dict(request.headers))
        except WebhookVerificationError:
            self.refused += 1
            return Response(status_code=401)
        envelope = json.loads(await request.body())
        if envelope["id"] in self.received:
            self.repeated += 1
            return Response(status_code=204)
        data = envelope["data"]
        got = Received(
            envelope["id"],
            envelope["type"],
            data.get("article_id", ""),
            data.get("to_version", 0),
            data.get("summary", ""),
            data.get("url", ""),
        )
        self.received[got.message_id] = got
        self.arrived(got)
        return Response(status_code=204)
