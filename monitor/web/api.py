"""The JSON API, described by its own OpenAPI document at /api/v1/openapi.json."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, HTTPException, Path, Query
from pydantic import BaseModel, Field

from monitor.diff.render import json as document
from monitor.errors import DeliveryRefused, RedlineError
from monitor.model import (
    Article,
    ArticleId,
    ArticleState,
    Event,
    Filter,
    Source,
    SourceId,
    SourceState,
    Subscription,
    SubscriptionId,
    Version,
)
from monitor.ports import Totals
from monitor.web import views
from monitor.web.services import Services

LIMIT: Final = 500
Id = Annotated[str, Path(max_length=64, pattern=r"^[\w-]+$")]
Number = Annotated[int, Path(ge=1, le=10**9)]
Limit = Annotated[int, Query(ge=1, le=LIMIT)]
Cursor = Annotated[str, Query(max_length=500)]


@dataclass(frozen=True, slots=True)
class SourceOut:
    """A source with its state and counters."""

    source: Source
    state: SourceState
    totals: Totals


@dataclass(frozen=True, slots=True)
class ArticleOut:
    """An article with its state."""

    article: Article
    state: ArticleState


@dataclass(frozen=True, slots=True)
class VersionOut:
    """A version without its text."""

    number: int
    first_seen: datetime
    last_confirmed: datetime
    title: str
    fingerprint: str
    record_hash: str


@dataclass(frozen=True, slots=True)
class ListOut:
    """The cursor of the next page, "" at the end."""

    next: str


@dataclass(frozen=True, slots=True)
class Articles(ListOut):
    """A page of articles."""

    items: list[ArticleOut]


@dataclass(frozen=True, slots=True)
class Changes(ListOut):
    """A page of changes."""

    items: list[Event]


@dataclass(frozen=True, slots=True)
class SubscriptionOut:
    """A subscription; its secret is shown once, when it is made."""

    subscription: Subscription
    secret: str = ""


class NewSource(BaseModel):
    """What to watch."""

    url: Annotated[str, Field(max_length=8_000)]
    name: Annotated[str, Field(max_length=300)] = ""


class SourceChange(BaseModel):
    """What to change of a source."""

    name: Annotated[str, Field(max_length=300)] | None = None
    paused: bool | None = None


class NewSubscription(BaseModel):
    """Who wants to be told."""

    target: Annotated[str, Field(max_length=2_000)]
    name: Annotated[str, Field(max_length=300)] = ""
    filter: Filter = Filter()


def routes(services: Services) -> APIRouter:
    """All routes of the API."""
    router = APIRouter(prefix="/api/v1", tags=["redline"])
    _sources(router, services)
    _articles(router, services)
    _differences(router, services)
    _subscriptions(router, services)

    @router.get("/changes")
    async def changes(source: Cursor = "", cursor: Cursor = "", limit: Limit = 50) -> Changes:
        """Changes, newest first."""
        page = await services.catalog.events(source=SourceId(source) if source else None, cursor=cursor, limit=limit)
        return Changes(page.next, list(page.items))

    return router


def _sources(router: APIRouter, services: Services) -> None:
    async def shown(source: Source) -> SourceOut:
        state = (await services.book.states([source.id]))[source.id]
        return SourceOut(source, state, await services.catalog.totals(source.id))

    async def known(source: str) -> Source:
        found = await services.book.get(SourceId(source))
        if found is None:
            raise HTTPException(404, "There is no such source.")
        return found

    @router.get("/sources")
    async def sources(*, archived: bool = False) -> list[SourceOut]:
        """All sources by name."""
        return [await shown(source) for source in await services.book.all(archived=archived)]

    @router.post("/sources", status_code=201)
    async def add(wish: NewSource) -> SourceOut:
        """Watch an address: a feed, a site, a section page or an article."""
        asked = await services.add_source(wish.url, wish.name)
        if not asked.ok:
            raise HTTPException(422, asked.text)
        return await shown(await known(asked.id))

    @router.get("/sources/{source}")
    async def one(source: Id) -> SourceOut:
        """One source."""
        return await shown(await known(source))

    @router.patch("/sources/{source}")
    async def change(source: Id, wish: SourceChange) -> SourceOut:
        """Rename, pause or resume a source; history stays."""
        found = await known(source)
        paused = found.paused if wish.paused is None else wish.paused
        await _altered(services, replace(found, paused=paused, name=found.name if wish.name is None else wish.name))
        return await shown(await known(source))

    @router.delete("/sources/{source}")
    async def archive(source: Id) -> SourceOut:
        """Archive a source; its articles and their history stay readable."""
        await _altered(services, replace(await known(source), archived=True))
        return await shown(await known(source))


async def _altered(services: Services, source: Source) -> None:
    try:
        await services.alter_source(source)
    except RedlineError as error:
        raise HTTPException(409, str(error)) from error


def _articles(router: APIRouter, services: Services) -> None:
    @router.get("/articles")
    async def articles(source: Cursor = "", cursor: Cursor = "", limit: Limit = 50) -> Articles:
        """Articles, last added first."""
        page = await services.catalog.articles(source=SourceId(source) if source else None, cursor=cursor, limit=limit)
        heads = await services.catalog.heads(page.items)
        return Articles(page.next, [ArticleOut(*heads[one]) for one in page.items if one in heads])

    @router.get("/articles/{article}")
    async def one(article: Id) -> ArticleOut:
        """One article with its state."""
        heads = await services.catalog.heads([ArticleId(article)])
        if not heads:
            raise HTTPException(404, "There is no such article.")
        return ArticleOut(*heads[ArticleId(article)])

    @router.get("/articles/{article}/versions")
    async def versions(article: Id) -> list[VersionOut]:
        """All versions, oldest first, without their texts."""
        await one(article)
        return [
            VersionOut(v.number, v.first_seen, v.last_confirmed, v.text.title, v.fingerprint, v.record_hash)
            for v in await services.archive.versions(ArticleId(article))
        ]

    @router.get("/articles/{article}/versions/{number}")
    async def version(article: Id, number: Number) -> Version:
        """One version with its text and evidence."""
        found = await services.archive.version(ArticleId(article), number)
        if found is None:
            raise HTTPException(404, "There is no such version.")
        return found


def _differences(router: APIRouter, services: Services) -> None:
    @router.get("/articles/{article}/events")
    async def events(article: Id) -> list[Event]:
        """All events of an article, oldest first."""
        return list(await services.archive.events(ArticleId(article)))

    @router.get("/articles/{article}/diff/{a}/{b}")
    async def difference(article: Id, a: Number, b: Number) -> dict[str, Any]:
        """The difference between two versions, with the labels that were published."""
        found = await views.diff_view(services, ArticleId(article), a, b)
        if found is None:
            raise HTTPException(404, "There is no such change.")
        return {**document.document(found.diff), "change": found.change}

    @router.post("/articles/{article}/look", status_code=202)
    async def look(article: Id) -> dict[str, str]:
        """Look at an article now."""
        if not await services.look_now(ArticleId(article)):
            raise HTTPException(404, "There is no such article.")
        return {"status": "planned"}


def _subscriptions(router: APIRouter, services: Services) -> None:
    @router.get("/subscriptions")
    async def subscriptions() -> list[SubscriptionOut]:
        """All subscriptions, without their secrets."""
        return [SubscriptionOut(one) for one in await services.subscriptions.all()]

    @router.post("/subscriptions", status_code=201)
    async def subscribe(wish: Annotated[NewSubscription, Body()]) -> SubscriptionOut:
        """Subscribe a webhook; the secret in the answer is shown only this once."""
        import secrets

        one = Subscription(
            SubscriptionId("sub_" + secrets.token_hex(8)),
            "webhook",
            wish.target,
            services.clock.now(),
            filter=wish.filter,
            name=wish.name,
        )
        try:
            secret = await services.add_subscription(one)
        except DeliveryRefused as error:
            raise HTTPException(422, str(error)) from error
        return SubscriptionOut(one, secret)

    @router.delete("/subscriptions/{subscription}", status_code=204)
    async def unsubscribe(subscription: Id) -> None:
        """Remove a subscription and its queue."""
        if not await services.subscriptions.remove(SubscriptionId(subscription)):
            raise HTTPException(404, "There is no such subscription.")
