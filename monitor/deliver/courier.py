"""The courier: sends what goes to a paced subscription by its plan, in messages that may tell of many events at once.

All that is due of such a subscription is in one courier's hands at a time, so limits hold over all processes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from monitor.deliver.addressees import Addressee
from monitor.deliver.settling import Settling
from monitor.deliver.ways import Ways
from monitor.errors import Withheld
from monitor.event.pace import DAY
from monitor.event.pacing import Batch, Told, plan
from monitor.model import Attempt, Delivery
from monitor.ports import Clock, Outbox, Parcel

GONE: Final = "the record of this event is gone"


class Courier:
    """Works off the deliveries of one paced subscription at a time."""

    def __init__(
        self,
        outbox: Outbox,
        ways: Ways,
        settling: Settling,
        clock: Clock,
    ) -> None:
        self._outbox = outbox
        self._ways = ways
        self._settling = settling
        self._clock = clock

    async def work_off(self, to: Addressee, waiting: Sequence[Delivery], *, until: float, attempt_s: float) -> None:
        """Send what is due, hold the rest; what can not be tried before `until` (loop time) is given back."""
        who = to.subscription
        now = self._clock.now()
        made = plan(who.pace, waiting, await self._told(to), now, personal=who.is_personal)
        for end, ones in made.hold:
            await self._outbox.hold(ones, end)
        if made.rest_until is not None:
            await self._outbox.rest(who.id, made.rest_until)
            sent = {one for batch in made.send for one in batch.deliveries}
            await self._outbox.release([one for one in waiting if one not in sent])
        for at, batch in enumerate(made.send):
            if until - asyncio.get_running_loop().time() < attempt_s or not await self._send(to, batch):
                left = [one for later in made.send[at:] for one in later.deliveries]
                await self._outbox.release(left)
                return

    async def _told(self, to: Addressee) -> list[Told]:
        """The messages of the last day, read only where a limit counts them."""
        pace = to.subscription.pace
        if not (pace.per_hour or pace.per_day or pace.apart_s):
            return []
        span = max(DAY, timedelta(seconds=pace.apart_s))
        begin = self._clock.now() - span
        tries = await self._outbox.log(to.subscription.id, limit=500)
        return [
            Told(one.at, frozenset((one.delivery.subject, *one.joined))) for one in tries if one.ok and one.at > begin
        ]

    async def _send(self, to: Addressee, batch: Batch) -> bool:
        """One message. False if nothing more goes to this endpoint, or another has taken over what goes to it.

        What a message for people tells of is kept before it goes: after a kill it is the same message with the same id.
        """
        if to.subscription.is_personal and not await self._outbox.bind(batch.deliveries, batch.id):
            return False
        try:
            attempt, hopeless = await self._attempt(to, batch)
        except Withheld as error:
            return await self._settling.withhold(batch.deliveries[0], str(error), batch.deliveries[1:])
        return await self._settling.settle(attempt, hopeless=hopeless, others=batch.deliveries[1:])

    async def _attempt(self, to: Addressee, batch: Batch) -> tuple[Attempt, bool]:
        first, who = batch.deliveries[0], to.subscription
        if not who.is_personal:
            return await self._post(to, first)
        messenger = self._ways.messengers.get(who.sink)
        if messenger is None:
            return Attempt(first, self._clock.now(), ok=False, detail=f"there is no sink {who.sink!r} here"), False
        letter = await self._ways.letters.write(batch)
        if letter is None:
            return Attempt(first, self._clock.now(), ok=False, detail=GONE), True
        attempt = await messenger.tell(letter, who, first)
        return joined(attempt, batch), False

    async def _post(self, to: Addressee, delivery: Delivery) -> tuple[Attempt, bool]:
        draft = await self._ways.payloads.draft(delivery)
        sink = self._ways.sinks.get(to.subscription.sink)
        if draft is None:
            return Attempt(delivery, self._clock.now(), ok=False, detail=GONE), True
        if sink is None:
            return Attempt(delivery, self._clock.now(), ok=False, detail="there is no such sink here"), False
        body = draft.seal(delivery.endpoint_sequence)
        return await sink.deliver(Parcel(delivery, to.subscription, to.secrets, str(delivery.event), body)), False


def joined(attempt: Attempt, batch: Batch) -> Attempt:
    """The attempt with the subjects of all that went in the message, and how many they were."""
    if len(batch.deliveries) == 1:
        return attempt
    subjects = tuple(dict.fromkeys(one.subject for one in batch.deliveries[1:]))[:200]
    told = f"{len(batch.deliveries)} events in one message"
    return replace(attempt, joined=subjects, detail=f"{attempt.detail}; {told}" if attempt.detail else told)
