"""How memory and disk fill up: a sample an hour, and in how many days each will be full if it goes on like this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from monitor.store.client import StoreClient
from monitor.store.keys import MAX_SAMPLES, Keys
from monitor.store.wire import to_moment, to_ms

_SHORTEST: Final = timedelta(hours=6)  # from fewer hours nothing is foretold
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sample:
    """Bytes in use at one moment."""

    at: datetime
    memory: int
    disk: int


class Growth:
    """The samples in the store."""

    def __init__(self, client: StoreClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def add(self, sample: Sample) -> None:
        """Keep a sample; the oldest goes."""
        line = f"{to_ms(sample.at)} {sample.memory} {sample.disk}"
        await self._client.do("RPUSH", self._keys.growth(), line)
        await self._client.do("LTRIM", self._keys.growth(), -MAX_SAMPLES, -1)

    async def samples(self) -> list[Sample]:
        """All of them, oldest first."""
        lines = await self._client.do("LRANGE", self._keys.growth(), 0, -1)
        parts = [[int(number) for number in line.split()] for line in lines]
        return [Sample(to_moment(at), memory, disk) for at, memory, disk in parts]


def days_until(points: Sequence[tuple[datetime, int]], limit: int) -> float | None:
    """Days from the last point until the limit, by the straight line through all points; None = not foreseeable.

    >>> from datetime import UTC
    >>> begin = datetime(2026, 1, 1, tzinfo=UTC)
    >>> days_until([(begin + timedelta(days=day), 100 + 10 * day) for day in range(5)], 240)
    10.0
    """
    if not limit or len(points) < 2 or points[-1][0] - points[0][0] < _SHORTEST:  # noqa: PLR2004 - a line
        return None
    xs = [(at - points[0][0]) / _DAY for at, _ in points]
    ys = [size for _, size in points]
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - middle_x) ** 2 for x in xs)
    slope = sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True)) / spread if spread else 0.0
    if slope <= 0:
        return None
    return max(0.0, (limit - ys[-1]) / slope)
