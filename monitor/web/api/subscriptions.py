"""/api/v1/subscriptions: who wants which events; always with the key, because targets are secrets of a kind."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC

from fastapi import APIRouter

from monitor.errors import NotFound, SettingsError
from monitor.event.pace import WORTH_A_LOOK_WEIGHT, worth_a_look
from monitor.model import WEBHOOK, EventId, Owner, Subscription, SubscriptionId
from monitor.web.api.common import DEFAULT_LIMIT, Id, Limit, Parts, errors
from monitor.web.api.made import attempt_out, filter_of, pace_of, subscription_out
from monitor.web.api.records import Done, Listing
from monitor.web.api.subscription_records import (
    AttemptOut,
    DeadOut,
    ResendOrder,
    SecretOut,
    SubscriptionEdit,
    SubscriptionMade,
    SubscriptionOrder,
    SubscriptionOut,
)
from monitor.web.services import Services

router = APIRouter(prefix="/api/v1/subscriptions", tags=["subscriptions"], responses=errors(401, 422, 503))


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
        pace=pace_of(order.pace),
    )
    if order.preset:
        wanted = replace(made.filter, min_weight=made.filter.min_weight or WORTH_A_LOOK_WEIGHT)
        made = replace(made, filter=wanted, pace=worth_a_look(made.pace))
    secret = await parts.services.actions.add_subscription(made)
    return SubscriptionMade(**(await _out(parts.services, made)).model_dump(), secret=secret)


@router.patch("/{subscription}", responses=errors(404, 409))
async def edit_subscription(parts: Parts, subscription: Id, edit: SubscriptionEdit) -> SubscriptionOut:
    """Change its name or what it wants; its queue and its secret stay."""
    found = _owned_by_store(await _find(parts.services, subscription))
    edited = replace(
        found,
        name=found.name if edit.name is None else edit.name,
        filter=found.filter if edit.filter is None else filter_of(edit.filter),
        pace=found.pace if edit.pace is None else pace_of(edit.pace),
    )
    await parts.services.actions.add_subscription(edited)
    return await _out(parts.services, edited)


@router.delete("/{subscription}", status_code=204, responses=errors(404, 409))
async def remove_subscription(parts: Parts, subscription: Id) -> None:
    """Forget it, its queue and its secret."""
    found = _owned_by_store(await _find(parts.services, subscription))
    await parts.services.subscriptions.remove(found.id)


@router.get("/{subscription}/log", responses=errors(404))
async def show_log(parts: Parts, subscription: Id, limit: Limit = DEFAULT_LIMIT) -> Listing[AttemptOut]:
    """The latest tries, newest first; kept for 30 days."""
    found = await _find(parts.services, subscription)
    return Listing(items=[attempt_out(one) for one in await parts.services.outbox.log(found.id, limit=limit)])


@router.get("/{subscription}/dead", responses=errors(404))
async def list_dead(parts: Parts, subscription: Id) -> Listing[DeadOut]:
    """What was given up after ten tries, newest first; `resend` tries it again."""
    found = await _find(parts.services, subscription)
    dead = await parts.services.outbox.dead(found.id)
    return Listing(
        items=[
            DeadOut(event_id=one.event, type=one.type.value if one.type else "", queued=one.queued, tries=one.tries)
            for one in dead
        ]
    )


@router.post("/{subscription}/resend", responses=errors(404))
async def resend(parts: Parts, subscription: Id, order: ResendOrder) -> Done:
    """Send again, with the same ids: one event, everything since a time, or what was given up."""
    services, found = parts.services, await _find(parts.services, subscription)
    if order.event_id:
        if not await services.resend(found.id, EventId(order.event_id)):
            raise NotFound("This subscription has got no such event.", hint="its log and its dead letters list them")
        return Done(text=f"{order.event_id} is sent again")
    if order.since is not None:
        since = order.since if order.since.tzinfo else order.since.replace(tzinfo=UTC)
        await services.catch_up.replay(found.id, since)
        return Done(text=f"everything since {since.isoformat()} is sent again")
    count = await services.desk.redrive(found.id) if services.desk else 0
    return Done(text=f"{count} given up before are tried again")


@router.post("/{subscription}/ping", responses=errors(404, 409))
async def send_ping(parts: Parts, subscription: Id) -> Done:
    """Queue a test message."""
    found = await _find(parts.services, subscription)
    event = await parts.services.ping(found.id)
    if event is None:
        raise SettingsError("subscription", f"it is disabled: {found.disabled}", hint="enable it first")
    return Done(text=f"test message {event.id} is queued")


@router.post("/{subscription}/enable", responses=errors(404))
async def enable(parts: Parts, subscription: Id) -> Done:
    """Let a disabled subscription live again; what it missed is sent."""
    found = await _find(parts.services, subscription)
    was_disabled = await parts.services.endpoints.enable(found.id)
    return Done(text="lives again; what it missed is sent" if was_disabled else "was not disabled")


@router.post("/{subscription}/rotate", responses=errors(404, 409))
async def rotate(parts: Parts, subscription: Id) -> SecretOut:
    """A new signing secret; the one before goes on signing for 24 hours."""
    found = _owned_by_store(await _find(parts.services, subscription))
    if found.sink != WEBHOOK:
        raise SettingsError("subscription", f"a {found.sink} target has no signing secret")
    return SecretOut(secret=await parts.services.actions.rotate(found.id))
