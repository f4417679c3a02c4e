"""The deliverer role: fans events out to their subscribers and sends what is due."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket

from monitor.app.delivery import open_delivery
from monitor.app.opening import App


async def run(app: App, stop: asyncio.Event) -> None:
    """Fan out and deliver until `stop`; what has been begun is finished."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    fanout, deliverer = open_delivery(app, owner)
    async with asyncio.TaskGroup() as group:
        group.create_task(fanout.run(stop))
        group.create_task(deliverer.run(stop))
