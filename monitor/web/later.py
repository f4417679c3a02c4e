"""The door to the API, loaded by who first asks for it: a daemon whose API nobody uses does without its 9 MB."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.web.state import Web

API: Final = "/api/"


class Api:
    """ASGI middleware that hands requests below /api/ to the API, everything else on."""

    def __init__(self, app: ASGIApp, *, web: Web) -> None:
        self._pages = app
        self._web = web
        self._api: ASGIApp | None = None
        self._loading = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        app = self._pages
        if scope["type"] == "http" and scope["path"].startswith(API):
            app = self._api or await self._loaded()
        await app(scope, receive, send)

    async def _loaded(self) -> ASGIApp:
        """The API; loading takes about a second, in a thread beside the loop."""
        async with self._loading:
            if self._api is None:
                self._api = await asyncio.to_thread(_load, self._web)
            return self._api


def _load(web: Web) -> ASGIApp:
    from monitor.web.api.app import build

    return build(web)
