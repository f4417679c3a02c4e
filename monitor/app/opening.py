"""Everything open: store, transports, workshop and the world of the pipeline."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from random import SystemRandom
from typing import TYPE_CHECKING, Final

import httpx2

from monitor.app.originals import kept_originals
from monitor.app.storage import opened_store
from monitor.app.tuning import limits, poll_options
from monitor.clock import SystemClock
from monitor.deliver import Tools
from monitor.extract import Rulebook
from monitor.fetch import HttpFetcher
from monitor.model import Networks
from monitor.net import Call, NetOptions, open_client, open_transport, user_agent
from monitor.pipeline import World
from monitor.settings import Settings
from monitor.settings.site_rules import load_site_rules
from monitor.store import Store
from monitor.workshop import ChildWorkshop, WorkshopOptions

if TYPE_CHECKING:  # the pages are loaded where they are served
    from monitor.web.services import Scoreboard

SINK_CONNECTIONS: Final = 64  # to a host: an endpoint that hangs must not hold up its neighbours


@dataclass(frozen=True, slots=True)
class App:
    """Everything that is open, and what it is made of."""

    settings: Settings
    store: Store
    world: World
    fetcher: HttpFetcher
    tools: Tools  # what sinks are made of
    score: Callable[[], Awaitable[Scoreboard]] | None = None  # the demo's scoreboard

    def open_client(self) -> AbstractAsyncContextManager[httpx2.AsyncClient]:
        """A client of its own, behind the same guard."""
        return open_client(NetOptions(self.settings.contact, self.settings.network.proxy))

    @staticmethod
    def loopback() -> dict[str, Call]:
        """What a request to one of our own ports carries."""
        return {"redline": Call(("127.0.0.0/8",))}


@asynccontextmanager
async def open_app(settings: Settings, *, look: LookTuning | None = None) -> AsyncIterator[App]:
    """The parts, open until the block ends; the embedded server is started if need be."""
    rulebook = Rulebook(load_site_rules(settings.site_rules))
    net = NetOptions(settings.contact, settings.network.proxy, settings.look.connections)
    shop = WorkshopOptions(settings.workshop.processes, settings.workshop.time, settings.workshop.memory)
    async with (
        opened_store(settings) as store,
        open_transport(net) as transport,
        open_transport(replace(net, connections_per_host=SINK_CONNECTIONS)) as outward,
        ChildWorkshop(shop) as workshop,
    ):
        fetcher = HttpFetcher(transport, agent=user_agent(settings.contact), cache=store.cache, gate=store.gate)
        world = World(
            frontier=store.frontier,
            archive=store.own_archive,
            catalog=store.own_catalog,
            book=store.book,
            cares=store.cares,
            fetcher=fetcher,
            workshop=workshop,
            clock=SystemClock(),
            options=poll_options(settings),
            limits=limits(settings),
            dice=SystemRandom().random,
            new_id=lambda: secrets.token_hex(8),
            rulebook=rulebook,
            originals=kept_originals(settings),
            turning=store.turning,
            pushes=store.pushes,
        )
        tools = Tools(outward, world.clock, user_agent(settings.contact), world.limits.networks)
        yield App(settings, store, world if look is None else look.applied(world), fetcher, tools)


@dataclass(frozen=True, slots=True)
class LookTuning:
    """What a command that looks once changes: every look is confirmed, at once."""

    pace_s: float | None = None
    networks: Networks = field(default_factory=dict)  # of this command alone, beside those of the settings file

    def applied(self, world: World) -> World:
        """The world with it."""
        limits = world.limits
        limits = replace(
            limits,
            confirm_after_s=0.0,
            confirm_announced=True,
            pace_s=limits.pace_s if self.pace_s is None else self.pace_s,
            networks={**limits.networks, **self.networks},
        )
        return replace(world, limits=limits)
