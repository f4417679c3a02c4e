"""The deliverer: takes what is due, builds it, sends it, settles it; sleeps until the next is due or it is woken.

Deliveries of one endpoint that were claimed together go out one after the other, so first tries keep their order;
endpoints do not wait for each other. A deliverer that dies leaves leases that run out: another one sends those events
again, with the same ids.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from monitor import log
from monitor.deliver.addressees import Addressee, Addressees
from monitor.deliver.payload import Payloads
from monitor.deliver.retry import is_given_up, next_wait_s, pause_s
from monitor.errors import RedlineError, Withheld
from monitor.model import Attempt, Delivery, Streak, SubscriptionId
from monitor.ports import Clock, Endpoints, Outbox, Parcel, Sink, Subscriptions

GONE: Final = 410


@dataclass(frozen=True, slots=True)
class DelivererOptions:
    """How much at a time, and for how long."""

    under_way: int = 512  # deliveries that one process holds
    lease_s: float = 60.0  # longer than two attempts may take
    attempt_s: float = 16.0  # what one attempt may take; with less of the lease left none is begun
    idle_s: float = 5.0  # longest sleep without a look at the queue
    trouble_s: float = 2.0  # pause after the store could not be reached


@dataclass(slots=True)
class Tally:
    """What one deliverer has done."""

    delivered: int = 0
    failed: int = 0
    dead: int = 0
    disabled: int = 0


class Deliverer:
    """Run as many as you like on one outbox."""

    def __init__(
        self,
        outbox: Outbox,
        subscriptions: Subscriptions,
        endpoints: Endpoints,
        payloads: Payloads,
        sinks: Mapping[str, Sink],
        clock: Clock,
        dice: Callable[[], float],
        options: DelivererOptions = DelivererOptions(),
    ) -> None:
        self._outbox = outbox
        self._endpoints = endpoints
        self._payloads = payloads
        self._sinks = sinks
        self._clock = clock
        self._dice = dice
        self._options = options
        self._addressees = Addressees(subscriptions)
        self._under_way = 0
        self._freed = asyncio.Event()
        self._stopping = False
        self._log = log.get("deliver")
        self.tally = Tally()

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set; what has been begun is finished, the rest given back."""
        self._stopping = False
        async with asyncio.TaskGroup() as group:
            listener = group.create_task(self._listen(), name="deliverer-listen")
            group.create_task(self._heed(stop), name="deliverer-stop")
            while not stop.is_set():
                sleep_s = await self._round(group)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._freed.wait(), sleep_s)
            listener.cancel()

    async def once(self) -> int:
        """Deliver what is due now and come back when that is done. How many attempts were made."""
        before = self.tally.delivered + self.tally.failed
        async with asyncio.TaskGroup() as group:
            await self._take(group)
        return self.tally.delivered + self.tally.failed - before

    # ------------------------------------------------ the loop
    async def _heed(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._stopping = True
        self._freed.set()

    async def _listen(self) -> None:
        """Wake the loop when something is queued."""
        while True:
            try:
                await self._outbox.wait(timeout_s=self._options.idle_s)
            except RedlineError:
                await asyncio.sleep(self._options.trouble_s)
            self._freed.set()

    async def _round(self, group: asyncio.TaskGroup) -> float:
        """Take what is due; seconds until it is worth looking again."""
        self._freed.clear()
        try:
            if await self._take(group):
                return 0.0
            if self._under_way >= self._options.under_way:
                return self._options.idle_s
            due_s = await self._outbox.next_due_s()
        except RedlineError as error:
            self._log.warning("outbox_unreachable", why=str(error))
            return self._options.trouble_s
        return min(max(due_s, 0.01), self._options.idle_s) if due_s is not None else self._options.idle_s

    async def _take(self, group: asyncio.TaskGroup) -> int:
        room = self._options.under_way - self._under_way
        if room <= 0:
            return 0
        until = asyncio.get_running_loop().time() + self._options.lease_s
        claimed = await self._outbox.claim(room, lease_s=self._options.lease_s)
        lanes: dict[tuple[SubscriptionId, bool], list[Delivery]] = defaultdict(list)
        for delivery in claimed:
            lanes[delivery.subscription, delivery.retry].append(delivery)
        for lane in lanes.values():
            self._under_way += len(lane)
            group.create_task(self._work_off(lane, until))
        return len(claimed)

    async def _work_off(self, lane: Sequence[Delivery], until: float) -> None:
        """One endpoint's deliveries, in order; what can not be tried in time is given back."""
        try:
            for at, delivery in enumerate(lane):
                time_left = until - asyncio.get_running_loop().time()
                if self._stopping or time_left < self._options.attempt_s:
                    await self._outbox.release(lane[at:])
                    break
                if not await self._deliver(delivery):
                    break
        except RedlineError as error:
            self._log.warning("delivery_left", subscription=lane[0].subscription, why=str(error))
        except Exception:  # noqa: BLE001 - one endpoint's trouble must not end the others
            self._log.exception("delivery_broke", subscription=lane[0].subscription)
        finally:
            self._under_way -= len(lane)
            self._freed.set()

    # ------------------------------------------------ one delivery
    async def _deliver(self, delivery: Delivery) -> bool:
        """Try once and settle. False if nothing more goes to this endpoint."""
        to = await self._addressees.get(delivery.subscription)
        if to is None or to.subscription.disabled:
            self._addressees.forget(delivery.subscription)
            await self._outbox.release([delivery])
            return False
        try:
            body = await self._body(delivery)
        except Withheld as error:
            return await self._purge(delivery, str(error))
        attempt = await self._attempt(delivery, to, body)
        wait_s = None if body is None else self._wait_s(attempt)
        streak = await self._outbox.settle(attempt, retry_after_s=wait_s, pause_s=pause_s(attempt, wait_s))
        self._count(attempt, wait_s)
        return attempt.ok or not await self._gave_up(attempt, streak)

    async def _purge(self, delivery: Delivery, why: str) -> bool:
        """Take out of the queue, for good, what may no longer be told; no fault of the endpoint."""
        attempt = Attempt(delivery, self._clock.now(), ok=True, detail=f"not sent: {why}")
        await self._outbox.settle(attempt, retry_after_s=None)
        self._log.info("delivery_withheld", subscription=delivery.subscription, event_id=delivery.event)
        return True

    async def _body(self, delivery: Delivery) -> bytes | None:
        draft = await self._payloads.draft(delivery)
        return draft.seal(delivery.endpoint_sequence) if draft is not None else None

    async def _attempt(self, delivery: Delivery, to: Addressee, body: bytes | None) -> Attempt:
        now = self._clock.now()
        if body is None:
            return Attempt(delivery, now, ok=False, detail="the record of this event is gone")
        sink = self._sinks.get(to.subscription.sink)
        if sink is None:
            return Attempt(delivery, now, ok=False, detail=f"there is no sink {to.subscription.sink!r} here")
        return await sink.deliver(Parcel(delivery, to.subscription, to.secrets, str(delivery.event), body))

    def _wait_s(self, attempt: Attempt) -> float | None:
        if attempt.ok:
            return None
        return next_wait_s(attempt.delivery.tries + 1, dice=self._dice(), retry_after_s=attempt.retry_after_s)

    def _count(self, attempt: Attempt, wait_s: float | None) -> None:
        delivery = attempt.delivery
        if attempt.ok:
            self.tally.delivered += 1
            self._log.debug("delivered", subscription=delivery.subscription, event_id=delivery.event)
            return
        self.tally.failed += 1
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
        """Disable an endpoint that says it is gone, or has been failing for days."""
        if attempt.status == GONE:
            reason = "the receiver answered 410 Gone"
        elif is_given_up(streak, self._clock.now()):
            reason = f"nothing but failures since {streak.first:%Y-%m-%d %H:%M} UTC, last: {attempt.detail}"
        else:
            return False
        subscription = attempt.delivery.subscription
        await self._endpoints.disable(subscription, reason)
        self._addressees.forget(subscription)
        self.tally.disabled += 1
        self._log.warning("endpoint_disabled", subscription=subscription, why=reason)
        return True
