"""WebSub, the subscriber's part: asking hubs, answering their questions, taking what they send. Awaits ports only.

What a hub sends is kept for the next look at its source, which reads it as if it had been polled.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from monitor import sources
from monitor.model import Pushed, PushLease, PushState, Source, SourceId, SourceState
from monitor.pipeline import World, source_item
from monitor.poll import pushes

MAX_PUSH_BYTES: Final = 2_000_000
MAX_REASON_CHARS: Final = 300

Ask = Callable[[str, dict[str, str], tuple[str, ...]], Awaitable[str]]  # (hub, form, networks) -> why not, "" = taken


@dataclass(frozen=True, slots=True)
class Pushing:
    """What the subscriber knows of itself."""

    callbacks: str  # the address below which hubs reach us, "" = they can not
    key: str  # of this installation; secrets of subscriptions are made from it
    new_token: Callable[[], str]
    ask: Ask

    def callback(self, lease: PushLease) -> str:
        """The address that only this hub is told."""
        return f"{self.callbacks}/{lease.token}"


async def keep_up(pushing: Pushing, world: World) -> int:
    """Ask every hub that is to be asked now; how many were."""
    known = {lease.source: lease for lease in await world.pushes.all()}
    declared = {source.id: source for source in await world.book.all(archived=True)}
    states = await world.book.states(list(declared))
    asked = 0
    for source in declared.values():
        asked += await _see_to(source, states[source.id], known.pop(source.id, None), pushing, world)
    for lease in known.values():
        await world.pushes.remove(lease.source)
    return asked


async def _see_to(source: Source, state: SourceState, lease: PushLease | None, pushing: Pushing, world: World) -> int:
    wanted = bool(pushing.callbacks) and not source.paused and not source.archived
    hub, topic = (state.hub, state.topic) if wanted else ("", "")
    now = world.clock.now()
    step = pushes.step(lease, hub, topic, now=now)
    if step is pushes.Step.FORGET:
        await world.pushes.remove(source.id)
        step = pushes.step(None, hub, topic, now=now)
    if step is pushes.Step.UNSUBSCRIBE and lease is not None:
        ending = replace(lease, state=PushState.ENDING, asked=now)
        await world.pushes.put(ending)  # before the hub asks whether we mean it
        await _send("unsubscribe", ending, source, pushing, world)
        return 1
    if step in {pushes.Step.SUBSCRIBE, pushes.Step.RENEW}:
        await _subscribe(source, lease, hub, topic, pushing, world)
        return 1
    return 0


async def _subscribe(
    source: Source, lease: PushLease | None, hub: str, topic: str, pushing: Pushing, world: World
) -> None:
    now = world.clock.now()
    if lease is None or lease.state is PushState.ENDING:
        token = f"{source.id}.{pushing.new_token()}"
        lease = PushLease(source.id, hub, topic, token, PushState.ASKED, now, tries=0)
    lease = replace(lease, asked=now, tries=lease.tries + 1)
    await world.pushes.put(lease)  # before the hub asks whether we mean it, which it may do at once
    fault = await _send("subscribe", lease, source, pushing, world)
    if fault:
        latest = await world.pushes.get(source.id) or lease
        await world.pushes.put(replace(latest, reason=fault[:MAX_REASON_CHARS]))


async def _send(mode: str, lease: PushLease, source: Source, pushing: Pushing, world: World) -> str:
    fields = {"hub.mode": mode, "hub.topic": lease.topic, "hub.callback": pushing.callback(lease)}
    if mode == "subscribe":
        fields["hub.lease_seconds"] = str(pushes.LEASE_S)
        fields["hub.secret"] = sources.secret_of(pushing.key, lease.token)
    return await pushing.ask(lease.hub, fields, world.limits.networks_of(source.id))


async def verify(token: str, asked: Mapping[str, str], world: World) -> str | None:
    """The challenge to give back where a hub asks whether we mean it; None if we do not, or if nothing is asked."""
    lease = await _find(token, world)
    mode = asked.get("hub.mode", "")
    if lease is None or asked.get("hub.topic", lease.topic if mode == "denied" else "") != lease.topic:
        return None
    now = world.clock.now()
    if mode == "denied":
        why = asked.get("hub.reason", "")[:MAX_REASON_CHARS] or "the hub gave no reason"
        await world.pushes.put(replace(lease, state=PushState.DENIED, reason=why, until=None))
        return ""
    if mode == "subscribe" and lease.state is not PushState.ENDING:
        until = now + timedelta(seconds=pushes.lease_s(asked.get("hub.lease_seconds", "")))
        await world.pushes.put(replace(lease, state=PushState.VERIFIED, since=now, until=until, tries=0, reason=""))
        return asked.get("hub.challenge", "")
    if mode == "unsubscribe" and lease.state is PushState.ENDING:
        await world.pushes.remove(lease.source)
        return asked.get("hub.challenge", "")
    return None


async def receive(
    token: str, body: bytes, *, content_type: str, signature: str, pushing: Pushing, world: World
) -> bool | None:
    """Take what a hub sends: True if it will be read, False if it is ignored, None if the address is nobody's.

    What is not signed with our secret is ignored, and the hub is not told so (WebSub, 8).
    """
    lease = await _find(token, world)
    if lease is None:
        return None
    if lease.state is PushState.ENDING or not sources.is_signed(signature, body, sources.secret_of(pushing.key, token)):
        return False
    source = await world.book.get(lease.source)
    if source is None or source.paused or source.archived:
        return False
    now = world.clock.now()
    await world.pushes.keep(lease.source, Pushed(body[:MAX_PUSH_BYTES], content_type[:200], now))
    await world.pushes.put(replace(lease, pushed=now))
    await world.frontier.signal([source_item(source)])
    return True


async def _find(token: str, world: World) -> PushLease | None:
    """The subscription that this address was made for."""
    lease = await world.pushes.get(SourceId(token.partition(".")[0]))
    return lease if lease is not None and hmac.compare_digest(lease.token.encode(), token.encode()) else None
