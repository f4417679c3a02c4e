"""The pages and the stream of events in a process of their own, on the store of a folder; prints its port."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path
from typing import Any

from monitor.clock import SystemClock
from monitor.deliver import Background, Payloads, Subjects
from monitor.store import Store, open_store
from monitor.web.app import build
from monitor.web.services import Asked, Services, WebOptions
from monitor.web.serving import serving


def services_of(store: Store) -> Services:
    """What the web layer is given; nothing is written in a bench."""
    subjects = Subjects(store.archive, store.book, store.subscriptions, store.endpoints, store.marks)

    async def nothing(*_: object) -> Any:
        return Asked(False, "")

    return Services(
        archive=store.archive,
        catalog=store.catalog,
        book=store.book,
        frontier=store.frontier,
        subscriptions=store.subscriptions,
        outbox=store.outbox,
        log=store.log,
        labellings=store.labellings,
        annotations=store.annotations,
        histories=store.histories,
        clock=SystemClock(),
        add_source=nothing,
        alter_source=nothing,
        look_now=nothing,
        add_subscription=nothing,
        ready=nothing,
        filters=store.filters,
        endpoints=store.endpoints,
        catch_up=store.catch_up,
        resend=nothing,
        ping=nothing,
        rotate=nothing,
        render=Payloads(subjects, base_url="https://redline.example").render,
        facts=Background(store.book, store.archive, store.filters).facts,
    )


async def main(folder: Path) -> None:
    """Serve until standard input ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    async with open_store(folder, secret_keys=("bench",)) as store:
        app = build(services_of(store), WebOptions("key", public=True))
        async with serving(app, host="127.0.0.1", port=port):
            print(port, flush=True)
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main(Path(sys.argv[1])))
