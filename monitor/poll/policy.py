"""The re-check policy of a deployment: what was learned, compiled at a price for looks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

from monitor.poll import bins
from monitor.poll.learned import Learned, unlearned
from monitor.poll.price import worth_after
from monitor.poll.table import WaitTable

USUAL_PRICE: Final = 0.003  # of a look, in caught versions: about 30 looks for an article in its life
LOWEST_PRICE, HIGHEST_PRICE = 1e-5, 0.5
ELASTICITY: Final = 0.45  # looks fall with the price to this power (measured by the simulation)
LARGEST_MOVE: Final = 2.0  # of the price, in one adjustment
WORTH_STEP_H: Final = 1 / 12
ROUNDS: Final = 2  # the wait depends on the hours that it spans


@dataclass(frozen=True, slots=True)
class Standing:
    """What a plan is made from; times in hours."""

    changes: int
    age_h: float
    quiet_h: float  # since the last change, or since it is known
    hour: float  # of the day, UTC
    source: str = ""
    weight: float = 1.0  # an article of weight 2 is looked at as if it changed twice as often


@dataclass(frozen=True, slots=True)
class Plan:
    """A wait and what it rests on."""

    wait_h: float  # inf: no look pays
    per_hour: float  # edits that are expected now


class Policy:
    """Waits for articles, from a learned model and a price; immutable but for the entries that it has computed."""

    __slots__ = ("_table", "learned", "price")

    def __init__(self, learned: Learned, price: float = USUAL_PRICE) -> None:
        self.learned = learned
        self.price = price
        self._table = WaitTable(learned.hazard, price)

    def plan(self, standing: Standing) -> Plan:
        """How long to wait before the next look."""
        by_source = self.learned.source(standing.source).at(standing.age_h)
        steady = by_source * standing.weight
        busy = self.learned.busy(standing.hour, 0.0)
        cell = bins.cell_of(standing.changes, standing.age_h, min(standing.quiet_h, standing.age_h))
        per_hour = self.learned.hazard.cells[cell] * by_source * busy
        wait_h = self._table.wait_h(cell, steady * busy)
        for _ in range(ROUNDS):
            if math.isinf(wait_h):
                break
            wait_h = self._table.wait_h(cell, steady * self.learned.busy(standing.hour, wait_h))
        return Plan(wait_h, per_hour)

    def worth_after(self, standing: Standing, wait_h: float) -> float:
        """What a look is expected to catch when it comes so long after `standing`: from 0 to 1 versions."""
        factor = self.learned.source(standing.source).at(standing.age_h) * standing.weight
        busy = self.learned.busy(standing.hour, wait_h)
        return worth_after(
            self.learned.hazard,
            standing.changes,
            standing.age_h,
            standing.quiet_h,
            factor=factor * busy,
            floor_h=WORTH_STEP_H,
            wait_h=wait_h,
        )

    def worth_a_look(self, source: str) -> bool:
        """True if an announcement of this source pays for a look: by how many of them were true."""
        return self.learned.source(source).trust >= self.price


@cache
def shipped() -> Policy:
    """The policy of a new installation."""
    return Policy(unlearned())


def adjusted_price(price: float, *, looks_per_s: float, budget_per_s: float) -> float:
    """The price that brings the looks made to the budget; moved by at most a factor of two at a time."""
    if looks_per_s <= 0.0 or budget_per_s <= 0.0:
        return price
    move = math.pow(looks_per_s / budget_per_s, 1.0 / ELASTICITY)
    move = min(max(move, 1.0 / LARGEST_MOVE), LARGEST_MOVE)
    return min(max(price * move, LOWEST_PRICE), HIGHEST_PRICE)
