"""The outbox in Redis: deliveries on their way, everything of one endpoint in one slot, each step one script."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from monitor.event.positions import place
from monitor.model import Attempt, Delivery, Event, Position, Streak, SubscriptionId
from monitor.ports import Behind, Marks
from monitor.store.client import BLOCK_LIMIT_S, Call, StoreClient, moment, ms
from monitor.store.endpoint_slot import slot_keys, soonest
from monitor.store.keys import DELIVERY_LOG_MS, MAX_DEAD_LETTERS, MAX_LOGGED, MAX_LOGGED_BODIES, MAX_QUEUED, Keys
from monitor.store.packed import (
    MAX_FRESH_PER_CLAIM,
    MAX_RETRIES_PER_CLAIM,
    pack_attempt,
    pack_tail,
    unpack,
    unpack_attempt,
)
from monitor.store.resp import Arg
from monitor.store.scripts import load
from monitor.store.veil_beside import veiled_attempts

_PER_CLAIM = MAX_FRESH_PER_CLAIM + MAX_RETRIES_PER_CLAIM


class RedisOutbox:
    """Behind the ports Outbox and CatchUp."""

    def __init__(
        self, client: StoreClient, keys: Keys, *, max_queued: int = MAX_QUEUED, marks: Marks | None = None
    ) -> None:
        self._client = client
        self._keys = keys
        self._max_queued = max_queued
        self._marks = marks
        self._heard: dict[str, str] = {}  # newest entry seen of each wake stream

    # ------------------------------------------------ in
    async def enqueue(self, subscription: SubscriptionId, events: Sequence[tuple[Position, Event]]) -> int:
        """Queue events in order, each once; BEHIND if the endpoint has to be caught up first."""
        return await self._queue(subscription, events, "")

    async def _queue(
        self, subscription: SubscriptionId, events: Sequence[tuple[Position, Event]], generation: str
    ) -> int:
        if not events:
            return 0
        shard = events[0][0].shard
        args: list[Arg] = [self._client.now_arg(), subscription, generation, shard]
        args += [self._max_queued, MAX_RETRIES_PER_CLAIM]
        for position, event in events:
            args += [*place(position.id), pack_tail(event)]
        return int(await self._client.run(load("outbox_enqueue"), slot_keys(self._keys, subscription), args))

    # ------------------------------------------------ out
    async def claim(self, limit: int, *, lease_s: float) -> list[Delivery]:
        """Deliveries that are due, those longest due first, at most a few per subscription."""
        claimed: list[Delivery] = []
        now, planned = await soonest(self._client, self._keys, limit)
        waiting = [subscription for due, subscription in planned if due <= now]
        while waiting and len(claimed) < limit:
            room = limit - len(claimed)
            wave = max(room // _PER_CLAIM, 1)
            some, waiting = waiting[:wave], waiting[wave:]
            replies = await self._client.all([self._claim(one, lease_s, min(room, _PER_CLAIM)) for one in some])
            for subscription, (first, again) in zip(some, replies, strict=True):
                claimed += [unpack(subscription, line) for line in first]
                claimed += [unpack(subscription, line, retry=True) for line in again]
        return claimed

    def _claim(self, subscription: SubscriptionId, lease_s: float, room: int) -> Call:
        args: list[Arg] = [self._client.now_arg(), subscription, int(lease_s * 1000)]
        args += [MAX_FRESH_PER_CLAIM, MAX_RETRIES_PER_CLAIM, room]
        return Call(load("outbox_claim"), slot_keys(self._keys, subscription), args)

    async def release(self, deliveries: Sequence[Delivery]) -> None:
        """Give back what was claimed and not tried."""
        by_subscription: dict[SubscriptionId, list[Arg]] = {}
        for one in deliveries:
            by_subscription.setdefault(one.subscription, []).extend((one.endpoint_sequence, one.tries))
        calls = [
            Call(
                load("outbox_release"),
                slot_keys(self._keys, subscription),
                [self._client.now_arg(), subscription, MAX_RETRIES_PER_CLAIM, *numbers],
            )
            for subscription, numbers in by_subscription.items()
        ]
        await self._client.all(calls)

    async def hold(self, deliveries: Sequence[Delivery], until: datetime) -> None:
        """Put aside what was claimed of one endpoint."""
        if deliveries:
            await self._hold(deliveries[0].subscription, until, deliveries)

    async def rest(self, subscription: SubscriptionId, until: datetime) -> None:
        """Hand nothing of this endpoint out until then."""
        await self._hold(subscription, until, ())

    async def _hold(self, subscription: SubscriptionId, until: datetime, deliveries: Sequence[Delivery]) -> None:
        args: list[Arg] = [self._client.now_arg(), subscription, MAX_RETRIES_PER_CLAIM, ms(until)]
        args += [number for one in deliveries for number in (one.endpoint_sequence, one.tries)]
        await self._client.run(load("outbox_hold"), slot_keys(self._keys, subscription), args)

    async def bind(self, deliveries: Sequence[Delivery], message: str) -> bool:
        """Put what was claimed of one endpoint into a message."""
        keys = slot_keys(self._keys, deliveries[0].subscription)
        args: list[Arg] = [message]
        args += [number for one in deliveries for number in (one.endpoint_sequence, one.tries)]
        return int(await self._client.run(load("outbox_bind"), keys, args)) == len(deliveries)

    async def settle(
        self, attempt: Attempt, *, retry_after_s: float | None, pause_s: float = 0.0, others: Sequence[Delivery] = ()
    ) -> Streak:
        """Log the attempt and decide what becomes of its deliveries."""
        delivery = attempt.delivery
        tag = self._keys.book_tag(delivery.subscription)
        keys = [
            *slot_keys(self._keys, delivery.subscription),
            self._keys.outbox_dead(tag, delivery.subscription),
            self._keys.outbox_log(tag, delivery.subscription),
        ]
        args: list[Arg] = [self._client.now_arg(), delivery.subscription, int(attempt.ok)]
        args += ["" if retry_after_s is None else int(retry_after_s * 1000), int(pause_s * 1000)]
        args += [pack_attempt(attempt, retry_after_s), MAX_LOGGED, DELIVERY_LOG_MS, MAX_DEAD_LETTERS]
        args += [MAX_RETRIES_PER_CLAIM, MAX_LOGGED_BODIES]
        args += [number for one in (delivery, *others) for number in (one.endpoint_sequence, one.tries)]
        failures, first, last = await self._client.run(load("outbox_settle"), keys, args)
        return Streak(failures, moment(first), moment(last)) if failures else Streak()

    async def next_due_s(self) -> float | None:
        """Seconds until something can next be claimed."""
        now, planned = await soonest(self._client, self._keys, 1)
        return max(planned[0][0] - now, 0.0) / 1000 if planned else None

    async def wait(self, *, timeout_s: float) -> None:
        """Return when something may have become due sooner than was known, or after the time-out."""
        if self._client.engine.cluster:
            await asyncio.sleep(min(timeout_s, 1.0))
            return
        names = [self._keys.outbox_wake(tag) for tag in self._keys.book_tags()]
        block_ms = max(int(min(timeout_s, BLOCK_LIMIT_S) * 1000), 1)
        heard = [self._heard.get(name, "0") for name in names]
        reply = await self._client.block("XREAD", "BLOCK", block_ms, "STREAMS", *names, *heard)
        for name, entries in reply or ():
            self._heard[name.decode()] = entries[-1][0].decode()

    # ------------------------------------------------ what people ask
    async def log(self, subscription: SubscriptionId, *, limit: int = 100) -> list[Attempt]:
        """Newest attempts first."""
        key = self._keys.outbox_log(self._keys.book_tag(subscription), subscription)
        lines = await self._client.do("LRANGE", key, 0, limit - 1)
        oldest = ms(await self._client.now()) - DELIVERY_LOG_MS
        parts = [line.partition(b" ") for line in lines]
        found = [unpack_attempt(subscription, text) for at, _, text in parts if int(at) >= oldest]
        return await veiled_attempts(found, self._marks)

    async def dead(self, subscription: SubscriptionId) -> list[Delivery]:
        """Dead letters, newest first."""
        key = self._keys.outbox_dead(self._keys.book_tag(subscription), subscription)
        return [unpack(subscription, line) for line in await self._client.do("LRANGE", key, 0, -1)]

    # ------------------------------------------------ catching up
    async def replay(self, subscription: SubscriptionId, since: datetime) -> bool:
        """Send everything since then (again)."""
        keys = slot_keys(self._keys, subscription)
        return bool(await self._client.run(load("outbox_behind"), keys, [subscription, ms(since)]))

    async def behind(self, shard: str) -> list[Behind]:
        """Who has to be caught up on this shard."""
        tags = self._keys.book_tags()
        flat = [
            item
            for shard_ in await self._client.all([("HGETALL", self._keys.behind(t)) for t in tags])
            for item in shard_
        ]
        found = [(SubscriptionId(flat[at].decode()), flat[at + 1].decode()) for at in range(0, len(flat), 2)]
        asked = [("HGET", self._keys.endpoint(self._keys.book_tag(one), one), f"c:{shard}") for one, _ in found]
        asked += [("HGET", self._keys.disabled(self._keys.book_tag(one)), one) for one, _ in found]
        replies = await self._client.all(asked)
        behind = []
        for (one, line), done, disabled in zip(found, replies, replies[len(found) :], strict=False):
            generation, _, since = line.partition(":")
            if done is None and disabled is None:
                behind.append(Behind(one, shard, f"{max(int(since) - 1, 0)}-0", int(generation)))
        return behind

    async def catch_up(self, behind: Behind, events: Sequence[tuple[Position, Event]]) -> int:
        """Queue for one that is behind."""
        return await self._queue(behind.subscription, events, str(behind.generation))

    async def caught_up(self, behind: Behind, *, shards: int) -> None:
        """This one of so many shards is done."""
        keys = slot_keys(self._keys, behind.subscription)
        args: list[Arg] = [behind.subscription, behind.shard, behind.generation, shards]
        await self._client.run(load("outbox_caught_up"), keys, args)
