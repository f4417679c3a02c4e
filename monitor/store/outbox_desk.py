"""What people ask of the outbox in Redis."""

from __future__ import annotations

from monitor.model import Delivery, Streak, SubscriptionId
from monitor.ports import Backlog
from monitor.store.client import StoreClient, moment
from monitor.store.endpoint_slot import slot_keys, soonest
from monitor.store.keys import Keys
from monitor.store.packed import MAX_RETRIES_PER_CLAIM, pack_again, unpack
from monitor.store.resp import Arg
from monitor.store.scripts import load

GIVEN_BACK = 0  # when what was claimed and given back is due: at once


class RedisOutboxDesk:
    """Behind the port OutboxDesk."""

    def __init__(self, client: StoreClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def lag_s(self) -> float:
        """Seconds for which the most overdue delivery could have been claimed."""
        now, planned = await soonest(self._client, self._keys, 1)
        overdue = [due for due, _ in planned if GIVEN_BACK < due < now]
        return (now - min(overdue)) / 1000 if overdue else 0.0

    async def backlog(self, subscription: SubscriptionId) -> Backlog:
        """What waits for it."""
        tag = self._keys.book_tag(subscription)
        fresh = self._keys.outbox_fresh(tag, subscription)
        oldest, waiting, retrying, sending, resending, dead, behind, streak = await self._client.all(
            [
                ("LINDEX", fresh, 0),
                ("LLEN", fresh),
                ("ZCARD", self._keys.outbox_retries(tag, subscription)),
                ("ZCARD", self._keys.outbox_sending(tag, subscription)),
                ("ZCARD", self._keys.outbox_resending(tag, subscription)),
                ("LLEN", self._keys.outbox_dead(tag, subscription)),
                ("HEXISTS", self._keys.behind(tag), subscription),
                ("HMGET", self._keys.endpoint(tag, subscription), "fails", "first_fail", "last_fail"),
            ]
        )
        return Backlog(
            waiting=waiting,
            retrying=retrying,
            under_way=sending + resending,
            dead=dead,
            oldest=unpack(subscription, oldest).queued if oldest else None,
            behind=bool(behind),
            streak=Streak(int(streak[0]), moment(int(streak[1])), moment(int(streak[2]))) if streak[0] else Streak(),
        )

    async def redrive(self, subscription: SubscriptionId, *, limit: int = 1000) -> int:
        """Try dead letters again, oldest first."""
        dead = self._keys.outbox_dead(self._keys.book_tag(subscription), subscription)
        args: list[Arg] = [self._client.now_arg(), subscription, MAX_RETRIES_PER_CLAIM, limit]
        return int(await self._client.run(load("outbox_redrive"), [*slot_keys(self._keys, subscription), dead], args))

    async def again(self, delivery: Delivery) -> bool:
        """Send this one once more."""
        to = delivery.subscription
        keys = [*slot_keys(self._keys, to), self._keys.outbox_dead(self._keys.book_tag(to), to)]
        args: list[Arg] = [self._client.now_arg(), to, MAX_RETRIES_PER_CLAIM]
        args += [delivery.endpoint_sequence, pack_again(delivery)]
        return bool(await self._client.run(load("outbox_again"), keys, args))
