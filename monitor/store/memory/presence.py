"""The memory twin of signs of life."""

from __future__ import annotations

from datetime import datetime

from monitor.model import Away
from monitor.ports import SILENCE, Clock, Present
from monitor.store.presence import RECENT
from monitor.store.states import whole_ms


class MemoryPresence:
    """The port Presence in memory, for one process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: datetime | None = None
        self._spans: list[Away] = []

    async def beat(self, *, why: str) -> Present:
        """We are here."""
        now = whole_ms(self._clock.now())
        last, ended = self._last or now, False
        if now - last > SILENCE:
            self._spans.append(Away(last, now, why))
            ended = True
        self._last = max(last, now)
        return Present(await self.spans(), ended)

    async def spans(self) -> tuple[Away, ...]:
        """The newest spans in which nobody looked, oldest first."""
        return tuple(self._spans[-RECENT:])

    async def last(self) -> datetime | None:
        """The newest sign of life; None where there was none yet."""
        return self._last
