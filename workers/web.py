"""The web role: the pages and the API, drained on stop."""

from __future__ import annotations

import asyncio

from monitor import log
from monitor.app.opening import App
from monitor.app.pages import web_app
from monitor.errors import SettingsError
from monitor.web.serving import serving


async def run(app: App, stop: asyncio.Event) -> None:
    """Serve until `stop`."""
    settings = app.settings.web
    pages = web_app(app)
    async with serving(pages, host=settings.host, port=settings.port, ending=pages.state.web.hub.close) as task:
        if task.done():
            raise SettingsError(
                "web.port", f"{settings.host}:{settings.port} can not be listened on", hint="is it taken?"
            )
        log.get("web").info("serving", url=f"http://{settings.host}:{settings.port}/")
        await stop.wait()
