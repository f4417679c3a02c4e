"""/api/v1/changes: what was changed lately."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from monitor.model import CHANGES, Notice, SourceId
from monitor.web import gather
from monitor.web.api.change_records import ChangeOut
from monitor.web.api.common import DEFAULT_LIMIT, Base, Cursor, Limit, OfSource, Parts, errors
from monitor.web.api.made import changes_out
from monitor.web.api.records import Listing
from monitor.web.views.lines import Wanted

router = APIRouter(prefix="/api/v1/changes", tags=["changes"], responses=errors(401, 404, 422, 503))


@router.get("")
async def list_changes(
    parts: Parts,
    base: Base,
    source: OfSource = "",
    kind: Annotated[str, Query(max_length=64, description="only those of this kind, such as number or quote")] = "",
    notice: Annotated[Notice | None, Query(description="only those with this verdict on a correction note")] = None,
    tag: Annotated[str, Query(max_length=64, description="only those that carry this tag")] = "",
    cursor: Cursor = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Listing[ChangeOut]:
    """Changes, newest first; a filtered page may hold fewer than `limit` and still have a `next`."""
    wanted = Wanted(SourceId(source) or None, kind, notice, " ".join(tag.split()).casefold())
    page = await gather.events(parts.services, wanted, types=CHANGES, cursor=cursor, limit=limit)
    return Listing(items=changes_out(page.items, await gather.heads(parts.services, page.items), base), next=page.next)
