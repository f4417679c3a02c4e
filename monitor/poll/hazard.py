"""The hazard: how many edits per hour are to be expected of an article that is in a given state."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.poll import bins


@dataclass(frozen=True, slots=True, eq=False)
class Hazard:
    """Edits per hour that nobody announces, by cell of `bins`."""

    cells: tuple[float, ...]

    def per_hour(self, changes: int, age_h: float, quiet_h: float) -> float:
        """The hazard of an article of this age with so many changes, the last one so long ago."""
        return self.cells[bins.cell_of(changes, age_h, quiet_h)]
