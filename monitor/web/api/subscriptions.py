"""/api/v1/subscriptions: who wants which events; always with the key, because targets are secrets of a kind."""

from __future__ import annotations

import secrets
from dataclasses import replace

from fastapi import APIRouter

from monitor.errors import NotFound, SettingsError
from monitor.model import Owner, Subscription, SubscriptionId
from monitor.web.api.common import Id, Parts, errors
from monitor.web.api.made import filter_of, subscription_out
from monitor.web.api.records import Listing, SubscriptionEdit, SubscriptionMade, SubscriptionOrder, SubscriptionOut
from monitor.web.services import Services

router = APIRouter(prefix="/subscriptions", tags=["subscriptions"], responses=errors(401, 422, 503))


async def _out(services: Services, subscription: Subscription) -> SubscriptionOut:
    backlog = await services.desk.backlog(subscription.id) if services.desk else None
    return subscription_out(subscription, backlog)


async def _find(services: Services, wanted: str) -> Subscription:
    found = await services.subscriptions.get(SubscriptionId(wanted))
    if found is None:
        raise NotFound("There is no such subscription.")
    return found


def _owned_by_store(subscription: Subscription) -> Subscription:
    if subscription.owner is Owner.FILE:
        raise SettingsError(
            "subscription", f"{subscription.name} is declared in the settings file", hint="change it there"
        )
    return subscription


@router.get("")
async def list_subscriptions(parts: Parts) -> Listing[SubscriptionOut]:
    """All subscriptions, oldest first."""
    return Listing(items=[await _out(parts.services, one) for one in await parts.services.subscriptions.all()])


@router.get("/{subscription}", responses=errors(404))
async def get_subscription(parts: Parts, subscription: Id) -> SubscriptionOut:
    """One subscription."""
    return await _out(parts.services, await _find(parts.services, subscription))


@router.post("", status_code=201)
async def add_subscription(parts: Parts, order: SubscriptionOrder) -> SubscriptionMade:
    """Send events to a target from now on, or from `since` on. The answer holds the signing secret, this once."""
    made = Subscription(
        id=SubscriptionId(f"sub_{secrets.token_hex(8)}"),
        sink=order.sink,
        target=order.target,
        created=parts.services.clock.now(),
        filter=filter_of(order.filter),
        name=order.name,
        since=order.since,
    )
    secret = await parts.services.add_subscription(made)
    return SubscriptionMade(**(await _out(parts.services, made)).model_dump(), secret=secret)


@router.patch("/{subscription}", responses=errors(404, 409))
async def edit_subscription(parts: Parts, subscription: Id, edit: SubscriptionEdit) -> SubscriptionOut:
    """Change its name or what it wants; its queue and its secret stay."""
    found = _owned_by_store(await _find(parts.services, subscription))
    edited = replace(
        found,
        name=found.name if edit.name is None else edit.name,
        filter=found.filter if edit.filter is None else filter_of(edit.filter),
    )
    await parts.services.subscriptions.put(edited)
    return await _out(parts.services, edited)


@router.delete("/{subscription}", status_code=204, responses=errors(404, 409))
async def remove_subscription(parts: Parts, subscription: Id) -> None:
    """Forget it, its queue and its secret."""
    found = _owned_by_store(await _find(parts.services, subscription))
    await parts.services.subscriptions.remove(found.id)
