"""The deliverer: takes what is due, builds it, sends it, settles it; sleeps until the next is due or it is woken.

Deliveries of one endpoint that were claimed together go out one after the other, so first tries keep their order;
endpoints do not wait for each other. A deliverer that dies leaves leases that run out: another one sends those events
again, with the same ids.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from monitor import log
from monitor.deliver.addressees import Addressee, Addressees
from monitor.deliver.courier import GONE, Courier
from monitor.deliver.settling import Settling
from monitor.deliver.ways import Ways
from monitor.errors import RedlineError, Withheld
from monitor.model import Attempt, Delivery, SubscriptionId
from monitor.ports import Clock, Endpoints, Outbox, Parcel, Subscriptions

Body = bytes | Withheld | None  # what goes, why it may not go, or that there is no record of it


@dataclass(frozen=True, slots=True)
class DelivererOptions:
    """How much at a time, and for how long."""

    under_way: int = 512  # deliveries that one process holds
    lease_s: float = 60.0  # longer than two attempts may take
    attempt_s: float = 16.0  # what one attempt may take; with less of the lease left none is begun
    apart_s: float = 0.025  # least time between two looks at the queue: what comes meanwhile is taken together
    idle_s: float = 5.0  # longest sleep without a look at the queue
    trouble_s: float = 2.0  # pause after the store could not be reached


class Deliverer:
    """Run as many as you like on one outbox."""

    def __init__(
        self,
        outbox: Outbox,
        subscriptions: Subscriptions,
        endpoints: Endpoints,
        ways: Ways,
        clock: Clock,
        dice: Callable[[], float],
        options: DelivererOptions = DelivererOptions(),
    ) -> None:
        self._outbox = outbox
        self._ways = ways
        self._clock = clock
        self._options = options
        self._addressees = Addressees(subscriptions)
        self._settling = Settling(outbox, endpoints, clock, dice)
        self._courier = Courier(outbox, ways, self._settling, clock)
        self._under_way = 0
        self._freed = asyncio.Event()
        self._stopping = False
        self._log = log.get("deliver")
        self.tally = self._settling.tally

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set; what has been begun is finished, the rest given back."""
        self._stopping = False
        async with asyncio.TaskGroup() as group:
            listener = group.create_task(self._listen(), name="deliverer-listen")
            group.create_task(self._heed(stop), name="deliverer-stop")
            while not stop.is_set():
                begun = asyncio.get_running_loop().time()
                sleep_s = await self._round(group)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._freed.wait(), sleep_s)
                await asyncio.sleep(begun + self._options.apart_s - asyncio.get_running_loop().time())
            listener.cancel()

    async def once(self) -> int:
        """Deliver what is due now and come back when that is done. How many attempts were made."""
        before = self.tally.delivered + self.tally.failed
        async with asyncio.TaskGroup() as group:
            await self._take(group)
        return self.tally.delivered + self.tally.failed - before

    def forget(self) -> None:
        """Read subscriptions again before the next delivery."""
        self._addressees.forget_all()

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
            await self._take(group)
            if self._under_way >= self._options.under_way:
                return self._options.idle_s
            due_s = await self._outbox.next_due_s()
        except RedlineError as error:
            self._log.warning("outbox_unreachable", why=str(error))
            return self._options.trouble_s
        return self._options.idle_s if due_s is None else min(due_s, self._options.idle_s)

    async def _take(self, group: asyncio.TaskGroup) -> int:
        room = self._options.under_way - self._under_way
        if room <= 0:
            return 0
        until = asyncio.get_running_loop().time() + self._options.lease_s
        claimed = await self._outbox.claim(room, lease_s=self._options.lease_s)
        lanes: dict[tuple[SubscriptionId, bool], list[Delivery]] = defaultdict(list)
        await self._addressees.learn({one.subscription for one in claimed})
        for delivery in claimed:
            paced = self._addressees.is_paced(delivery.subscription)
            lanes[delivery.subscription, delivery.retry and not paced].append(delivery)
        for lane in lanes.values():
            self._under_way += len(lane)
            group.create_task(self._work_off(lane, until))
        return len(claimed)

    async def _work_off(self, lane: Sequence[Delivery], until: float) -> None:
        """One endpoint's deliveries, in order; what can not be tried in time is given back."""
        try:
            to = await self._addressees.get(lane[0].subscription)
            if to is None or to.subscription.disabled:
                await self._outbox.release(lane)
            elif to.subscription.is_paced:
                await self._courier.work_off(to, lane, until=until, attempt_s=self._options.attempt_s)
            else:
                await self._one_by_one(to, lane, until)
        except RedlineError as error:
            self._log.warning("delivery_left", subscription=lane[0].subscription, why=str(error))
        except Exception:  # noqa: BLE001 - one endpoint's trouble must not end the others
            self._log.exception("delivery_broke", subscription=lane[0].subscription)
        finally:
            was_full = self._under_way >= self._options.under_way
            self._under_way -= len(lane)
            if was_full:
                self._freed.set()

    async def _one_by_one(self, to: Addressee, lane: Sequence[Delivery], until: float) -> None:
        """Build what goes to one endpoint at once, then send it in order, settling each before the next goes.

        What may be told can change: that is asked again for each, while the one before is settled.
        """
        await self._ways.payloads.prepare(lane)
        body = await self._body(lane)
        for at, delivery in enumerate(lane):
            time_left = until - asyncio.get_running_loop().time()
            if self._stopping or time_left < self._options.attempt_s:
                await self._outbox.release(lane[at:])
                return
            attempt = None if isinstance(body, Withheld) else await self._attempt(delivery, to, body)
            after = lane[at + 1 :]
            settled = self._settle(delivery, attempt, body)
            goes_on, body = await asyncio.gather(settled, self._body(after)) if after else (await settled, None)
            if not goes_on:
                self._addressees.forget(delivery.subscription)
                await self._outbox.release(after)
                return

    # ------------------------------------------------ one delivery
    async def _body(self, lane: Sequence[Delivery]) -> Body:
        """The body of the first."""
        first = lane[0]
        try:
            draft = await self._ways.payloads.draft(first)
        except Withheld as error:
            return error
        return draft.seal(first.endpoint_sequence) if draft is not None else None

    async def _settle(self, delivery: Delivery, attempt: Attempt | None, body: Body) -> bool:
        """False if nothing more goes to this endpoint."""
        if attempt is None:
            return await self._settling.withhold(delivery, str(body))
        return await self._settling.settle(attempt, hopeless=body is None)

    async def _attempt(self, delivery: Delivery, to: Addressee, body: bytes | None) -> Attempt:
        now = self._clock.now()
        if body is None:
            return Attempt(delivery, now, ok=False, detail=GONE)
        sink = self._ways.sinks.get(to.subscription.sink)
        if sink is None:
            return Attempt(delivery, now, ok=False, detail=f"there is no sink {to.subscription.sink!r} here")
        return await sink.deliver(Parcel(delivery, to.subscription, to.secrets, str(delivery.event), body))
