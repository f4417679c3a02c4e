"""Fan-out: one owner per shard of the event log reads it in order and queues each event for those who want it.

The order of work: read after the cursor, look whether subscriptions changed, enqueue (each endpoint's slot refuses what
it has), then move the cursor. Whoever dies anywhere in between leaves work that the next owner does again without
effect. An endpoint that is behind takes nothing new on a shard until it was caught up to the shard's cursor.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from monitor import log
from monitor.deliver.background import Background
from monitor.deliver.catching_up import CatchingUp
from monitor.deliver.pings import endpoint_position
from monitor.deliver.roster import Roster
from monitor.errors import RedlineError
from monitor.model import Event, Position, Subscription, SubscriptionId
from monitor.ports import BEHIND, CatchUp, Endpoints, EventLog, Outbox, Subscriptions, Tenure

Placed = tuple[Position, Event]
# an event that was committed while its subscription was made may carry a time a little before it
SLACK = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class FanoutOptions:
    """How much at a time, and how often."""

    batch: int = 200  # events of one shard
    lease_s: float = 15.0
    tick_s: float = 5.0  # between renewals of the leases, and between looks at who is behind
    apart_s: float = 0.025  # least time between two passes: what comes meanwhile is passed on together
    idle_s: float = 2.0  # longest wait for an event
    trouble_s: float = 2.0


class Fanout:
    """Run as many as you like on one log: each shard has one owner, the others wait to take over."""

    def __init__(
        self,
        events: EventLog,
        outbox: Outbox,
        catch_up: CatchUp,
        subscriptions: Subscriptions,
        endpoints: Endpoints,
        background: Background,
        *,
        owner: str,
        options: FanoutOptions = FanoutOptions(),
    ) -> None:
        self._events = events
        self._outbox = outbox
        self._catch_up = catch_up
        self._endpoints = endpoints
        self._roster = Roster(subscriptions, endpoints, background)
        self._catching_up = CatchingUp(
            events, catch_up, self._roster, owner=owner, batch=options.batch, lease_s=options.lease_s
        )
        self._owner = owner
        self._options = options
        self._tenures: dict[str, Tenure] = {}
        self._ticked = float("-inf")
        self._passed = float("-inf")
        self._nobody_behind: tuple[str | None, frozenset[str]] | None = None
        self._log = log.get("fanout")
        self._queued = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Pass events on until `stop` is set."""
        stopped = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                wait = asyncio.ensure_future(self._step())
                await asyncio.wait((wait, stopped), return_when=asyncio.FIRST_COMPLETED)
                if not wait.done():
                    wait.cancel()
                with suppress(asyncio.CancelledError):
                    await wait
        finally:
            stopped.cancel()

    async def _step(self) -> None:
        try:
            if await self._tick_if_due():
                await self._read(self._tenures)
            elif self._tenures:
                cursors = {shard: tenure.cursor for shard, tenure in self._tenures.items()}
                news = await self._events.wait(cursors, timeout_s=self._options.idle_s)
                await asyncio.sleep(self._passed + self._options.apart_s - asyncio.get_running_loop().time())
                await self._read(news)
            else:
                await asyncio.sleep(self._options.idle_s)
        except RedlineError as error:
            self._log.warning("fanout_interrupted", why=str(error))
            self._tenures.clear()
            self._ticked = float("-inf")
            await asyncio.sleep(self._options.trouble_s)

    @property
    def passed(self) -> int:
        """Deliveries queued."""
        return self._queued + self._catching_up.passed

    async def once(self) -> int:
        """One pass over all shards that are ours. How many events were read."""
        await self._tick_if_due()
        return await self._read(self._tenures)

    async def _read(self, shards: Collection[str]) -> int:
        """Pass on what is new in these shards. How many events were read."""
        self._passed = asyncio.get_running_loop().time()
        owned = [self._tenures[shard] for shard in shards]
        reads = [self._events.read(one.shard, after=one.cursor, limit=self._options.batch) for one in owned]
        batches = await asyncio.gather(*reads)
        if not any(batches):
            return 0
        await self._roster.learn()  # after the read: whoever subscribed before an event is known when it is looked at
        for tenure, batch in zip(owned, batches, strict=True):
            if batch:
                await self._pass_on(tenure, batch)
        return sum(len(batch) for batch in batches)

    # ------------------------------------------------ what has to be done now and then
    async def _tick_if_due(self) -> bool:
        """Keep or take the shards, catch up who is behind, tell of disabled endpoints; False if it is too soon."""
        now = asyncio.get_running_loop().time()
        if now - self._ticked < self._options.tick_s:
            return False
        await self._tick()
        self._ticked = now
        return True

    async def _tick(self) -> None:
        shards = self._events.shards()
        found = await asyncio.gather(
            *(self._events.own(shard, self._owner, lease_s=self._options.lease_s) for shard in shards)
        )
        self._tenures = {tenure.shard: tenure for tenure in found if tenure is not None}
        await self._roster.learn()
        await self._bring_up_all()
        if self._tenures.get(shards[0]):
            await self._tell_of_disabled()

    async def _bring_up_all(self) -> None:
        """Catch up who is behind; nobody is asked while nothing has changed since nobody was."""
        state = (self._roster.version, frozenset(self._tenures))
        if state == self._nobody_behind:
            return
        found = [await self._catching_up.all_behind(tenure) for tenure in list(self._tenures.values())]
        self._nobody_behind = None if any(found) else state

    async def _tell_of_disabled(self) -> None:
        for event in await self._endpoints.untold():
            await self._roster.learn()
            position = endpoint_position(event)
            for subscription in self._roster.told_of_endpoint(event):
                await self._outbox.enqueue(subscription.id, [position])
            await self._endpoints.told(event)

    # ------------------------------------------------ passing on
    async def _pass_on(self, tenure: Tenure, batch: Sequence[Placed]) -> None:
        """Queue a batch for all who want it, then move the cursor."""
        wanted: dict[SubscriptionId, list[Placed]] = defaultdict(list)
        for position, event in batch:
            if event.withheld:
                continue
            for subscription in await self._roster.wanting(event):
                if _is_in_time(subscription, event):
                    wanted[subscription.id].append((position, event))
        counts = await asyncio.gather(*(self._outbox.enqueue(one, events) for one, events in wanted.items()))
        self._queued += sum(count for count in counts if count > 0)
        left = [one for one, count in zip(wanted, counts, strict=True) if count == BEHIND]
        if left:
            await self._bring_up_then(tenure, left, wanted)
        cursor = batch[-1][0].id
        if await self._events.advance(tenure, cursor):
            self._tenures[tenure.shard] = Tenure(tenure.shard, tenure.owner, tenure.fence, cursor)
        else:
            self._tenures.pop(tenure.shard, None)

    async def _bring_up_then(
        self, tenure: Tenure, left: Sequence[SubscriptionId], wanted: dict[SubscriptionId, list[Placed]]
    ) -> None:
        """Catch these up to the cursor, then queue the batch; one whose queue is full is caught up at a later tick."""
        all_behind = {behind.subscription: behind for behind in await self._catch_up.behind(tenure.shard)}
        for one in left:
            behind = all_behind.get(one)
            if behind is None or await self._catching_up.one(tenure, behind):
                self._queued += max(await self._outbox.enqueue(one, wanted[one]), 0)


def _is_in_time(subscription: Subscription, event: Event) -> bool:
    """True if the event is not from before the subscription."""
    return event.at >= (subscription.since or subscription.created - SLACK)
