"""What is assumed about edits before anything was counted: three kinds of stories, mixed by what was seen of each.

- Most articles are never touched and a few often: the number of edits is Poisson with a gamma-distributed rate, and
  after publication the rate decays like that of aftershocks (Omori-Utsu: K / (t + c)^p).
- A few stories develop: about an edit an hour for some hours (log-normal), then no more.
- Anything can be corrected late, at a time that is uniform in its logarithm.

The constants reproduce what is published about news edits: a quarter of all articles change, nine in ten of them
within a day, 3.8 versions each, and 2 % of the last edits come after a month. Counters replace them (see `fit`).
"""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist
from typing import Final

from monitor.poll import bins
from monitor.poll.hazard import Hazard

SHAPE: Final = 0.2
K: Final = 10.8
DELAY_H: Final = 5.1
DECAY: Final = 1.97
DEVELOPING: Final = 0.03
DEVELOPING_PER_H: Final = 1.0
DEVELOPING_H: Final = tuple(5.0 * math.exp(0.6 * NormalDist().inv_cdf((n + 0.5) / 24)) for n in range(24))
LATE: Final = 0.008 / math.log(400.0)  # per e-fold of age
LATE_FROM_H: Final = 24.0
SHORTEST_H: Final = 0.05


@cache
def shipped() -> Hazard:
    """The hazard that a new installation starts with."""
    cells = [0.0] * bins.CELLS
    for kind, changes in enumerate(bins.CHANGES):
        for age in range(bins.STEPS):
            for quiet in range(bins.STEPS):
                age_h = bins.middle_h(age)
                cells[bins.cell(kind, age, quiet)] = hazard(changes, age_h, min(bins.middle_h(quiet), age_h))
    return Hazard(tuple(cells))


def hazard(changes: int, age_h: float, quiet_h: float) -> float:
    """Edits per hour to be expected of an article of this age with so many changes, the last one so long ago."""
    ordinary, alive, over = _weights(changes, age_h, quiet_h)
    rate = K * math.pow(age_h + DELAY_H, -DECAY)
    steady = (SHAPE + changes) / (1.0 + _expected(0.0, age_h)) * rate
    all_of_them = ordinary + alive + over
    found = (ordinary * steady + alive * DEVELOPING_PER_H + (alive + over) * SHAPE * rate) / all_of_them
    return found + (LATE / age_h if age_h >= LATE_FROM_H else 0.0)


def _expected(start_h: float, end_h: float) -> float:
    """Edits of an article of rate 1 between two ages."""
    power = 1.0 - DECAY
    return K / -power * (math.pow(start_h + DELAY_H, power) - math.pow(end_h + DELAY_H, power))


def _weights(changes: int, age_h: float, quiet_h: float) -> tuple[float, float, float]:
    """How likely it is to be an ordinary story, one that develops, or one that has developed (not normalised)."""
    last_h = max(SHORTEST_H, age_h - quiet_h)
    fit = math.lgamma(SHAPE + changes) - math.lgamma(SHAPE) - (SHAPE + changes) * math.log1p(_expected(0.0, age_h))
    if changes:
        fit += changes * math.log(max(_expected(0.0, last_h) / last_h, 1e-9))
    share = DEVELOPING / len(DEVELOPING_H)
    alive = share * sum(hours > age_h for hours in DEVELOPING_H) * math.exp(-DEVELOPING_PER_H * age_h)
    over = share * sum(math.exp(-DEVELOPING_PER_H * hours) for hours in DEVELOPING_H if last_h <= hours <= age_h)
    return (1.0 - DEVELOPING) * math.exp(fit), alive, over
