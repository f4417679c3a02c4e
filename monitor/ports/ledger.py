"""What looks are counted into, and the rule that is learned from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Ledger(Protocol):
    """Plain sums under plain names, and the one document that all workers plan by."""

    async def add(self, increments: Mapping[str, float]) -> None:
        """Add to the sums."""
        ...

    async def sums(self) -> dict[str, float]:
        """All sums."""
        ...

    async def fade(self, keep: float, *, least: float) -> None:
        """Multiply all sums by this share; what falls below `least` is forgotten."""
        ...

    async def publish(self, rule: bytes) -> None:
        """The rule from now on."""
        ...

    async def rule(self, known: int = 0) -> tuple[int, bytes]:
        """Number and document of the rule; (known, b"") if it is the one of that number, (0, b"") if there is none."""
        ...
