"""The memory twins of sinks and messengers: keep what they are given, and fail when told to."""

from __future__ import annotations

from collections.abc import Callable

from monitor.deliver.targets import check_target
from monitor.errors import DeliveryRefused
from monitor.model import Attempt, Delivery, Networks, Subscription
from monitor.ports import Clock, Letter, Parcel

Answer = Callable[[Parcel], int]  # an HTTP status


class MemorySink:
    """Behind the port Sink; `answer` gives the status for each parcel."""

    def __init__(
        self,
        clock: Clock,
        answer: Answer = lambda parcel: 204,  # noqa: ARG005 - it takes all
        networks: Networks | None = None,
    ) -> None:
        self._clock = clock
        self._answer = answer
        self._networks = networks or {}
        self.parcels: list[Parcel] = []  # all that arrived, those answered with an error too

    def check(self, subscription: Subscription) -> None:
        """Raise DeliveryRefused if the target must not be used."""
        check_target(subscription.target, self._networks.get(subscription.id, ()))

    async def deliver(self, parcel: Parcel) -> Attempt:
        """Keep the parcel and answer."""
        at = self._clock.now()
        try:
            self.check(parcel.subscription)
        except DeliveryRefused as error:
            return Attempt(parcel.delivery, at, ok=False, detail=f"refused: {error}")
        self.parcels.append(parcel)
        status = self._answer(parcel)
        is_ok = 200 <= status < 300  # noqa: PLR2004 - HTTP
        return Attempt(parcel.delivery, at, ok=is_ok, status=status, detail="" if is_ok else f"HTTP {status}")


class MemoryMessenger:
    """Behind the port Messenger; keeps what it is given, and fails when told to."""

    def __init__(self, clock: Clock, *, works: Callable[[Letter], bool] = lambda letter: True) -> None:  # noqa: ARG005
        self._clock = clock
        self._works = works
        self.letters: list[Letter] = []  # all that were taken
        self.refused: list[Letter] = []

    def check(self, subscription: Subscription) -> None:
        """Raise DeliveryRefused for a target without a name."""
        if not subscription.target:
            raise DeliveryRefused("there is no target")

    async def tell(self, letter: Letter, to: Subscription, delivery: Delivery) -> Attempt:
        """Keep the message and say how it went."""
        at = self._clock.now()
        try:
            self.check(to)
        except DeliveryRefused as error:
            return Attempt(delivery, at, ok=False, detail=f"refused: {error}")
        ok = self._works(letter)
        (self.letters if ok else self.refused).append(letter)
        return Attempt(delivery, at, ok=ok, detail="" if ok else "the channel did not take it")
