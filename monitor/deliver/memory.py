"""The memory twin of the sinks: keeps what it is given, and fails when told to."""

from __future__ import annotations

from collections.abc import Callable

from monitor.deliver.targets import check_target
from monitor.errors import DeliveryRefused
from monitor.model import Attempt, Subscription
from monitor.ports import Clock, Parcel

Answer = Callable[[Parcel], int]  # an HTTP status


class MemorySink:
    """Behind the port Sink; `answer` gives the status for each parcel."""

    def __init__(self, clock: Clock, answer: Answer = lambda parcel: 204) -> None:  # noqa: ARG005 - it takes all
        self._clock = clock
        self._answer = answer
        self.parcels: list[Parcel] = []  # all that arrived, those answered with an error too

    def check(self, subscription: Subscription) -> None:
        """Raise DeliveryRefused if the target must not be used."""
        check_target(subscription)

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
