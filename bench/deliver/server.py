"""The pages and the stream of events in a process of their own, on the store of a folder; prints its port."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path
from typing import Any

from monitor.app.pages import services_of
from monitor.clock import SystemClock
from monitor.store import open_store
from monitor.web.app import build
from monitor.web.services import Actions, Attention, WebOptions
from monitor.web.serving import serving


async def nothing(*_: object) -> Any:
    """Nothing is written in a bench."""


async def main(folder: Path) -> None:
    """Serve until standard input ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    async with open_store(folder, secret_keys=("bench",)) as store:
        more = Attention(nothing, nothing, nothing)
        actions = Actions(nothing, nothing, nothing, nothing, nothing, nothing, nothing, more)
        services = services_of(store, SystemClock(), actions, base_url="https://redline.example")
        app = build(services, WebOptions("key", public=True))
        async with serving(app, host="127.0.0.1", port=port):
            print(port, flush=True)
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main(Path(sys.argv[1])))
