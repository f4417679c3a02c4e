"""Serving an application on uvicorn inside somebody else's loop: signals stay the owner's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final

import uvicorn

GRACE_S: Final = 10  # for answers under way when it is stopped
LOOK_S: Final = 0.01


class Server(uvicorn.Server):
    """uvicorn that leaves signals alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is captured."""
        yield


@asynccontextmanager
async def serving(
    app: Callable[..., Any], *, host: str, port: int, ending: Callable[[], None] = lambda: None
) -> AsyncIterator[asyncio.Task[None]]:
    """The application on this port while the block runs; the task ends early only if it could not be served.

    `ending` is called first at the end: it ends answers that would go on for ever.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_S,
    )
    server = Server(config)
    task = asyncio.create_task(server.serve(), name=f"serving {host}:{port}")
    while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn tells it by a flag
        await asyncio.sleep(LOOK_S)
    try:
        yield task
    finally:
        ending()
        server.should_exit = True
        await task
