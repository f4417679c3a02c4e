"""A whole delivery chain on one store, for tests: `from house import House, build`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from delivery_stores import subscription
from newsdesk import Desk

from monitor.deliver import (
    Background,
    Deliverer,
    Fanout,
    FanoutOptions,
    MemoryMessenger,
    MemorySink,
    Subjects,
    Ways,
)
from monitor.model import ArticleId, Event, EventType, Filter, SubscriptionId
from monitor.ports import Letter, Parcel
from monitor.store import Store
from monitor.store.memory.clock import FrozenClock

ONE = SubscriptionId("sub_one")
ALWAYS = FanoutOptions(tick_s=0.0)
ONLY_CHANGES = Filter(types=(EventType.CHANGED,))


@dataclass(slots=True)
class House:
    """A whole delivery chain on one store."""

    store: Store
    clock: FrozenClock
    desk: Desk
    fanout: Fanout
    deliverer: Deliverer
    sink: MemorySink
    messenger: MemoryMessenger
    status: int = 204
    channel_works: bool = True
    by_target: dict[str, int] = field(default_factory=dict)

    def answer(self, parcel: Parcel) -> int:
        """The status that a receiver gives."""
        return self.by_target.get(parcel.subscription.target, self.status)

    def works(self, _: Letter) -> bool:
        """True if a channel takes a message."""
        return self.channel_works

    def forget_addressees(self) -> None:
        """Read subscriptions again at once."""
        self.deliverer.forget()

    async def subscribe(self, name: str = "sub_one", **fields: object) -> None:
        """Subscribe from now on."""
        made = replace(subscription(name, **fields), created=self.clock.now())
        await self.store.subscriptions.put(made, secret="whsec_" + "QUJD" * 8)

    async def settle_down(self) -> None:
        """Pass on and deliver until nothing is due."""
        for _ in range(20):
            passed = await self.fanout.once()
            tried = await self.deliverer.once()
            if not passed and not tried:
                return

    def got(self, name: str = "sub_one") -> list[str]:
        """Ids that arrived, in order."""
        return [one.message_id for one in self.sink.parcels if one.subscription.id == name]


def build(store: Store, clock: FrozenClock) -> House:
    answers: list[House] = []
    sink = MemorySink(clock, lambda parcel: answers[0].answer(parcel))  # noqa: PLW0108 - the house is built later
    messenger = MemoryMessenger(clock, works=lambda letter: answers[0].works(letter))  # noqa: PLW0108 - likewise
    deliverer = Deliverer(
        store.outbox,
        store.subscriptions,
        store.endpoints,
        Ways.of(
            Subjects(store.archive, store.book, store.subscriptions, store.endpoints),
            {"webhook": sink},
            {"mail": messenger},
            base_url="https://redline.example",
        ),
        clock,
        lambda: 0.0,
    )
    house = House(store, clock, Desk(store, clock), a_fanout(store, "first"), deliverer, sink, messenger)
    answers.append(house)
    return house


def a_fanout(store: Store, owner: str) -> Fanout:
    return Fanout(
        store.log,
        store.outbox,
        store.catch_up,
        store.subscriptions,
        store.endpoints,
        Background(store.book, store.archive, store.filters),
        owner=owner,
        options=ALWAYS,
    )


async def edits(house: House, count: int, number: int = 1) -> tuple[ArticleId, list[Event]]:
    article = await house.desk.write(number)
    return article, [await house.desk.edit(article) for _ in range(count)]
