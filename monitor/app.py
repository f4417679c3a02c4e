"""The composition root: the only module that knows every part and puts them together from the settings."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from random import SystemRandom
from typing import Final

import httpx2
from fastapi import FastAPI

from monitor import intake, poll, sources, verdict
from monitor.clock import SystemClock
from monitor.deliver import Deliverer, Fanout, Payloads, Tools, key_of, new_secret, open_sinks
from monitor.errors import DeliveryRefused, RedlineError, SettingsError, StoreError
from monitor.fetch import HttpFetcher
from monitor.model import (
    ArticleId,
    Filter,
    Owner,
    Source,
    SourceKind,
    SourceRules,
    Subscription,
    SubscriptionId,
)
from monitor.net import Call, NetOptions, open_client, open_transport, user_agent
from monitor.pipeline import World, item_of
from monitor.ports import Fullness, NoOriginals, SignedRoot
from monitor.settings import Settings, SourceSettings, SubscriptionSettings
from monitor.store import Store, open_store
from monitor.store.chains import RedisChains
from monitor.store.evidence import WarcFolder
from monitor.store.roots import RootLog
from monitor.web import Services, WebOptions, build
from monitor.web.services import Asked, Scoreboard
from monitor.workshop import ChildWorkshop, WorkshopOptions

FLOOR_WITHOUT_CONTACT_S: Final = 1_800.0  # publishers must be able to write to somebody
SINK_CONNECTIONS: Final = 64  # to a host: an endpoint that hangs must not hold up its neighbours
ADMIN_KEY_FILE: Final = "admin-key"


@dataclass(frozen=True, slots=True)
class App:
    """Everything that is open, and what it is made of."""

    settings: Settings
    store: Store
    world: World
    fetcher: HttpFetcher
    tools: Tools  # what sinks are made of
    score: Callable[[], Awaitable[Scoreboard]] | None = None  # the demo's scoreboard

    @property
    def chains(self) -> RedisChains:
        """The chains of records; only a real store has any."""
        if self.store.chains is None:
            raise StoreError("a store in memory keeps no chains")
        return self.store.chains

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
            fsync=settings.redis.fsync,
            pace_s=settings.look.pace,
            secret_keys=(secret_key(settings.data_dir),),
        ) as store,
        open_transport(net) as transport,
        open_transport(replace(net, connections_per_host=SINK_CONNECTIONS)) as outward,
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
            originals=WarcFolder(settings.data_dir) if settings.archive.originals else NoOriginals(),
        )
        tools = Tools(outward, world.clock, user_agent(settings.contact))
        yield App(settings, store, world if look is None else look.applied(world), fetcher, tools)


@dataclass(frozen=True, slots=True)
class LookTuning:
    """What a command that looks once changes: every look is confirmed, at once."""

    pace_s: float | None = None

    def applied(self, world: World) -> World:
        """The world with it."""
        pace_s = world.limits.pace_s if self.pace_s is None else self.pace_s
        return replace(world, limits=replace(world.limits, confirm_after_s=0.0, confirm_announced=True, pace_s=pace_s))


# ------------------------------------------------ delivery
def open_delivery(app: App, owner: str) -> tuple[Fanout, Deliverer]:
    """Fan-out and deliverer of one process."""
    store, clock = app.store, app.world.clock
    fanout = Fanout(
        store.log, store.outbox, store.catch_up, store.subscriptions, store.endpoints, store.book, owner=owner
    )
    payloads = Payloads(store.archive, store.book, store.subscriptions, store.endpoints, base_url=app.settings.base_url)
    sinks = open_sinks(app.tools)
    deliverer = Deliverer(store.outbox, store.subscriptions, store.endpoints, payloads, sinks, clock, app.world.dice)
    return fanout, deliverer


async def subscribe(app: App, subscription: Subscription, *, secret: str = "") -> str:
    """Keep a subscription whose target may be used; its signing secret. Raises DeliveryRefused."""
    open_sinks(app.tools)[subscription.sink].check(subscription)
    secret = secret or new_secret(secrets.token_bytes)
    await app.store.subscriptions.put(subscription, secret=secret)
    return secret


async def subscriptions_of_file(app: App) -> None:
    """Make the file's subscriptions what the store holds; those that left the file are removed."""
    known = {one.id: one for one in await app.store.subscriptions.all()}
    ids = set()
    for number, one in enumerate(app.settings.subscription, 1):
        wanted = await _subscription(app, one, number)
        ids.add(wanted.id)
        held = known.get(wanted.id)
        wanted = replace(wanted, created=held.created if held else wanted.created)
        secret = _secret_of(one, number) or await _held_secret(app, wanted)
        try:
            await subscribe(app, wanted, secret=secret)
        except DeliveryRefused as error:
            raise SettingsError(f"subscription[{number}].target", str(error)) from error
    for one_held in known.values():
        if one_held.owner is Owner.FILE and one_held.id not in ids:
            await app.store.subscriptions.remove(one_held.id)


