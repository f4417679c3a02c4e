"""/api/v1/sightings: what was seen and went again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from monitor.model import Glimpse
from monitor.web import gather
from monitor.web.api.article_records import SightingsOut
from monitor.web.api.common import DEFAULT_LIMIT, Base, Cursor, Limit, Parts, errors
from monitor.web.api.made import article_out, sighting_out
from monitor.web.api.records import Listing

OfKind = Annotated[Glimpse | None, Query(description="only those of this kind; flip = headlines in an A/B test")]
router = APIRouter(prefix="/api/v1/sightings", tags=["sightings"], responses=errors(401, 404, 422, 503))


@router.get("")
async def list_sightings(
    parts: Parts,
    base: Base,
    kind: OfKind = None,
    cursor: Cursor = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Listing[SightingsOut]:
    """Texts that were seen and made no version, by article, the last one first.

    A filtered page may hold fewer than `limit` and still have a `next`.
    """
    page = await gather.sightings(parts.services, kind, cursor=cursor, limit=limit)
    items = [
        SightingsOut(article=article_out(article, state, base), seen_once=[sighting_out(one) for one in seen])
        for article, state, seen in page.items
    ]
    return Listing(items=items, next=page.next)
