"""The best that can be done by somebody who knows each article's true intensity: dynamic programming over look times.

Between two looks at s < t the expected score is V(s, t) = 1/2 (1 - e^-L) + 1/2 (G(t) - G(s) e^-(L + (t - s) / 2h)),
L the expected edits between them and G(t) the expected promptness of a look at t if none came before: only the newest
edit is caught. V is inverse-Monge, so the best predecessor of each moment only moves forward, and a queue of candidates
finds it in n log n steps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from bench.policy.world import HORIZON_H, Life, intensity, rate

TAU_H = 2.0
# (until, step) in hours: where looks may be placed; finer where edits are likely
GRID = ((12.0, 1 / 12), (48.0, 0.25), (192.0, 1.0), (1_440.0, 6.0), (HORIZON_H, 48.0))


@lru_cache(maxsize=1)
def moments() -> tuple[float, ...]:
    """The moments at which an article may be looked at."""
    found = [0.0]
    for until, step in GRID:
        while found[-1] + step <= until + 1e-9:
            found.append(round(found[-1] + step, 6))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Outlook:
    """Cumulated intensity and promptness at each moment."""

    mass: tuple[float, ...]
    prompt: tuple[float, ...]


def outlook(life: Life) -> Outlook:
    """What is to be expected of this life."""
    mass, prompt, before = [0.0], [0.0], 0.0
    for at in moments()[1:]:
        step = at - before
        middle = before + step / 2
        edits = (intensity(life, middle) if step <= 1.0 else rate(life, middle)) * step
        ease = edits + step / TAU_H
        keep = math.exp(-ease)
        mass.append(mass[-1] + edits)
        prompt.append(prompt[-1] * keep + edits / ease * (1 - keep))
        before = at
    return Outlook(tuple(mass), tuple(prompt))


def schedule(life: Life, price: float) -> tuple[float, ...]:
    """The look times of the optimum for a life like this one, where each look costs `price`."""
    rounded = replace(life, source=0, hour=math.floor(life.hour) + 0.5, frailty=_round(life.frailty),
                      develops_h=math.ceil(life.develops_h * 4) / 4, edits=(), signals=())  # fmt: skip
    return _schedule(rounded, price)


def _round(frailty: float) -> float:
    """To the next twentieth of an e-fold; those that hardly ever change are all alike."""
    return math.exp(round(math.log(frailty) * 20) / 20) if frailty > 1e-4 else 1e-4


@lru_cache(maxsize=200_000)
def _schedule(life: Life, price: float) -> tuple[float, ...]:
    found = outlook(life)
    if found.mass[-1] <= price:
        return ()
    best, previous = _best(found, price)
    at = max(range(len(best)), key=best.__getitem__)
    looks = []
    while at:
        looks.append(moments()[at])
        at = previous[at]
    return tuple(reversed(looks))


def _best(found: Outlook, price: float) -> tuple[list[float], list[int]]:
    times, mass, prompt = moments(), found.mass, found.prompt
    size = len(times)
    best, previous = [0.0] * size, [0] * size
    exp = math.exp

    def worth(i: int, j: int) -> float:
        lost = mass[i] - mass[j]
        return best[i] + 0.5 * (1.0 - exp(lost)) + 0.5 * (
            prompt[j] - prompt[i] * exp(lost + (times[i] - times[j]) / TAU_H)
        )  # fmt: skip

    # candidates in order, each the best predecessor from its `start` on
    queue, starts, head = [0], [1], 0
    for j in range(1, size):
        while head + 1 < len(queue) and starts[head + 1] <= j:
            head += 1
        previous[j] = queue[head]
        best[j] = worth(queue[head], j) - price
        while len(queue) > head + 1 and starts[-1] > j and worth(j, starts[-1]) >= worth(queue[-1], starts[-1]):
            queue.pop()
            starts.pop()
        low, high = max(j, starts[-1]) + 1, size
        while low < high:
            middle = (low + high) // 2
            if worth(j, middle) >= worth(queue[-1], middle):
                high = middle
            else:
                low = middle + 1
        if low < size:
            queue.append(j)
            starts.append(low)
    return best, previous
