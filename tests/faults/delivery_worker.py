"""A deliverer process for the tests beside it: `delivery_worker.py URL STEP NTH [AHEAD_S SMTP_PORT]`.

It fans out and delivers until it is ended. At the NTH time it comes to STEP it ends itself by SIGKILL: before_post,
after_post (of a mail too), after_settle, after_hold, after_bind, after_enqueue, before_advance, after_advance. It does
not at `never`.
With AHEAD_S its data set is one for tests, whose clock it has go that far ahead.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.clock import SystemClock
from monitor.deliver import (
    Background,
    Deliverer,
    DelivererOptions,
    Fanout,
    FanoutOptions,
    Subjects,
    Ways,
    WebhookOptions,
    WebhookSink,
)
from monitor.deliver.channels import Channel
from monitor.deliver.mail import MailMessenger, MailOptions
from monitor.errors import RedlineError
from monitor.model import Attempt, Delivery, Event, Position, Streak, Subscription, SubscriptionId
from monitor.net import NetOptions, open_transport
from monitor.ports import EventLog, Letter, Messenger, Outbox, Parcel, Sink, Tenure
from monitor.store import StoreOptions
from monitor.store.connecting import connect
from monitor.store.layout import open_layout
from monitor.store.on_redis import redis_parts


class Death:
    """Comes at one step, the nth time."""

    def __init__(self, step: str, nth: int) -> None:
        self._step, self._left = step, nth

    def at(self, step: str) -> None:
        """The process has come to this step."""
        if step == self._step:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class MortalSink:
    """A sink whose process may die around a POST."""

    def __init__(self, sink: Sink, death: Death) -> None:
        self._sink, self._death = sink, death

    def check(self, subscription: Subscription) -> None:
        """Ask the sink."""
        self._sink.check(subscription)

    async def deliver(self, parcel: Parcel) -> Attempt:
        """Deliver, if death permits."""
        self._death.at("before_post")
        attempt = await self._sink.deliver(parcel)
        self._death.at("after_post")
        return attempt


class MortalMessenger:
    """A messenger whose process may die around a mail."""

    def __init__(self, messenger: Messenger, death: Death) -> None:
        self._messenger, self._death = messenger, death

    def check(self, subscription: Subscription) -> None:
        """Ask the messenger."""
        self._messenger.check(subscription)

    async def tell(self, letter: Letter, to: Subscription, delivery: Delivery) -> Attempt:
        """Tell, if death permits."""
        self._death.at("before_post")
        attempt = await self._messenger.tell(letter, to, delivery)
        self._death.at("after_post")
        return attempt


class AheadClock(SystemClock):
    """The real clock, going ahead."""

    def __init__(self, ahead_s: float) -> None:
        self._ahead = timedelta(seconds=ahead_s)

    def now(self) -> datetime:
        """Now, so much later."""
        return super().now() + self._ahead


class MortalOutbox:
    """An outbox whose caller may die after a step."""

    def __init__(self, outbox: Outbox, death: Death) -> None:
        self._outbox, self._death = outbox, death

    async def enqueue(self, subscription: SubscriptionId, events: Sequence[tuple[Position, Event]]) -> int:
        """Queue, then perhaps die."""
        count = await self._outbox.enqueue(subscription, events)
        self._death.at("after_enqueue")
        return count

    async def hold(self, deliveries: Sequence[Delivery], until: datetime) -> None:
        """Hold, then perhaps die."""
        await self._outbox.hold(deliveries, until)
        self._death.at("after_hold")

    async def rest(self, subscription: SubscriptionId, until: datetime) -> None:
        """Ask the outbox."""
        await self._outbox.rest(subscription, until)

    async def bind(self, deliveries: Sequence[Delivery], message: str) -> bool:
        """Put into a message, then perhaps die."""
        bound = await self._outbox.bind(deliveries, message)
        self._death.at("after_bind")
        return bound

    async def settle(
        self, attempt: Attempt, *, retry_after_s: float | None, pause_s: float = 0.0, others: Sequence[Delivery] = ()
    ) -> Streak:
        """Settle, then perhaps die."""
        streak = await self._outbox.settle(attempt, retry_after_s=retry_after_s, pause_s=pause_s, others=others)
        self._death.at("after_settle")
        return streak

    async def claim(self, limit: int, *, lease_s: float) -> list[Delivery]:
        """Ask the outbox."""
        return await self._outbox.claim(limit, lease_s=lease_s)

    async def release(self, deliveries: Sequence[Delivery]) -> None:
        """Ask the outbox."""
        await self._outbox.release(deliveries)

    async def wait(self, *, timeout_s: float) -> None:
        """Ask the outbox."""
        await self._outbox.wait(timeout_s=timeout_s)

    async def next_due_s(self) -> float | None:
        """Ask the outbox."""
        return await self._outbox.next_due_s()

    async def log(self, subscription: SubscriptionId, *, limit: int = 100) -> list[Attempt]:
        """Ask the outbox."""
        return await self._outbox.log(subscription, limit=limit)

    async def dead(self, subscription: SubscriptionId) -> list[Delivery]:
        """Ask the outbox."""
        return await self._outbox.dead(subscription)


class MortalLog:
    """An event log whose reader may die around moving its cursor."""

    def __init__(self, log: EventLog, death: Death) -> None:
        self._log, self._death = log, death

    def shards(self) -> tuple[str, ...]:
        """Ask the log."""
        return self._log.shards()

    async def newest(self) -> dict[str, str]:
        """Ask the log."""
        return await self._log.newest()

    async def lag_s(self) -> float:
        """Ask the log."""
        return await self._log.lag_s()

    async def own(self, shard: str, owner: str, *, lease_s: float) -> Tenure | None:
        """Ask the log."""
        return await self._log.own(shard, owner, lease_s=lease_s)

    async def read(self, shard: str, *, after: str, limit: int = 100) -> list[tuple[Position, Event]]:
        """Ask the log."""
        return await self._log.read(shard, after=after, limit=limit)

    async def advance(self, tenure: Tenure, cursor: str) -> bool:
        """Move the cursor, if death permits."""
        self._death.at("before_advance")
        done = await self._log.advance(tenure, cursor)
        self._death.at("after_advance")
        return done

    async def wait(self, cursors: Mapping[str, str], *, timeout_s: float) -> frozenset[str]:
        """Ask the log."""
        return await self._log.wait(cursors, timeout_s=timeout_s)


async def main(url: str, death: Death, ahead_s: float | None = None, smtp_port: int = 0) -> None:
    """Run until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    clock = AheadClock(ahead_s or 0.0)
    test = ahead_s is not None
    # the lease of one that died is over for whoever goes ahead; a short one has a mail that is taken slowly come twice
    options = DelivererOptions(idle_s=0.5, trouble_s=0.3)
    async with connect(url, clock=clock if test else None) as client, open_transport(NetOptions()) as transport:
        _, keys = await open_layout(client, prefix="test", test=test)
        store = redis_parts(client, keys, StoreOptions(secret_keys=("a key",)))
        server = MailOptions("127.0.0.1", smtp_port, "none")
        mail = MailMessenger(server, {"desk": Channel("desk", "mail", to=("desk@example.org",))}, clock)
        web = WebhookOptions(total_s=3.0, connect_s=2.0)
        networks = {str(one.id): ("127.0.0.0/8",) for one in await store.subscriptions.all()}
        sink = MortalSink(WebhookSink(transport, clock, web, networks), death)
        outbox = MortalOutbox(store.outbox, death)
        fanout = Fanout(
            MortalLog(store.log, death),
            outbox,
            store.catch_up,
            store.subscriptions,
            store.endpoints,
            Background(store.book, store.archive, store.filters),
            owner=str(os.getpid()),
            options=FanoutOptions(batch=5, lease_s=1.0, tick_s=0.3, idle_s=0.3, trouble_s=0.3),
        )
        subjects = Subjects(store.archive, store.book, store.subscriptions, store.endpoints)
        deliverer = Deliverer(
            outbox,
            store.subscriptions,
            store.endpoints,
            Ways.of(subjects, {"webhook": sink}, {"mail": MortalMessenger(mail, death)}),
            clock,
            lambda: 0.0,
            options if test else replace(options, lease_s=5.0, attempt_s=3.5),
        )
        async with asyncio.TaskGroup() as group:
            group.create_task(fanout.run(stop))
            group.create_task(deliverer.run(stop))


if __name__ == "__main__":
    try:
        url, step, nth, *of_digests = sys.argv[1:]
        ahead = (float(of_digests[0]), int(of_digests[1])) if of_digests else ()
        asyncio.run(main(url, Death(step, int(nth)), *ahead))
    except* RedlineError as errors:
        sys.exit(str(errors.exceptions[0]))
