"""The memory twin of the outbox: same answers, nothing survives the process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from monitor.event.positions import place
from monitor.model import Attempt, Delivery, Event, Position, Streak, SubscriptionId
from monitor.ports import BEHIND, Behind, Clock, Marks
from monitor.store.keys import MAX_LOGGED, MAX_LOGGED_BODIES, MAX_QUEUED
from monitor.store.memory.endpoints import Lane, MemoryEndpoints, Queued, Slot, ms_later
from monitor.store.packed import MAX_FRESH_PER_CLAIM, MAX_RETRIES_PER_CLAIM, MOST_PACED
from monitor.store.veil_beside import veiled_attempts


class MemoryOutbox:
    """Behind the ports Outbox and CatchUp."""

    def __init__(
        self, clock: Clock, endpoints: MemoryEndpoints, *, max_queued: int = MAX_QUEUED, marks: Marks | None = None
    ) -> None:
        self._clock = clock
        self._endpoints = endpoints
        self._max_queued = max_queued
        self._marks = marks

    # ------------------------------------------------ in
    async def enqueue(self, subscription: SubscriptionId, events: Sequence[tuple[Position, Event]]) -> int:
        """Queue events in order, each once; BEHIND if the endpoint has to be caught up first."""
        slot = self._endpoints.slots.get(subscription)
        if slot is None or slot.subscription.disabled or not events:
            return 0
        shard = events[0][0].shard
        if slot.behind_since is not None and shard not in slot.caught_up and not shard.startswith("e/"):
            return BEHIND
        return self._queue(slot, events)

    def _queue(self, slot: Slot, events: Sequence[tuple[Position, Event]]) -> int:
        added = 0
        for position, event in events:
            number = place(position.id)
            if number <= slot.marks.get(position.shard, (0, 0)):
                continue
            if len(slot.queued()) >= self._max_queued:
                slot.fall_behind(min(slot.behind_since or event.at, event.at), again=False)
                self._endpoints.version += 1
                return BEHIND
            slot.marks[position.shard] = number
            slot.sequence += 1
            delivery = Delivery(
                slot.subscription.id,
                event.id,
                event.subject,
                event.sequence,
                slot.sequence,
                self._clock.now(),
                type=event.type,
                late=event.late,
            )
            slot.fresh.append(Queued(delivery, event.at))
            added += 1
        if added:
            self._endpoints.woken.set()
        return added

    # ------------------------------------------------ out
    async def claim(self, limit: int, *, lease_s: float) -> list[Delivery]:
        """Deliveries that are due, at most a few per subscription."""
        claimed: list[Delivery] = []
        until = ms_later(self._clock.now(), lease_s)
        for slot in self._endpoints.slots.values():
            if len(claimed) >= limit:
                break
            if slot.subscription.disabled or self._is_paused(slot):
                continue
            found = self._due(slot, until)
            room = len(found) if slot.subscription.is_paced else limit - len(claimed)
            await self.release(found[room:])
            claimed += found[:room]
        return claimed

    def _due(self, slot: Slot, until: datetime) -> list[Delivery]:
        """What is due of one endpoint: first tries, then retries."""
        first = list(self._taken_back(slot.sending, until, retry=False))
        again = list(self._taken_back(slot.resending, until, retry=True))
        paced = slot.subscription.is_paced
        if paced and (slot.sending or slot.resending):
            return first + again
        if not slot.sending:
            first += self._fresh(slot, until, MOST_PACED if paced else MAX_FRESH_PER_CLAIM)
        return first + again + self._due_again(slot, until, MOST_PACED if paced else MAX_RETRIES_PER_CLAIM)

    def _fresh(self, slot: Slot, until: datetime, most: int) -> list[Delivery]:
        while slot.fresh and len(slot.sending) < most:
            entry = slot.fresh.pop(0)
            slot.sending[entry.delivery.endpoint_sequence] = (entry, until)
        return [entry.delivery for entry, _ in slot.sending.values()]

    def _due_again(self, slot: Slot, until: datetime, most: int) -> list[Delivery]:
        out = []
        now = self._clock.now()
        for number, (entry, due) in sorted(slot.retries.items(), key=lambda item: (item[1][1], item[0])):
            if due > now or len(slot.resending) >= most:
                break
            del slot.retries[number]
            slot.resending[number] = (entry, until)
            out.append(replace(entry.delivery, retry=True))
        return out

    def _taken_back(self, lane: Lane, until: datetime, *, retry: bool) -> Iterator[Delivery]:
        """What a deliverer that died, or gave up, held; a lease that ran out counts as a try."""
        now = self._clock.now()
        for number, (entry, end) in sorted(lane.items()):
            if end is None or end <= now:
                died = end is not None
                entry.delivery = replace(entry.delivery, tries=entry.delivery.tries + died)
                lane[number] = (entry, until)
                yield replace(entry.delivery, retry=retry)

    async def release(self, deliveries: Sequence[Delivery]) -> None:
        """Give back what was claimed and not tried."""
        for delivery in deliveries:
            slot = self._endpoints.slots.get(delivery.subscription)
            held = slot.held(delivery) if slot else None
            if held:
                lane, entry = held
                lane[delivery.endpoint_sequence] = (entry, None)
        self._endpoints.woken.set()

    async def hold(self, deliveries: Sequence[Delivery], until: datetime) -> None:
        """Put aside what was claimed of one endpoint."""
        for delivery in deliveries:
            slot = self._endpoints.slots.get(delivery.subscription)
            held = slot.held(delivery) if slot else None
            if slot and held:
                lane, entry = held
                del lane[delivery.endpoint_sequence]
                slot.retries[delivery.endpoint_sequence] = (entry, ms_later(until, 0))
        self._endpoints.woken.set()

    async def rest(self, subscription: SubscriptionId, until: datetime) -> None:
        """Hand nothing of this endpoint out until then."""
        if slot := self._endpoints.slots.get(subscription):
            slot.paused_until = max(slot.paused_until or until, until)

    async def bind(self, deliveries: Sequence[Delivery], message: str) -> bool:
        """Put what was claimed of one endpoint into a message."""
        slot = self._endpoints.slots.get(deliveries[0].subscription)
        held = [found for one in deliveries if slot and (found := slot.held(one))]
        for _, entry in held:
            entry.delivery = replace(entry.delivery, message=message)
        return len(held) == len(deliveries)

    async def settle(
        self, attempt: Attempt, *, retry_after_s: float | None, pause_s: float = 0.0, others: Sequence[Delivery] = ()
    ) -> Streak:
        """Log the attempt and decide what becomes of its deliveries."""
        slot = self._endpoints.slots.get(attempt.delivery.subscription)
        if slot is None:
            return Streak()
        now = self._clock.now()
        slot.log = [replace(attempt, retry_after_s=retry_after_s), *slot.log][:MAX_LOGGED]
        if len(slot.log) > MAX_LOGGED_BODIES:
            slot.log[MAX_LOGGED_BODIES] = replace(slot.log[MAX_LOGGED_BODIES], body="", sent="")
        if attempt.ok:
            for delivery in (attempt.delivery, *others):
                slot.forget(delivery.endpoint_sequence)
            slot.streak = Streak()
        elif sum([slot.fail(one, now, retry_after_s) for one in (attempt.delivery, *others)]):
            slot.streak = Streak(slot.streak.failures + 1, slot.streak.first or now, now)
        if pause_s > 0:
            slot.paused_until = max(slot.paused_until or now, ms_later(now, pause_s))
        self._endpoints.woken.set()
        return slot.streak

    async def next_due_s(self) -> float | None:
        """Seconds until something can next be claimed."""
        now = self._clock.now()
        times = [due for slot in self._endpoints.slots.values() if (due := self._next(slot)) is not None]
        return max((min(times) - now).total_seconds(), 0.0) if times else None

    def _next(self, slot: Slot) -> datetime | None:
        if slot.subscription.disabled:
            return None
        now = self._clock.now()
        times = [end or now for lane in (slot.sending, slot.resending) for _, end in lane.values()]
        if not times or not slot.subscription.is_paced:
            times += [due for _, due in slot.retries.values()] if len(slot.resending) < MAX_RETRIES_PER_CLAIM else []
            times += [now] if slot.fresh and not slot.sending else []
        return max(min(times), slot.paused_until or now) if times else None

    async def wait(self, *, timeout_s: float) -> None:
        """Return when something was queued or settled, or after the time-out."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._endpoints.woken.wait(), timeout_s)
        self._endpoints.woken.clear()

    def _is_paused(self, slot: Slot) -> bool:
        return slot.paused_until is not None and slot.paused_until > self._clock.now()

    # ------------------------------------------------ what people ask
    async def log(self, subscription: SubscriptionId, *, limit: int = 100) -> list[Attempt]:
        """Newest attempts first."""
        slot = self._endpoints.slots.get(subscription)
        return await veiled_attempts(slot.log[:limit], self._marks) if slot else []

    async def dead(self, subscription: SubscriptionId) -> list[Delivery]:
        """Dead letters, newest first."""
        slot = self._endpoints.slots.get(subscription)
        return [entry.delivery for entry in slot.dead] if slot else []

    # ------------------------------------------------ catching up
    async def replay(self, subscription: SubscriptionId, since: datetime) -> bool:
        """Send everything since then (again)."""
        slot = self._endpoints.slots.get(subscription)
        if slot is None:
            return False
        slot.fall_behind(min(slot.behind_since or since, since), again=True)
        self._endpoints.version += 1
        return True

    async def behind(self, shard: str) -> list[Behind]:
        """Who has to be caught up on this shard."""
        return [
            Behind(slot.subscription.id, shard, f"{int(slot.behind_since.timestamp() * 1000) - 1}-0", slot.generation)
            for slot in self._endpoints.slots.values()
            if slot.behind_since is not None and shard not in slot.caught_up and not slot.subscription.disabled
        ]

    async def catch_up(self, behind: Behind, events: Sequence[tuple[Position, Event]]) -> int:
        """Queue for one that is behind."""
        slot = self._endpoints.slots.get(behind.subscription)
        if slot is None or slot.subscription.disabled:
            return 0
        return self._queue(slot, events) if slot.generation == behind.generation else BEHIND

    async def caught_up(self, behind: Behind, *, shards: int) -> None:
        """This one of so many shards is done."""
        slot = self._endpoints.slots.get(behind.subscription)
        if slot is None or slot.generation != behind.generation:
            return
        slot.caught_up.add(behind.shard)
        if len(slot.caught_up) >= shards:
            slot.behind_since = None
            slot.caught_up.clear()
