"""Clocks for the twins: the machine's own, and one that moves only when told to."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final

_START: Final = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


class WallClock:
    """The machine's time."""

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Come back after that time."""
        await asyncio.sleep(seconds)


class FrozenClock:
    """A clock that stands still until `advance`; sleeping moves it."""

    def __init__(self, start: datetime = _START) -> None:
        self._now = start

    def now(self) -> datetime:
        """The time it stands at."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move it on."""
        self._now += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        """Move it on, and let other tasks run."""
        self.advance(seconds)
        await asyncio.sleep(0)
