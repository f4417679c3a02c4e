"""The cache's memory twin."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from monitor.ports import Clock
from monitor.store.keys import MAX_CACHED_BYTES, MAX_CACHED_TTL_S

_MAX_VALUES: Final = 10_000


@dataclass(slots=True)
class MemoryCache:
    """Behind the port Cache, for one process; the oldest values go when there are too many."""

    clock: Clock
    _values: dict[str, tuple[datetime, bytes]] = field(default_factory=dict)

    async def get(self, key: str) -> bytes | None:
        """The value, None if there is none or its time is over."""
        until, value = self._values.get(key, (self.clock.now(), b""))
        return value if until > self.clock.now() else None

    async def put(self, key: str, value: bytes, *, ttl_s: float) -> None:
        """Keep a value for so long (a week at most); one over 512 KiB is cut there."""
        self._values.pop(key, None)
        until = self.clock.now() + timedelta(seconds=min(ttl_s, MAX_CACHED_TTL_S))
        self._values[key] = (until, value[:MAX_CACHED_BYTES])
        if len(self._values) > _MAX_VALUES:
            del self._values[next(iter(self._values))]
