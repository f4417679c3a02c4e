"""Named locks that run out by themselves: one process at a time does a job."""

from __future__ import annotations

from monitor.store.client import StoreClient
from monitor.store.keys import Keys


class RedisLocks:
    """Behind the port Locks."""

    def __init__(self, client: StoreClient, keys: Keys) -> None:
        self._client = client
        self._keys = keys

    async def take(self, name: str, *, for_s: float) -> bool:
        """True if nobody has taken it for that long."""
        key = self._keys.lock(name)
        return await self._client.do("SET", key, "1", "NX", "PX", max(1, round(for_s * 1000))) is not None
