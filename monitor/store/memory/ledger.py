"""The ledger's memory twin."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.store.keys import MAX_SUMS


class MemoryLedger:
    """The port Ledger in memory, for one process."""

    def __init__(self, *, max_sums: int = MAX_SUMS) -> None:
        self._sums: dict[str, float] = {}
        self._max_sums = max_sums
        self._rule = (0, b"")

    async def add(self, increments: Mapping[str, float]) -> None:
        """Add to the sums."""
        for name, value in increments.items():
            if name in self._sums or len(self._sums) < self._max_sums:
                self._sums[name] = self._sums.get(name, 0.0) + value

    async def sums(self) -> dict[str, float]:
        """All sums."""
        return dict(self._sums)

    async def fade(self, keep: float, *, least: float) -> None:
        """Multiply all sums by this share; what falls below `least` is forgotten."""
        self._sums = {name: value * keep for name, value in self._sums.items() if value * keep >= least}

    async def publish(self, rule: bytes) -> None:
        """The rule from now on."""
        self._rule = (self._rule[0] + 1, rule)

    async def rule(self, known: int = 0) -> tuple[int, bytes]:
        """Number and document of the rule; (known, b"") if it is the one of that number, (0, b"") if there is none."""
        number, document = self._rule
        return (number, b"") if number in {0, known} else (number, document)
