"""The composition root: the only module that knows every part and puts them together from the settings."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import SystemRandom
from typing import Final

from monitor import poll, sources, verdict
from monitor.clock import SystemClock
from monitor.errors import SettingsError
from monitor.fetch import HttpFetcher
from monitor.model import Owner, Source, SourceKind, SourceRules
from monitor.net import NetOptions, open_transport, user_agent
from monitor.pipeline import World
from monitor.settings import Settings, SourceSettings
from monitor.store import Store, open_store
from monitor.workshop import ChildWorkshop, WorkshopOptions

FLOOR_WITHOUT_CONTACT_S: Final = 1_800.0  # publishers must be able to write to somebody
ADMIN_KEY_FILE: Final = "admin-key"


@dataclass(frozen=True, slots=True)
class App:
    """Everything that is open, and what it is made of."""

    settings: Settings
    store: Store
    world: World
    fetcher: HttpFetcher


@asynccontextmanager
async def open_app(settings: Settings, *, look: LookTuning | None = None) -> AsyncIterator[App]:
    """The parts, open until the block ends; the embedded server is started if need be."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    net = NetOptions(settings.contact, settings.network.proxy, settings.look.connections)
    shop = WorkshopOptions(settings.workshop.processes, settings.workshop.time, settings.workshop.memory)
    async with (
        open_store(
            settings.data_dir,
            url=settings.redis.url or None,
            prefix=settings.redis.prefix,
            connections_per_host=settings.look.connections,
            maxmemory=settings.redis.maxmemory,
        ) as store,
        open_transport(net) as transport,
        ChildWorkshop(shop) as workshop,
    ):
        fetcher = HttpFetcher(transport, agent=user_agent(settings.contact), cache=store.cache, gate=store.gate)
        world = World(
            frontier=store.frontier,
            archive=store.archive,
            catalog=store.catalog,
            book=store.book,
            fetcher=fetcher,
            workshop=workshop,
            clock=SystemClock(),
            options=poll_options(settings),
            limits=limits(settings),
            dice=SystemRandom().random,
            new_id=lambda: secrets.token_hex(8),
        )
        yield App(settings, store, world if look is None else look.applied(world), fetcher)


@dataclass(frozen=True, slots=True)
class LookTuning:
    """What a command that looks once changes: every look is confirmed, at once."""

    pace_s: float | None = None

    def applied(self, world: World) -> World:
        """The world with it."""
        pace_s = world.limits.pace_s if self.pace_s is None else self.pace_s
        return replace(world, limits=replace(world.limits, confirm_after_s=0.0, confirm_announced=True, pace_s=pace_s))


def limits(settings: Settings) -> verdict.Limits:
    """What holds for every look."""
    look = settings.look
    return verdict.Limits(look.max_page, look.timeout, look.max_redirects, look.pace, look.confirm_after)


def poll_options(settings: Settings) -> poll.PollOptions:
    """Bounds of every plan; without a contact nothing on the public net is asked more often than every half hour."""
    floor_s = settings.look.floor
    if not settings.contact and any_public(settings):
        floor_s = max(floor_s, FLOOR_WITHOUT_CONTACT_S)
    return poll.PollOptions(floor_s=floor_s, source_min_s=floor_s)


def any_public(settings: Settings) -> bool:
    """True unless every source that the file declares lies in private networks that it allows (as in the demo)."""
    return not settings.source or any(not source.allow_networks for source in settings.source)


def declared_sources(settings: Settings, clock: SystemClock) -> list[Source]:
    """The sources of the file; raises SettingsError for a schedule that is none."""
    now = clock.now()
    found = []
    for number, one in enumerate(settings.source, 1):
        if one.cron:
            _check_cron(one.cron, number)
        found.append(
            Source(
                id=sources.source_id(one.url),
                url=sources.normalise(one.url),
                kind=one.kind or SourceKind.FEED,
                name=one.name,
                added=now,
                watch=one.watch,
                owner=Owner.FILE,
                tags=one.tags,
                rules=rules_of(one),
            )
        )
    return found


def _check_cron(line: str, number: int) -> None:
    from monitor.poll.schedule import cron

    try:
        cron(line)
    except SettingsError as error:
        raise SettingsError(f"source[{number}].cron", str(error).partition(": ")[2]) from None


def rules_of(one: SourceSettings) -> SourceRules:
    """The rules that the file gives a source."""
    return SourceRules(
        every_s=None if one.every is None else round(one.every),
        cron=one.cron,
        link_pattern=one.link_pattern,
        max_new_per_look=one.max_new_per_look,
        max_new_per_day=one.max_new_per_day,
        max_age_days=one.max_age_days or None,
        foreign_domains=one.foreign_domains,
        allow_networks=one.allow_networks,
        ignore_robots=one.ignore_robots,
        retire=one.retire,
        weight=one.weight,
        confirm=one.confirm,
    )


def admin_key(data_dir: Path) -> str:
    """The key of this installation, made at the first start, readable by its owner only."""
    given = os.environ.get("REDLINE_ADMIN_KEY", "")
    if given:
        return given
    return _secret(data_dir / ADMIN_KEY_FILE)


def secret_key(data_dir: Path) -> str:
    """The key that stored webhook secrets are encrypted with."""
    given = os.environ.get("REDLINE_SECRET_KEY", "")
    return given or _secret(data_dir / "secret-key")


def _secret(file: Path) -> str:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as out:
        key = secrets.token_urlsafe(32)
        out.write(key + "\n")
        return key
