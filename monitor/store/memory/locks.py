"""The memory twin of named locks."""

from __future__ import annotations

from monitor.ports import Clock


class MemoryLocks:
    """The port Locks in memory, for one process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}

    async def take(self, name: str, *, for_s: float) -> bool:
        """True if nobody has taken it for that long."""
        now = self._clock.now().timestamp()
        if self._until.get(name, 0.0) > now:
            return False
        self._until[name] = now + for_s
        return True
