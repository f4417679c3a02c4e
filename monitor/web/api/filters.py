"""/api/v1/filters: filters with names."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException

from monitor.errors import NotFound, SettingsError
from monitor.event.filters import known_name
from monitor.model import Owner, SavedFilter
from monitor.web.api.common import Parts, errors
from monitor.web.api.made import filter_model, filter_of
from monitor.web.api.records import Listing
from monitor.web.api.subscription_records import SavedFilterModel

router = APIRouter(prefix="/api/v1/filters", tags=["subscriptions"], responses=errors(401, 422, 503))


@router.get("")
async def list_filters(parts: Parts) -> Listing[SavedFilterModel]:
    """All of them, by name."""
    found = await parts.services.filters.all()
    return Listing(items=[_out(one) for one in found.values()])


@router.post("", status_code=201, responses=errors(409))
async def save_filter(parts: Parts, order: SavedFilterModel) -> SavedFilterModel:
    """Save a filter under its name, in place of the one that had it."""
    try:
        known_name(order.name)
    except ValueError as error:
        raise HTTPException(422, f"name: {error}") from None
    if order.filter.saved:
        raise HTTPException(422, "filter.saved: a saved filter can not refer to others")
    await _owned(parts, order.name)
    made = SavedFilter(order.name, filter_of(order.filter))
    await parts.services.filters.put(made)
    return _out(made)


@router.delete("/{name}", status_code=204, responses=errors(404, 409))
async def remove_filter(parts: Parts, name: str) -> None:
    """Forget a filter that no subscription refers to."""
    if not await _owned(parts, name):
        raise NotFound("There is no such filter.")
    using = [one for one in await parts.services.subscriptions.all() if name in one.filter.saved]
    if using:
        raise SettingsError("filter", f"{using[0].name or using[0].id} refers to it", hint="change that first")
    await parts.services.filters.remove(name)


async def _owned(parts: Parts, name: str) -> bool:
    """True if it is there; raises SettingsError where the settings file owns it."""
    held = (await parts.services.filters.all()).get(name)
    if held is not None and held.owner is Owner.FILE:
        raise SettingsError("filter", f"{name} is declared in the settings file", hint="change it there")
    return held is not None


def _out(one: SavedFilter) -> SavedFilterModel:
    return SavedFilterModel(name=one.name, owner=one.owner.value, filter=filter_model(one.filter))
