"""The memory twin of the saved filters."""

from __future__ import annotations

from monitor.model import Filter, SavedFilter
from monitor.store.memory.endpoints import MemoryEndpoints


class MemorySavedFilters:
    """Behind the port SavedFilters; the subscriptions' version counts its changes too."""

    def __init__(self, endpoints: MemoryEndpoints) -> None:
        self._endpoints = endpoints
        self._kept: dict[str, SavedFilter] = {}

    async def put(self, saved: SavedFilter) -> bool:
        """Keep it under its name. True if the name was new."""
        is_new = saved.name not in self._kept
        self._kept[saved.name] = saved
        self._endpoints.version += 1
        return is_new

    async def remove(self, name: str) -> bool:
        """Forget it. False if there was none."""
        self._endpoints.version += 1
        return self._kept.pop(name, None) is not None

    async def all(self) -> dict[str, SavedFilter]:
        """All of them, by name."""
        return dict(sorted(self._kept.items()))

    async def filters(self) -> dict[str, Filter]:
        """What each name stands for."""
        return {name: one.filter for name, one in (await self.all()).items()}
