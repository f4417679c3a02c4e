"""The streams of events, and the right to read them for fan-out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from monitor.model import Event, Position


@dataclass(frozen=True, slots=True)
class Tenure:
    """The right to read one shard's stream for fan-out; every write carries the fencing number."""

    shard: str
    owner: str
    fence: int
    cursor: str  # stream id up to which events have been fanned out


class EventLog(Protocol):
    """The streams of events, one per shard of the archive (articles) and of the book (sources, endpoints)."""

    def shards(self) -> tuple[str, ...]:
        """Names of all shards."""
        ...

    async def newest(self) -> dict[str, str]:
        """The stream id of each shard's newest event."""
        ...

    async def own(self, shard: str, owner: str, *, lease_s: float) -> Tenure | None:
        """Become or stay the one reader of a shard; None while another holds it."""
        ...

    async def lag_s(self) -> float:
        """Seconds since the oldest event that fan-out has not passed on was committed; 0 = there is none."""
        ...

    async def read(self, shard: str, *, after: str, limit: int = 100) -> list[tuple[Position, Event]]:
        """Events after a stream id, in order; falls back to the archive's records where the stream was capped."""
        ...

    async def advance(self, tenure: Tenure, cursor: str) -> bool:
        """Move the cursor; False if the tenure was lost."""
        ...

    async def wait(self, cursors: Mapping[str, str], *, timeout_s: float) -> frozenset[str]:
        """The shards that may have an event beyond their cursor, as soon as there are any; none after the time-out."""
        ...
