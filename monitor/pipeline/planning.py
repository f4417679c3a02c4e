"""The end of a look: what it says of the host, and when the item is due again."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from monitor import poll, sources
from monitor.model import (
    Decision,
    FetchFailed,
    FetchReason,
    FetchResult,
    Lease,
    NotModified,
    Request,
)
from monitor.pipeline.world import Looked, Outcome, World
from monitor.poll.reach import SILENT

PUT_OFF: Final = {
    FetchReason.HOST_BUSY: "a host on its way may not be asked yet",
    FetchReason.OFFLINE: "the network could not be reached",
}


async def ask(request: Request, host: str, world: World) -> FetchResult:
    """The answer; where no host answers us any more, that is told of our network and not of the page."""
    result = await world.fetcher.fetch(request)
    world.reach.saw(host, result)
    if isinstance(result, FetchFailed) and result.reason in SILENT and world.reach.is_cut_off:
        return replace(result, reason=FetchReason.OFFLINE)
    return result


async def put_off(lease: Lease, reason: FetchReason, world: World) -> Looked:
    """A look that could not be made is made soon, and nothing is kept of it."""
    await world.frontier.ack(lease, after_s=world.options.floor_s, pace_s=world.limits.pace_s)
    return Looked(lease.item, Outcome.PUT_OFF, PUT_OFF[reason])


async def plan(lease: Lease, result: FetchResult, decision: Decision, world: World) -> None:
    """Say how the host behaved; then give the item back, last of all."""
    await _tell_of_host(lease, result, world)
    crawl_delay_s = await world.fetcher.crawl_delay(result.url)
    pace_s = poll.pace_s(world.limits.pace_s, crawl_delay_s, result.elapsed_s)
    await world.frontier.ack(lease, after_s=decision.after_s, pace_s=pace_s, waited_for=decision.waited_for)


async def _tell_of_host(lease: Lease, result: FetchResult, world: World) -> None:
    """What the answer says of the host that was asked last, for all workers; mostly nothing new."""
    now = world.clock.now()
    sign = poll.sign_of(result, now=now)
    elsewhere = "" if isinstance(result, NotModified) else result.final_url
    host = sources.host(elsewhere) if elsewhere and elsewhere != result.url else lease.item.host
    if sign is poll.Sign.ASKED:
        await world.frontier.block(host, for_s=max(1.0, poll.retry_after_s(result, now=now) or 0.0))
    elif sign in {poll.Sign.FAILED, poll.Sign.SLOW_DOWN}:
        await world.frontier.failed(host, dice=world.dice(), slow_down=sign is poll.Sign.SLOW_DOWN)
    elif sign is poll.Sign.WELL and lease.host_failures and host == lease.item.host:
        await world.frontier.answers(host)
