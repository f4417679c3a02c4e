"""The axes on which the chance of an edit is counted: changes seen, age, and time since the last change."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import Final

# Lower edges; the last class has no upper one.
CHANGES: Final = (0, 1, 2, 3, 4, 6, 9)
# fmt: off
HOURS: Final = (
    0.0, 1/6, 1/3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 18.0, 24.0, 36.0, 48.0, 72.0, 96.0, 144.0,
    192.0, 336.0, 504.0, 720.0, 1_440.0, 2_880.0, 8_760.0,
)
# fmt: on
STEPS: Final = len(HOURS)
CELLS: Final = len(CHANGES) * STEPS * STEPS


def change_class(changes: int) -> int:
    """The class of so many changes."""
    return bisect_right(CHANGES, changes) - 1


def step_of(hours: float) -> int:
    """The step of an age or a quiet time.

    >>> step_of(0.0), step_of(24.0), step_of(1e9) == STEPS - 1
    (0, 14, True)
    """
    return max(0, bisect_right(HOURS, hours) - 1)


def cell(changes: int, age_step: int, quiet_step: int) -> int:
    """The number of a cell, from a class of changes and two steps."""
    return (changes * STEPS + age_step) * STEPS + quiet_step


def cell_of(changes: int, age_h: float, quiet_h: float) -> int:
    """The number of the cell of an article of this age with so many changes, the last one so long ago."""
    return cell(change_class(changes), step_of(age_h), step_of(quiet_h))


def middle_h(step: int) -> float:
    """A time that stands for the whole step: the geometric middle."""
    if step == 0:
        return HOURS[1] / 2
    if step == STEPS - 1:
        return HOURS[step] * 1.5
    return math.sqrt(HOURS[step] * HOURS[step + 1])
