"""When a hub is asked, and how much less a source is read while its hub sends what is new."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from monitor.model import PushLease, PushState

LEASE_S: Final = 10 * 86_400  # that we ask for; the hub decides
LONGEST_LEASE_S: Final = 30 * 86_400
SHORTEST_LEASE_S: Final = 60
RENEW_BEFORE: Final = timedelta(days=1)
RENEW_SHARE: Final = 0.25  # of a shorter lease
PATIENCE: Final = timedelta(hours=1)  # for a hub that was asked and has not verified; doubled with each request
LONGEST_PATIENCE: Final = timedelta(days=7)
ENDED_AFTER: Final = timedelta(days=1)
PUSHES_HOLD: Final = timedelta(days=1)  # a hub that has sent nothing for longer does not slow polling down


class Step(StrEnum):
    """What is to be done with a hub now."""

    NOTHING = "nothing"
    SUBSCRIBE = "subscribe"  # for the first time, or anew
    RENEW = "renew"  # the same subscription
    UNSUBSCRIBE = "unsubscribe"
    FORGET = "forget"


def step(lease: PushLease | None, hub: str, topic: str, *, now: datetime) -> Step:
    """What is to be done for a source whose documents name this hub and topic ("" = none, or nobody wants it)."""
    if lease is None:
        return Step.SUBSCRIBE if hub else Step.NOTHING
    if not hub or (lease.hub, lease.topic) != (hub, topic):
        return _ending(lease, now)
    if lease.state is PushState.ENDING:
        return Step.SUBSCRIBE
    if lease.state is PushState.VERIFIED and (lease.until is None or now < renewal(lease)):
        return Step.NOTHING
    if lease.state is PushState.VERIFIED and lease.tries == 0:
        return Step.RENEW
    patience = min(LONGEST_PATIENCE, PATIENCE * 2 ** min(max(0, lease.tries - 1), 10))
    if lease.state is PushState.DENIED:
        patience = LONGEST_PATIENCE
    return Step.RENEW if now - lease.asked >= patience else Step.NOTHING


def renewal(lease: PushLease) -> datetime:
    """When a verified lease is renewed: a day before its end, or when a quarter of a shorter one is left."""
    if lease.until is None or lease.since is None:
        return datetime.max.replace(tzinfo=lease.asked.tzinfo)
    return lease.until - min(RENEW_BEFORE, (lease.until - lease.since) * RENEW_SHARE)


def lease_s(asked: str) -> int:
    """The lease that a hub grants, within bounds; what can not be read counts as what we asked for."""
    seconds = int(asked[:9]) if asked.isascii() and asked.isdigit() else LEASE_S
    return min(max(seconds, SHORTEST_LEASE_S), LONGEST_LEASE_S)


def _ending(lease: PushLease, now: datetime) -> Step:
    """A hub that is not wanted any more is asked to stop once; then it is forgotten, so that another may be asked."""
    if lease.state is PushState.VERIFIED and (lease.until is None or lease.until > now):
        return Step.UNSUBSCRIBE
    over = lease.state is not PushState.ENDING or now - lease.asked >= ENDED_AFTER
    return Step.FORGET if over else Step.NOTHING
