"""What all processes share beside the data: small values, locks, room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol


class Cache(Protocol):
    """Small values that may be lost at any time: robots.txt and the like."""

    async def get(self, key: str) -> bytes | None:
        """The value, None if there is none or its time is over."""
        ...

    async def put(self, key: str, value: bytes, *, ttl_s: float) -> None:
        """Keep a value for so long; one over 512 KiB is cut there."""
        ...


class Locks(Protocol):
    """Named locks that run out by themselves, for jobs that one process at a time does."""

    async def take(self, name: str, *, for_s: float) -> bool:
        """True if nobody has taken it for that long."""
        ...


@dataclass(frozen=True, slots=True)
class Fullness:
    """How much of the store's memory is used; `limit_bytes` 0 = no limit."""

    used_bytes: int = 0
    limit_bytes: int = 0

    @property
    def share(self) -> float:
        """Used of the limit, 0 without one."""
        return self.used_bytes / self.limit_bytes if self.limit_bytes else 0.0

    @property
    def is_full(self) -> bool:
        """True from where on nothing is looked at, so that the rest has room."""
        return self.share >= FULL_SHARE


FULL_SHARE: Final = 0.85


class Room(Protocol):
    """How much room the store has left."""

    async def fullness(self) -> Fullness:
        """As of a second ago at most."""
        ...
