"""The price rule compiled to a table, so that a plan costs two look-ups instead of an integration."""

from __future__ import annotations

import math
from array import array
from typing import Final

from monitor.poll import bins
from monitor.poll.hazard import Hazard
from monitor.poll.price import first_wait_h

FACTOR_STEPS_PER_OCTAVE: Final = 2
LOWEST_OCTAVE, HIGHEST_OCTAVE = -6, 6
FACTORS: Final = (HIGHEST_OCTAVE - LOWEST_OCTAVE) * FACTOR_STEPS_PER_OCTAVE + 1
UNKNOWN: Final = -1.0
FINEST_H: Final = 1 / 60  # steps of the integration; the floor of a deployment is applied to its result


class WaitTable:
    """Waits in hours for every cell of the hazard and every half octave of a factor on it.

    An entry is computed when it is first asked for, always to the same value, so that a start costs nothing.
    """

    __slots__ = ("_waits", "hazard", "price")

    def __init__(self, hazard: Hazard, price: float) -> None:
        self.hazard = hazard
        self.price = price
        self._waits = array("d", [UNKNOWN]) * (bins.CELLS * FACTORS)

    def wait_h(self, cell: int, factor: float) -> float:
        """Hours until the next look at an article in a cell of `bins` pays; `inf` if none does.

        Between the two nearest factors in proportion.
        """
        place = (math.log2(factor) - LOWEST_OCTAVE) * FACTOR_STEPS_PER_OCTAVE if factor > 0.0 else 0.0
        place = min(max(place, 0.0), FACTORS - 1.0)
        below = int(place)
        low = self._entry(cell, below)
        share = place - below
        if share == 0.0:
            return low
        high = self._entry(cell, below + 1)
        if math.isinf(low) or math.isinf(high):
            return low if share < 0.5 else high  # noqa: PLR2004 - the nearer one
        return low * math.pow(high / low, share)

    def _entry(self, cell: int, factor: int) -> float:
        place = cell * FACTORS + factor
        found = self._waits[place]
        if found == UNKNOWN:
            found = self._waits[place] = self._computed(cell, factor)
        return found

    def _computed(self, cell: int, factor: int) -> float:
        rest, quiet = divmod(cell, bins.STEPS)
        row, age = divmod(rest, bins.STEPS)
        age_h = bins.middle_h(age)
        return first_wait_h(
            self.hazard,
            bins.CHANGES[row],
            age_h,
            min(bins.middle_h(quiet), age_h),
            factor=2.0 ** (factor / FACTOR_STEPS_PER_OCTAVE + LOWEST_OCTAVE),
            price=self.price,
            floor_h=FINEST_H,
        )
