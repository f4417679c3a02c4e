"""How late messages are, and from when on that is a trouble to tell of. Awaits ports only."""

from __future__ import annotations

from typing import Final

from monitor.ports import EventLog, OutboxDesk, Subscriptions

LATE_S: Final = 120.0  # a deliverer that works is late by less than a second


async def lag_s(events: EventLog, desk: OutboxDesk, subscriptions: Subscriptions) -> float:
    """Seconds by which the most overdue event or delivery is late; 0 where nobody subscribes."""
    if all(one.disabled for one in await subscriptions.all()):
        return 0.0
    return max(await events.lag_s(), await desk.lag_s())


def alarm(late_s: float) -> str:
    """What to tell of it; "" while messages are in time."""
    if late_s < LATE_S:
        return ""
    return f"Messages are {late_s / 60:,.0f} minutes late: is a deliverer running, and do the receivers answer?"
