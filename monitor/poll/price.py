"""The price rule: look at the first wait u with V(u) - u V'(u) >= price.

V(u) is the expected value of a look after u hours. Half of it is for catching a version at all, half for catching it
soon (e^(-delay / 2 h)); a version that was overwritten before the look is lost. If every look costs the same price,
(V(u) - price) / u is what is earned per hour, and it is greatest where V(u) - u V'(u) = price. One price for all
articles spends a budget of looks where they catch most.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from monitor.poll import bins
from monitor.poll.hazard import Hazard

PROMPT_H: Final = 2.0
CAUGHT: Final = 0.5  # share of the value that does not depend on the delay
GROWTH: Final = 0.1  # the step of the search, as a share of the wait so far


def first_wait_h(
    hazard: Hazard, changes: int, age_h: float, quiet_h: float, *, factor: float, price: float, floor_h: float
) -> float:
    """Hours until the next look pays; `inf` if none ever does. `factor` multiplies the hazard."""
    for wait_h, value, slope in _outlook(hazard, changes, age_h, quiet_h, factor=factor, floor_h=floor_h):
        if value - wait_h * slope >= price:
            return wait_h
    return math.inf


def worth_after(
    hazard: Hazard, changes: int, age_h: float, quiet_h: float, *, factor: float, floor_h: float, wait_h: float
) -> float:
    """V of a look after so many hours, in caught versions: from 0 to 1."""
    worth = 0.0
    for reached_h, value, _ in _outlook(hazard, changes, age_h, quiet_h, factor=factor, floor_h=floor_h):
        worth = value
        if reached_h >= wait_h:
            break
    return worth


def _outlook(
    hazard: Hazard, changes: int, age_h: float, quiet_h: float, *, factor: float, floor_h: float
) -> Iterator[tuple[float, float, float]]:
    """Ever longer waits u with V(u) and V'(u)."""
    row = bins.change_class(changes)
    age, quiet = bins.step_of(age_h), bins.step_of(quiet_h)
    missed, prompt, wait_h = 1.0, 0.0, 0.0  # missed: the chance that nothing was edited so far
    longest_h = bins.HOURS[-1]
    while wait_h < longest_h:
        age, quiet = _onward(age, age_h + wait_h), _onward(quiet, quiet_h + wait_h)
        rate = factor * hazard.cells[bins.cell(row, age, quiet)]
        step_h = max(floor_h, wait_h * GROWTH)
        edits = rate * step_h
        ease = edits + step_h / PROMPT_H
        kept = math.exp(-ease)
        missed *= math.exp(-edits)
        prompt = prompt * kept + edits / ease * (1.0 - kept)
        wait_h += step_h
        value = CAUGHT * (1.0 - missed) + (1.0 - CAUGHT) * prompt
        slope = CAUGHT * rate * missed + (1.0 - CAUGHT) * (rate - (rate + 1.0 / PROMPT_H) * prompt)
        yield wait_h, value, slope


def _onward(step: int, hours: float) -> int:
    """The step in which these hours lie, from an earlier one on."""
    while step + 1 < bins.STEPS and hours >= bins.HOURS[step + 1]:
        step += 1
    return step
