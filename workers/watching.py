"""Says that we are watching, and learns for how long nobody was: sleep, stop, no network."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from monitor import log
from monitor.model import Away
from monitor.poll import AwayLog, Reach
from monitor.ports import Clock, Presence

EVERY_S: Final = 30.0
NOT_RUNNING, ASLEEP = "Redline was not running", "this machine slept or was stopped"
CUT_OFF, FULL = "the network could not be reached", "the store was full"


@dataclass(slots=True)
class Watching:
    """One process's signs of life; it gives none while it can not look."""

    presence: Presence
    away: AwayLog
    clock: Clock
    reach: Reach = field(default_factory=Reach)
    returned: Callable[[Away], Awaitable[object]] | None = None  # is told of a time away when it has just ended
    _last: float = field(default=-EVERY_S, init=False)
    _why: str = field(default=NOT_RUNNING, init=False)

    async def beat(self, *, full: bool = False) -> None:
        """A sign of life where one is due and looks are possible; raises StoreError."""
        now = self.clock.now().timestamp()
        if full or self.reach.is_cut_off:
            self._why = FULL if full else CUT_OFF
            return
        if self._last <= now < self._last + EVERY_S:  # a clock that was set back makes one due at once
            return
        found = await self.presence.beat(why=self._why)
        self.away.spans = found.spans
        self._last, self._why = now, ASLEEP
        if found.was_away:
            span = found.spans[-1]
            log.get("looker").warning(
                "was_away", since=span.since.isoformat(), until=span.until.isoformat(), why=span.why
            )
            if self.returned is not None:
                await self.returned(span)
