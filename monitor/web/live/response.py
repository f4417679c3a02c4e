"""The answer that carries a stream: one task per client and nothing beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import monotonic
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

ASK_S: Final = 5.0  # between two looks whether the client is still there


class EventStream(Response):
    """Frames of server-sent events as they come; a client that went is noticed at the next frame or heartbeat."""

    media_type = "text/event-stream"

    def __init__(self, frames: AsyncGenerator[bytes, None], status_code: int = 200) -> None:
        super().__init__(status_code=status_code, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._frames = frames

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        """Send until the frames end or the client has gone."""
        async with aclosing(self._frames) as frames:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            asked = monotonic()
            async for frame in frames:
                await send({"type": "http.response.body", "body": frame, "more_body": True})
                if monotonic() - asked >= ASK_S:
                    if await _has_gone(receive):
                        return
                    asked = monotonic()
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _has_gone(receive: Receive) -> bool:
    """True if the client has closed the connection; looks without waiting."""
    while True:
        asking = asyncio.ensure_future(receive())
        await asyncio.sleep(0)
        if not asking.done():
            asking.cancel()
            return False
        if asking.result()["type"] == "http.disconnect":
            return True
