"""/api/v1/marks: what was hidden, erased or held, by whom and why; with a key that may write only, to read as well."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from monitor.errors import NotFound, Refused
from monitor.event.plain import whole
from monitor.model import Absence, Act, ArticleId, Deed, Standing
from monitor.web.api.common import DEFAULT_LIMIT, Cursor, Limit, Parts, errors
from monitor.web.api.records import Listing, Record, Said
from monitor.web.services import Services
from monitor.web.state import author

router = APIRouter(prefix="/api/v1/marks", tags=["marks"], responses=errors(401, 403, 422, 503))
Name = Annotated[str, Field(max_length=64, pattern=r"^\w+$")]
Asked = Literal["hide", "show", "hold", "release", "erase"]
_NEED_A_REASON: Final = frozenset({Deed.HIDE, Deed.ERASE})


class MarkOut(Record):
    """One decision; `version` 0 is the whole article."""

    article_id: str
    version: int
    deed: Deed
    at: datetime
    by: Said
    reason: Said
    absence: Absence | None = Field(description="why the version may not be read today; null = it may")
    held: bool = Field(description="true = no rule of retention drops it")


class MarkIn(BaseModel):
    """What is decided."""

    model_config = ConfigDict(extra="forbid")

    article_id: Name
    version: Annotated[int, Field(ge=0, le=1_000_000_000, description="0 = the whole article")] = 0
    deed: Annotated[Asked, Field(description="`erase` removes the text for good")]
    reason: Annotated[str, Field(max_length=4_000, description="one line; needed to hide and to erase")] = ""


@router.get("")
async def list_marks(
    parts: Parts,
    article: Annotated[str, Query(max_length=64, description="only those about this article")] = "",
    cursor: Cursor = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Listing[MarkOut]:
    """All decisions, newest first."""
    begin = _place(cursor)
    found = sorted(await _all(parts.services, article), key=lambda one: one.at, reverse=True)
    items = list(islice(found, begin, begin + limit))
    return Listing(items=items, next=str(begin + limit) if len(found) > begin + limit else "")


@router.post("", status_code=201, responses=errors(404, 413))
async def add_mark(request: Request, parts: Parts, mark: MarkIn) -> MarkOut:
    """Hide, show again, hold, release or erase; the log keeps it for ever. What is hidden or erased answers 410."""
    article, deed, reason = ArticleId(mark.article_id), Deed(mark.deed), whole(mark.reason).strip()
    if deed in _NEED_A_REASON and not reason:
        raise Refused("a reason is wanted; it stays in the log of the article")
    if not await _is_known(parts.services, article):
        raise NotFound("there is no such article")
    await parts.services.actions.decide(article, mark.version, deed, reason, author(request))
    standing = (await parts.services.marks.of([article]))[article]
    act = next(one for one in reversed(standing.acts) if (one.number, one.deed) == (mark.version, deed))
    return _out(article, standing, act)


async def _all(services: Services, article: str) -> Sequence[MarkOut]:
    if article:
        known = await services.marks.of([ArticleId(article)])
        return [_out(one, standing, act) for one, standing in known.items() for act in reversed(standing.acts)]
    return [_out(one, standing, act) async for one, standing in services.marks.all() for act in reversed(standing.acts)]


async def _is_known(services: Services, article: ArticleId) -> bool:
    """True also for one that is hidden or erased: the catalog leaves those out."""
    return bool(await services.catalog.heads([article]) or await services.marks.of([article]))


def _place(cursor: str) -> int:
    if not re.fullmatch(r"\d{0,9}", cursor, re.ASCII):
        raise Refused("this cursor is none of ours")
    return int(cursor or 0)


def _out(article: ArticleId, standing: Standing, act: Act) -> MarkOut:
    return MarkOut(
        article_id=article,
        version=act.number,
        deed=act.deed,
        at=act.at,
        by=act.by,
        reason=act.reason,
        absence=standing.absence(act.number),
        held=standing.is_held(act.number),
    )
