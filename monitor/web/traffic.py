"""How often each route was asked and how long it took, for /metrics."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from typing import Any

from monitor.web.guard import App, Message, Receive, Scope, Send


class Traffic:
    """Counters by route and class of status; a route is its pattern, so there are few of them."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, str]] = Counter()  # (route, "2xx")
        self.seconds: defaultdict[str, float] = defaultdict(float)  # route -> time spent


class Counting:
    """ASGI middleware that counts into a Traffic."""

    def __init__(self, app: App, *, traffic: Traffic) -> None:
        self._app = app
        self._traffic = traffic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on and count the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 500

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, seen)
        finally:
            route = _pattern(scope)
            self._traffic.requests[route, f"{status // 100}xx"] += 1
            self._traffic.seconds[route] += time.perf_counter() - begun


def _pattern(scope: Scope) -> str:
    route: Any = scope.get("route")
    return str(getattr(route, "path", "")) or "other"
