"""Endpoints that are behind on a shard are queued what they missed there, out of the log and the archive."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from monitor.deliver.roster import Roster
from monitor.event.positions import place
from monitor.model import Event, Subscription
from monitor.ports import BEHIND, Behind, CatchUp, EventLog, Tenure


class CatchingUp:
    """Brings endpoints up to the cursor of a shard that is ours."""

    def __init__(
        self, events: EventLog, catch_up: CatchUp, roster: Roster, *, owner: str, batch: int, lease_s: float
    ) -> None:
        self._events = events
        self._catch_up = catch_up
        self._roster = roster
        self._owner = owner
        self._batch: Final = batch
        self._lease_s: Final = lease_s
        self.passed = 0  # deliveries queued

    async def all_behind(self, tenure: Tenure) -> bool:
        """Catch up everybody who is behind on the shard; False if nobody was."""
        found = await self._catch_up.behind(tenure.shard)
        for behind in found:
            await self.one(tenure, behind)
        return bool(found)

    async def one(self, tenure: Tenure, behind: Behind) -> bool:
        """Queue what it missed on this shard, up to the cursor. False if its queue is full: there is more."""
        subscription = self._roster.live(behind.subscription)
        if subscription is None:
            return False
        since = datetime.fromtimestamp(place(behind.after)[0] / 1000, UTC)
        after = behind.after
        while place(after) < place(tenure.cursor):
            batch = await self._events.read(tenure.shard, after=after, limit=self._batch)
            batch = [one for one in batch if place(one[0].id) <= place(tenure.cursor)]
            if not batch:
                break
            missed = [one for one in batch if await self._missed(subscription, one[1], since)]
            count = await self._catch_up.catch_up(behind, missed)
            if count == BEHIND:
                return False
            self.passed += count
            after = batch[-1][0].id
        if await self._events.own(tenure.shard, self._owner, lease_s=self._lease_s) is None:
            return False
        await self._catch_up.caught_up(behind, shards=len(self._events.shards()))
        return True

    async def _missed(self, subscription: Subscription, event: Event, since: datetime) -> bool:
        return not event.withheld and event.at >= since and await self._roster.wants(subscription, event)
