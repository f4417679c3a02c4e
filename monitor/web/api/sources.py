"""/api/v1/sources."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query

from monitor.conditions import planned_item
from monitor.model import Source, SourceId
from monitor.web import gather
from monitor.web.api.common import Id, Parts, errors
from monitor.web.api.made import source_out
from monitor.web.api.records import Listing
from monitor.web.api.source_records import SourceEdit, SourceOrder, SourceOut
from monitor.web.services import Services

router = APIRouter(prefix="/api/v1/sources", tags=["sources"], responses=errors(401, 422, 503))


async def _out(services: Services, found: list[Source]) -> list[SourceOut]:
    states = await gather.conditions_of(services, found)
    planned = await services.frontier.planned([planned_item(source) for source in found])
    now = services.clock.now()
    return [
        source_out(source, states[source.id], await services.catalog.totals(source.id), plan, now=now)
        for source, plan in zip(found, planned, strict=True)
    ]


@router.get("")
async def list_sources(
    parts: Parts, *, archived: Annotated[bool, Query(description="removed ones too")] = False
) -> Listing[SourceOut]:
    """All sources, by name."""
    return Listing(items=await _out(parts.services, await parts.services.book.all(archived=archived)))


@router.get("/{source}", responses=errors(404))
async def get_source(parts: Parts, source: Id) -> SourceOut:
    """One source."""
    return (await _out(parts.services, [await gather.source(parts.services, source)]))[0]


@router.post("", status_code=201)
async def add_source(parts: Parts, order: SourceOrder) -> SourceOut:
    """Watch an address. It is looked at first: 422 says why it can not be watched and what to do."""
    asked = await parts.services.actions.add_source(order.url, order.name)
    found = await parts.services.book.get(SourceId(asked.id)) if asked.ok and asked.id else None
    if found is None:
        raise HTTPException(422, asked.text)
    return (await _out(parts.services, [found]))[0]


@router.patch("/{source}", responses=errors(404, 409))
async def edit_source(parts: Parts, source: Id, edit: SourceEdit) -> SourceOut:
    """Change a source; its history stays, and so do its articles. `paused: false` goes on with a removed one too."""
    found = await gather.source(parts.services, source)
    edited = replace(
        found,
        name=found.name if edit.name is None else edit.name,
        tags=found.tags if edit.tags is None else tuple(edit.tags),
        paused=found.paused if edit.paused is None else edit.paused,
        archived=found.archived if edit.paused is None else False,
    )
    await parts.services.actions.alter_source(edited)
    return (await _out(parts.services, [edited]))[0]


@router.delete("/{source}", status_code=204, responses=errors(404, 409))
async def remove_source(parts: Parts, source: Id) -> None:
    """Check it no more; its articles, versions and changes stay readable."""
    found = await gather.source(parts.services, source)
    await parts.services.actions.alter_source(replace(found, archived=True))
