"""The pages and the API over the open parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from starlette.applications import Starlette

from monitor import intake, pushing
from monitor.app.attention import attention_of
from monitor.app.captures import place_of
from monitor.app.delivery import rotate_secret, subscribe
from monitor.app.hubs import subscriber
from monitor.app.marking import decide
from monitor.app.opening import App
from monitor.app.people import people_of
from monitor.app.secret_files import admin_key
from monitor.app.tuning import any_public
from monitor.app.upkeep import room_in_words, room_of
from monitor.deliver import Background, Payloads, Subjects, ping, resend_one
from monitor.errors import RedlineError
from monitor.model import ArticleId, Source, Subscription
from monitor.pipeline import item_of
from monitor.ports import Clock, Fullness
from monitor.settings import Settings
from monitor.store import Store
from monitor.store.roots import RootLog
from monitor.web.app import build
from monitor.web.services import Actions, Asked, Hubs, Services, WebOptions


def web_app(app: App) -> Starlette:
    """The pages and the API over the open parts."""
    settings, store, world = app.settings, app.store, app.world

    async def add(url: str, name: str) -> Asked:
        try:
            source, seen = await intake.add(intake.Wish(url, name=name), world)
        except (RedlineError, ValueError) as error:
            return Asked(False, str(error))
        if source is not None:
            return Asked(True, source.url, source.id)
        return Asked(False, f"{seen.verdict.words}: {seen.why}. Next: {seen.next}" if seen else url)

    async def look_now(article: ArticleId) -> bool:
        heads = await store.catalog.heads([article])
        if heads:
            await store.frontier.signal([item_of(heads[article][0])], announced=False)
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

    actions = Actions(
        add,
        alter,
        look_now,
        add_subscription,
        partial(decide, app),
        partial(rotate_secret, app),
        ready,
        attention_of(app),
    )
    services = replace(
        services_of(store, world.clock, actions, base_url=settings.base_url),
        score=app.score,
        room=partial(_room, app),
        hubs=_hubs(app),
        roots=RootLog(settings.data_dir).entries,
        originals=world.originals,
        captures=place_of(settings).article,
    )
    return build(services, web_options(settings))


def services_of(store: Store, clock: Clock, actions: Actions, *, base_url: str) -> Services:
    """What the pages and the API read, over any store."""
    subjects = Subjects(store.archive, store.book, store.subscriptions, store.endpoints, store.marks)
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
        marks=store.marks,
        clock=clock,
        actions=actions,
        filters=store.filters,
        endpoints=store.endpoints,
        catch_up=store.catch_up,
        resend=partial(resend_one, store.outbox, store.desk),
        ping=lambda one: ping(one, store.endpoints, store.outbox),
        render=Payloads(subjects, base_url=base_url).render,
        facts=Background(store.book, store.archive, store.filters).facts,
        copies=store.copies,
        turning=store.turning,
        desk=store.desk,
        presence=store.presence,
    )


async def _room(app: App) -> Sequence[str]:
    return room_in_words(await room_of(app))


def _hubs(app: App) -> Hubs:
    known = subscriber(app)

    async def verify(token: str, asked: Mapping[str, str]) -> str | None:
        return await pushing.verify(token, asked, app.world)

    async def receive(token: str, body: bytes, content_type: str, signature: str) -> bool | None:
        return await pushing.receive(
            token, body, content_type=content_type, signature=signature, pushing=known, world=app.world
        )

    return Hubs(verify, receive)


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
        people_of(settings),
        settings.web.public,
        settings.web.hosts,
        settings.web.banner,
        tuple(warnings),
        hub=settings.feeds.hub,
    )


def words_of(fullness: Fullness) -> str:
    """Why looking has stopped, and what to do."""
    return (
        f"{fullness.share:.0%} of the store's memory is used, so nothing is checked until there is room: "
        "raise redis.maxmemory, or let go of old versions"
    )