async def _held_secret(app: App, subscription: Subscription) -> str:
    return next(iter(await app.store.subscriptions.secrets(subscription.id)), "")


def _secret_of(one: SubscriptionSettings, number: int) -> str:
    if not one.secret_env:
        return ""
    secret = os.environ.get(one.secret_env, "")
    try:
        key_of(secret)
    except DeliveryRefused as error:
        key = f"subscription[{number}].secret_env"
        raise SettingsError(
            key, f"{one.secret_env} holds no whsec_ secret", hint="32 random bytes in base64"
        ) from error
    return secret


async def _subscription(app: App, one: SubscriptionSettings, number: int) -> Subscription:
    everything = {name: s.id for s in await app.store.book.all() for name in (s.name, s.url) if name}
    missing = [name for name in one.sources if name not in everything]
    if missing:
        raise SettingsError(f"subscription[{number}].sources", f"there is no source {missing[0]!r}")
    wanted = Filter(
        types=one.types or Filter().types,
        sources=tuple(everything[name] for name in one.sources),
        tags=one.tags,
        kinds=one.kinds,
        bands=one.bands,
        notices=one.notices,
        min_weight=one.min_weight,
        headline_only=one.headline_only,
        min_words=one.min_words,
        max_words=one.max_words,
    )
    digest = sha256(f"{one.sink} {one.name}".encode()).hexdigest()[:16]
    return Subscription(
        SubscriptionId(f"sub_{digest}"),
        one.sink,
        one.target,
        app.world.clock.now(),
        owner=Owner.FILE,
        filter=wanted,
        name=one.name,
        allow_networks=one.allow_networks,
    )


async def sign_root(app: App) -> SignedRoot | None:
    """Sign a root over the chains that grew since the last entry; None if none did."""
    log = RootLog(app.settings.data_dir)
    entries = log.entries()
    at = await app.chains.now()
    tips = await app.chains.tips(entries[-1].at if entries else None)
    return log.append(tips, at) if tips else None


# ------------------------------------------------ pages
def web_app(app: App) -> FastAPI:
    """The pages and the API over the open parts."""
    settings, store, world = app.settings, app.store, app.world

    async def add(url: str, name: str) -> Asked:
        try:
            source, seen = await intake.add(intake.Wish(url, name=name), world)
        except (RedlineError, ValueError) as error:
            return Asked(False, str(error))
        if source is not None:
            return Asked(True, source.url, source.id)
        return Asked(False, f"{seen.verdict.value.replace('_', ' ')}: {seen.why}. Next: {seen.next}" if seen else url)

    async def look_now(article: ArticleId) -> bool:
        heads = await store.catalog.heads([article])
        if heads:
            await store.frontier.signal([item_of(heads[article][0])])
        return bool(heads)

    async def alter(source: Source) -> None:
        await intake.alter(source, world)

    async def add_subscription(subscription: Subscription) -> str:
        return await subscribe(app, subscription)

    async def ready() -> Sequence[str]:
        try:
            fullness = await store.room.fullness()
        except RedlineError as error:
            return [str(error)]
        return [words_of(fullness)] if fullness.is_full else []

    services = Services(
        archive=store.archive,
        catalog=store.catalog,
        book=store.book,
        frontier=store.frontier,
        subscriptions=store.subscriptions,
        outbox=store.outbox,
        log=store.log,
        labellings=store.labellings,
        clock=world.clock,
        add_source=add,
        alter_source=alter,
        look_now=look_now,
        add_subscription=add_subscription,
        ready=ready,
        score=app.score,
        desk=store.desk,
        roots=RootLog(settings.data_dir).entries,
        originals=world.originals,
    )
    return build(services, web_options(settings))


def web_options(settings: Settings) -> WebOptions:
    """How the surface behaves."""
    warnings = []
    if not settings.contact and any_public(settings):
        warnings.append(
            "No contact is set, so nothing is checked more often than every 30 minutes: set contact in the settings."
        )
    if not settings.base_url and settings.subscription:
        warnings.append("base_url is not set: messages carry the text of a change instead of a link.")
    return WebOptions(
        admin_key(settings.data_dir),
        settings.base_url,
        settings.web.public,
        settings.web.hosts,
        settings.web.banner,
        tuple(warnings),
    )


def words_of(fullness: Fullness) -> str:
    """Why looking has stopped, and what to do."""
    return (
        f"{fullness.share:.0%} of the store's memory is used, so nothing is checked until there is room: "
        "raise redis.maxmemory, or let go of old versions"
    )


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
