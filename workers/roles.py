"""The roles of Redline, and running any of them in this process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Final

from monitor import backlog, intake, log
from monitor.app.declared import declared_sources
from monitor.app.delivery import subscriptions_of_file
from monitor.app.filters import filters_of_file
from monitor.app.opening import App, open_app
from monitor.clock import SystemClock
from monitor.model import ItemKind
from monitor.settings import Settings
from workers import deliverer, keeper, web
from workers.learning import Learning
from workers.lifecycle import run_until, settle, stop_signal
from workers.looker import Looker
from workers.watching import Watching

Role = Callable[[App, asyncio.Event], Coroutine[Any, Any, None]]


async def poller(app: App, stop: asyncio.Event) -> None:
    """Reads sources."""
    await _look(app, ItemKind.SOURCE, stop)


async def checker(app: App, stop: asyncio.Event) -> None:
    """Looks at articles."""
    await _look(app, ItemKind.ARTICLE, stop)


async def _look(app: App, kind: ItemKind, stop: asyncio.Event) -> None:
    """Look until `stop`, with the rule of the deployment; what the last looks counted is kept, too."""
    world, store = app.world, app.store
    watching = None
    if kind is ItemKind.ARTICLE:
        watching = Watching(
            store.presence, world.away, world.clock, world.reach, lambda away: backlog.rank(away, world)
        )
    looker = Looker(world, store.wakeup, (kind,), app.settings.look.tasks, room=store.room, watching=watching)
    learning, ended = Learning(app.world.learner, app.store.ledger), asyncio.Event()
    await learning.exchange()
    async with asyncio.TaskGroup() as group:
        group.create_task(learning.run(ended))
        await looker.run(stop)
        ended.set()


ROLES: Final[dict[str, Role]] = {
    "poller": poller,
    "checker": checker,
    "deliverer": deliverer.run,
    "keeper": keeper.run,
    "web": web.run,
}


async def run_roles(
    settings: Settings, names: Sequence[str], *, ready: Callable[[App, asyncio.Event], Awaitable[App]] | None = None
) -> None:
    """Run these roles until SIGTERM or SIGINT; `ready` is told once everything is open, and may change the app."""
    log.configure(level=settings.log.level, form=settings.log.format)
    wanted = declared_sources(settings, SystemClock())
    async with open_app(settings) as app, stop_signal() as stop:
        changed, gone = await intake.own_by_file(wanted, app.world)
        for source in changed:
            log.get("settings").info("source_declared", url=source.url)
        await filters_of_file(app)
        await subscriptions_of_file(app)
        for source in gone:
            log.get("settings").info("source_archived", url=source.url)
        if ready is not None:
            app = await ready(app, stop)  # noqa: PLW2901 - the same, with the demo's score
        settle()
        await run_until(stop, {name: _bound(ROLES[name], app) for name in names})


def _bound(role: Role, app: App) -> Callable[[asyncio.Event], Coroutine[Any, Any, None]]:
    return lambda stop: role(app, stop)
