"""/api/v1/articles/.../annotations: what people said of an article or of one of its changes; only ever added to."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from monitor.event.plain import whole
from monitor.model import Annotation, ArticleId, Remark, RemarkKind
from monitor.web import gather
from monitor.web.api.common import Id, Parts, errors
from monitor.web.api.records import Listing, Record, Said
from monitor.web.state import author, person
from monitor.web.views.remarks import readable

router = APIRouter(prefix="/api/v1/articles", tags=["annotations"], responses=errors(401, 404, 422, 503))


class AnnotationOut(Record):
    """One remark; `version` 0 is the article as a whole."""

    article_id: str
    number: int
    version: int
    kind: RemarkKind
    text: Said
    author: Said
    at: datetime
    hash: str
    prev_hash: str
    event_id: str | None = None  # of the withdrawal that it made


class AnnotationIn(BaseModel):
    """What somebody says."""

    model_config = ConfigDict(extra="forbid")

    kind: RemarkKind
    version: Annotated[int, Field(ge=0, le=1_000_000_000, description="of the change to this version; 0 = article")] = 0
    text: Annotated[str, Field(max_length=4_000, description="the tag, the reason, the note, the reply")] = ""


@router.get("/{article}/annotations")
async def list_annotations(request: Request, parts: Parts, article: Id) -> Listing[AnnotationOut]:
    """All remarks, oldest first; without the key those that are no notes of the newsroom to itself."""
    await gather.head(parts.services, article)
    found = readable(await parts.services.annotations.of(ArticleId(article)), is_known=person(request) is not None)
    return Listing(items=[_out(one) for one in found])


@router.post("/{article}/annotations", status_code=201, responses=errors(403, 413))
async def annotate(request: Request, parts: Parts, article: Id, said: AnnotationIn) -> AnnotationOut:
    """Keep a remark. `not_an_edit` with a reason withdraws the change to that version: `change.withdrawn` is told."""
    await gather.head(parts.services, article)
    remark = Remark(ArticleId(article), said.version, said.kind, author(request), whole(said.text))
    done = await parts.services.annotations.add(remark)
    return _out(done.annotation, done.event.id if done.event else None)


@router.get("/-/tags")
async def list_tags(parts: Parts) -> dict[str, int]:
    """All tags in use and how many articles and changes carry each; `/changes?tag=` lists them."""
    return dict(await parts.services.annotations.tags())


def _out(one: Annotation, event: str | None = None) -> AnnotationOut:
    remark = one.remark
    return AnnotationOut(
        article_id=remark.article,
        number=one.number,
        version=remark.version,
        kind=remark.kind,
        text=remark.text,
        author=remark.author,
        at=one.at,
        hash=one.record_hash,
        prev_hash=one.prev_hash,
        event_id=event,
    )
