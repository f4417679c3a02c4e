"""/api/v1/articles/.../schedule, boost and weight: when an article is checked, and having it checked more often."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from monitor.model import ArticleId
from monitor.web import gather
from monitor.web.api.article_records import FactOut, ScheduleOut
from monitor.web.api.common import Id, Parts, errors
from monitor.web.api.records import Done

router = APIRouter(prefix="/api/v1/articles", tags=["articles"], responses=errors(401, 404, 410, 422, 503))


class BoostIn(BaseModel):
    """For how long."""

    model_config = ConfigDict(extra="forbid")

    hours: Annotated[float, Field(ge=0, le=12, description="0 ends it")] = 12


class WeightIn(BaseModel):
    """How much an article is worth."""

    model_config = ConfigDict(extra="forbid")

    weight: Annotated[float, Field(gt=0, le=100, description="2 = as if it changed twice as often as others")]


@router.get("/{article}/schedule")
async def get_schedule(parts: Parts, article: Id) -> ScheduleOut:
    """When it is checked next, and why then."""
    await gather.head(parts.services, article)
    found = await parts.services.actions.attention.explain(ArticleId(article))
    facts = [FactOut(what=what, value=value) for what, value in found.facts]
    return ScheduleOut(due=found.due, why=found.why, last=found.last, facts=facts)


@router.post("/{article}/boost", responses=errors(403))
async def boost(parts: Parts, article: Id, asked: BoostIn) -> Done:
    """Have it checked every two minutes for so long, as far as its site may be asked so often."""
    await gather.head(parts.services, article)
    until = await parts.services.actions.attention.boost(ArticleId(article), timedelta(hours=asked.hours))
    return Done(text=f"It is checked closely until {until:%Y-%m-%d %H:%M:%S} UTC." if until else "Boosted no more.")


@router.post("/{article}/weight", responses=errors(403))
async def weigh(parts: Parts, article: Id, asked: WeightIn) -> Done:
    """Give it a watch weight; it counts from its next check on."""
    await gather.head(parts.services, article)
    await parts.services.actions.attention.weigh(ArticleId(article), asked.weight)
    return Done(text=f"Its watch weight is {asked.weight:g}.")
