"""After an attempt: what becomes of the delivery, and of an endpoint that does not take anything any more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from monitor import log
from monitor.deliver.retry import is_given_up, next_wait_s, pause_s
from monitor.model import Attempt, Delivery, Streak
from monitor.ports import Clock, Endpoints, Outbox

GONE: Final = 410


@dataclass(slots=True)
class Tally:
    """What one deliverer has done."""

    delivered: int = 0
    failed: int = 0
    dead: int = 0
    disabled: int = 0


class Settling:
    """Settles attempts; disables an endpoint that says it is gone, or has been failing for days."""

    def __init__(self, outbox: Outbox, endpoints: Endpoints, clock: Clock, dice: Callable[[], float]) -> None:
        self._outbox = outbox
        self._endpoints = endpoints
        self._clock = clock
        self._dice = dice
        self._log = log.get("deliver")
        self.tally = Tally()

    async def settle(self, attempt: Attempt, *, hopeless: bool = False, others: Sequence[Delivery] = ()) -> bool:
        """Settle; `hopeless` = no later try can go better. False if nothing more goes to this endpoint."""
        if attempt.pending_s is not None:
            await self._outbox.hold([attempt.delivery], self._clock.now() + timedelta(seconds=attempt.pending_s))
            return True
        wait_s = None if attempt.ok or hopeless else self._wait_s(attempt)
        streak = await self._outbox.settle(
            attempt, retry_after_s=wait_s, pause_s=pause_s(attempt, wait_s), others=others
        )
        self._count(attempt, wait_s, 1 + len(others))
        return attempt.ok or not await self._gave_up(attempt, streak)

    async def withhold(self, delivery: Delivery, why: str, others: Sequence[Delivery] = ()) -> bool:
        """Take out of the queue, for good, what may no longer be told; no fault of the endpoint."""
        attempt = Attempt(delivery, self._clock.now(), ok=True, detail=f"not sent: {why}")
        await self._outbox.settle(attempt, retry_after_s=None, others=others)
        self._log.info("delivery_withheld", subscription=delivery.subscription, event_id=delivery.event)
        return True

    def _wait_s(self, attempt: Attempt) -> float | None:
        return next_wait_s(attempt.delivery.tries + 1, dice=self._dice(), retry_after_s=attempt.retry_after_s)

    def _count(self, attempt: Attempt, wait_s: float | None, events: int) -> None:
        delivery = attempt.delivery
        if attempt.ok:
            self.tally.delivered += events
            self._log.debug("delivered", subscription=delivery.subscription, event_id=delivery.event, events=events)
            return
        self.tally.failed += events
        self.tally.dead += wait_s is None
        self._log.info(
            "delivery_failed",
            subscription=delivery.subscription,
            event_id=delivery.event,
            why=attempt.detail,
            tries=delivery.tries + 1,
            again_in_s=None if wait_s is None else round(wait_s),
        )

    async def _gave_up(self, attempt: Attempt, streak: Streak) -> bool:
        if attempt.status == GONE:
            reason = "the receiver answered 410 Gone"
        elif is_given_up(streak, self._clock.now()):
            reason = f"nothing but failures since {streak.first:%Y-%m-%d %H:%M} UTC, last: {attempt.detail}"
        else:
            return False
        subscription = attempt.delivery.subscription
        await self._endpoints.disable(subscription, reason)
        self.tally.disabled += 1
        self._log.warning("endpoint_disabled", subscription=subscription, why=reason)
        return True
