"""The simulated newsrooms: when articles are edited, and when somebody announces it.

Four things make an article's edits. Most articles never change and a few change often (a gamma frailty); edits follow
publication like aftershocks (Omori's law); some stories develop for some hours at about an edit an hour; and anything
may be corrected late, at a time that is uniform in its logarithm. All of it follows the newsroom's clock. The constants
are calibrated so that the figures in `Calibration` come out; `tests/poll/test_policy_world.py` holds them.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random

DAYS = 400
HORIZON_H = DAYS * 24.0
SOURCES = 20
SIGNALLING = 0.4  # of the sources announce their edits
RECALL, RECALL_UNTIL_H, LAG_H = 0.6, 48.0, 10 / 60
FALSE_SHARE = 0.2  # of all signals announce nothing
EDITS_IN_RECALL = 0.64  # per article, on average
FALSE_PER_H = RECALL * EDITS_IN_RECALL * FALSE_SHARE / (1 - FALSE_SHARE) / RECALL_UNTIL_H

# The newsroom's clock: how busy it is at each hour of the day (UTC here), 1 on average.
# fmt: off
_BUSY = (
    0.3, 0.2, 0.2, 0.2, 0.3, 0.5, 0.9, 1.3, 1.5, 1.6, 1.6, 1.6, 1.5, 1.5, 1.6, 1.6, 1.6, 1.5, 1.3, 1.1, 0.9, 0.7, 0.5,
    0.4,
)
# fmt: on
CLOCK = tuple(busy * 24 / sum(_BUSY) for busy in _BUSY)


@dataclass(frozen=True, slots=True)
class Constants:
    """What a world is made of; times in hours."""

    shape: float = 0.2  # of the gamma frailty: the smaller, the more articles that never change
    edits: float = 10.8  # Omori's K
    delay_h: float = 5.1  # Omori's c
    decay: float = 1.97  # Omori's p
    developing: float = 0.03  # share of stories that develop
    median_h: float = 5.0  # for so long
    spread: float = 0.6  # standard deviation of its logarithm
    per_hour: float = 1.0  # edits while they do
    late: float = 0.008  # late corrections per article
    late_from_h: float = 24.0


@dataclass(frozen=True, slots=True)
class Life:
    """One article: what is hidden in it, and what happens to it. Times in hours since it was published."""

    source: int
    hour: float  # of the day, when it was published
    frailty: float
    develops_h: float  # 0 = it does not
    edits: tuple[float, ...]
    signals: tuple[float, ...]  # true and false ones, as they arrive
    constants: Constants


def articles(seed: int, count: int, constants: Constants = Constants()) -> list[Life]:
    """So many articles, the same for the same seed."""
    dice = Random(seed)
    return [_live(dice, constants) for _ in range(count)]


def _live(dice: Random, world: Constants) -> Life:
    source = dice.randrange(SOURCES)
    hour = _publication_hour(dice)
    frailty = dice.gammavariate(world.shape, 1.0)
    develops_h = (
        dice.lognormvariate(math.log(world.median_h), world.spread) if dice.random() < world.developing else 0.0
    )
    life = Life(source, hour, frailty, develops_h, (), (), world)
    edits = tuple(_edits(dice, life))
    signals = _signals(dice, edits) if source < SOURCES * SIGNALLING else ()
    return Life(source, hour, frailty, develops_h, edits, signals, world)


def _publication_hour(dice: Random) -> float:
    return dice.choices(range(24), CLOCK)[0] + dice.random()


def busy_until(hour: float, age_h: float) -> float:
    """The newsroom's time that has passed for an article of this age: the integral of its clock."""
    return _clock_at(hour + age_h) - _clock_at(hour)


@lru_cache(maxsize=1)
def _clock_sums() -> tuple[float, ...]:
    return tuple(sum(CLOCK[:n]) for n in range(25))


def _clock_at(hours: float) -> float:
    day, rest = divmod(hours, 24.0)
    whole = int(rest)
    return day * 24.0 + _clock_sums()[whole] + CLOCK[whole % 24] * (rest - whole)


def intensity(life: Life, age_h: float) -> float:
    """Edits per hour of this very article at this age, as only an oracle knows it."""
    return rate(life, age_h) * CLOCK[int(life.hour + age_h) % 24]


def rate(life: Life, age_h: float) -> float:
    """The intensity without the newsroom's clock."""
    world = life.constants
    found = life.frailty * world.edits * math.pow(age_h + world.delay_h, -world.decay)
    if age_h < life.develops_h:
        found += world.per_hour
    if age_h >= world.late_from_h:
        found += world.late / (age_h * math.log(HORIZON_H / world.late_from_h))
    return found


def _edits(dice: Random, life: Life) -> list[float]:
    """A Poisson process of that intensity, thinned from a bound that is renewed as it falls."""
    top = max(CLOCK)
    found, age = [], 0.0
    while age < HORIZON_H:
        span = max(0.25, age * 0.5)
        bound = top * max(rate(life, age), rate(life, life.constants.late_from_h) if age < 24.0 <= age + span else 0.0)
        step = dice.expovariate(bound) if bound > 0 else math.inf
        if step > span:
            age += span
            continue
        age += step
        if age < HORIZON_H and dice.random() * bound < intensity(life, age):
            found.append(age)
    return found


def _signals(dice: Random, edits: tuple[float, ...]) -> tuple[float, ...]:
    true = [edit + LAG_H for edit in edits if edit < RECALL_UNTIL_H and dice.random() < RECALL]
    false = []
    at = dice.expovariate(FALSE_PER_H)
    while at < RECALL_UNTIL_H:
        false.append(at)
        at += dice.expovariate(FALSE_PER_H)
    return tuple(sorted(true + false))


@dataclass(frozen=True, slots=True)
class Calibration:
    """The figures that a world is held to, as shares."""

    changed: float
    changed_in_a_day: float
    versions: float  # of a changed article
    last_edit_in_1_day: float
    last_edit_in_2_days: float
    last_edit_in_8_days: float


def calibration(lives: Sequence[Life]) -> Calibration:
    """What this world comes to."""
    changed = [life.edits for life in lives if life.edits]
    last = sorted(edits[-1] for edits in changed)
    return Calibration(
        len(changed) / len(lives),
        sum(edits[0] < 24 for edits in changed) / len(lives),
        1 + sum(map(len, changed)) / len(changed),
        *(bisect_right(last, days * 24.0) / len(last) for days in (1, 2, 8)),
    )
