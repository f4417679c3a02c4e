"""/api/v1/articles: articles, their versions, and the difference between two."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from monitor import sources
from monitor.diff.render import json as document
from monitor.event.plain import whole
from monitor.model import ArticleId, Page, SourceId
from monitor.web import gather
from monitor.web.api.article_records import ArticleDetail, ArticleOut, VersionDetail, VersionOut
from monitor.web.api.change_records import ChangeOut, DiffOut
from monitor.web.api.common import DEFAULT_LIMIT, Base, Cursor, Id, Limit, Number, OfSource, Parts, errors
from monitor.web.api.made import article_detail, article_out, change_out, version_detail, version_out
from monitor.web.api.records import Done, Listing
from monitor.web.api.subscription_records import TimesOut

router = APIRouter(prefix="/api/v1/articles", tags=["articles"], responses=errors(401, 404, 410, 422, 503))


@router.get("")
async def list_articles(
    parts: Parts,
    base: Base,
    source: OfSource = "",
    url: Annotated[str, Query(max_length=4_000, description="only the one of this address")] = "",
    cursor: Cursor = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Listing[ArticleOut]:
    """Articles, last added first."""
    catalog = parts.services.catalog
    page: Page[ArticleId] = Page((sources.article_id(url),)) if url else Page(())
    if url:
        await parts.services.archive.head(page.items[0])  # says so if it may not be read
    else:
        page = await catalog.articles(source=SourceId(source) or None, cursor=cursor, limit=limit)
    heads = await catalog.heads(page.items)
    return Listing(items=[article_out(*heads[one], base) for one in page.items if one in heads], next=page.next)


@router.get("/{article}")
async def get_article(parts: Parts, base: Base, article: Id) -> ArticleDetail:
    """One article, with what is scheduled."""
    history = await gather.history(parts.services, article)
    claims = await parts.services.histories.claims(history.head.article.id)
    return article_detail(history, base, claims, now=parts.services.clock.now())


@router.post("/{article}/look", status_code=202)
async def look_now(parts: Parts, article: Id) -> Done:
    """Have it checked as soon as its site may be asked."""
    await gather.head(parts.services, article)
    await parts.services.actions.look_now(ArticleId(article))
    return Done(text="It is checked as soon as its site may be asked.")


@router.get("/{article}/versions")
async def list_versions(parts: Parts, base: Base, article: Id) -> Listing[VersionOut]:
    """All versions, oldest first, without their texts."""
    await gather.head(parts.services, article)
    found = await parts.services.archive.versions(ArticleId(article))
    return Listing(items=[version_out(version, base) for version in found])


@router.get("/{article}/versions/{number}")
async def get_version(parts: Parts, base: Base, article: Id, number: Number) -> VersionDetail:
    """One version with its text and evidence."""
    found = version_detail(await gather.version(parts.services, article, number), base)
    copy = (await parts.services.copies.of(ArticleId(found.article_id))).get(number, "")
    return found.model_copy(update={"archived_url": copy if copy.startswith("http") else ""})


@router.get("/{article}/diff/{a}/{b}")
async def get_diff(parts: Parts, base: Base, article: Id, a: Number, b: Number) -> DiffOut:
    """What changed from version `a` to version `b`, word by word."""
    found, _ = await gather.head(parts.services, article)
    old, new = await gather.version(parts.services, article, a), await gather.version(parts.services, article, b)
    result = await parts.differ.compare(old, new)
    change: ChangeOut | None = None
    for event in await parts.services.archive.events(ArticleId(article)):
        if event.change and (event.change.from_version, event.change.to_version) == (a, b):
            change = change_out(event, found, base)
    return DiffOut(
        article_id=article,
        url=found.url,
        from_version=a,
        to_version=b,
        first_seen=TimesOut(old=old.first_seen, new=new.first_seen),
        change=change,
        diff=_whole(document.document(result)),
        html_url=f"{base}/articles/{article}/diff/{a}/{b}",
    )


def _whole(value: object) -> dict[str, object]:
    """A JSON value, half characters replaced."""
    found = _clean(value)
    if not isinstance(found, dict):
        raise TypeError("a document is an object")
    return found


def _clean(value: object) -> object:
    match value:
        case str():
            return whole(value)
        case list():
            return [_clean(one) for one in value]
        case dict():
            return {key: _clean(one) for key, one in value.items()}
    return value
