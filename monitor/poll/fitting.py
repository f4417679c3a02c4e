"""Learning: from what was counted to the hazard, the newsroom's clock and the factors of the sources.

The cells are many and the edits few, so each cell starts from the prior and moves with the evidence, coarse before
fine: first all cells of as many changes together, then of an age, then of a quiet time, then the cell alone. At each
level the factor is (edits + k) / (expected edits + k): k edits' worth of evidence stand for "as before".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Final

from monitor.poll import bins
from monitor.poll.counters import Counts
from monitor.poll.hazard import Hazard
from monitor.poll.learned import FLAT, Learned, SourceFactors

PRIOR_EDITS_OF_A_MARGIN: Final = 4.0
PRIOR_EDITS_OF_A_CELL: Final = 12.0
PRIOR_EDITS_OF_AN_HOUR: Final = 6.0
PRIOR_EDITS_OF_A_SOURCE: Final = 4.0
PRIOR_ANNOUNCEMENTS: Final = 3.0
LOWEST, HIGHEST = 1 / 16, 16.0  # of any factor


def fit(counts: Counts, prior: Hazard) -> Learned:
    """What the counts say, started from the prior where they say little."""
    edits, hours_watched = _cells(counts)
    return Learned(
        hazard=_hazard(edits, hours_watched, prior),
        hours=_hours(counts),
        sources=_sources(counts),
        detections=sum(edits.values()),
    )


def _cells(counts: Counts) -> tuple[dict[int, float], dict[int, float]]:
    edits: dict[int, float] = {}
    watched: dict[int, float] = {}
    for name, value in counts.items():
        kind, _, rest = name.partition(":")
        cell, _, what = rest.partition(":")
        if kind == "c" and cell.isdigit() and int(cell) < bins.CELLS:
            (edits if what == "d" else watched)[int(cell)] = value
    return edits, watched


def _hazard(edits: dict[int, float], watched: dict[int, float], prior: Hazard) -> Hazard:
    rates = list(prior.cells)
    size = bins.STEPS
    margins: tuple[Callable[[int], int], ...] = (
        lambda cell: cell // size // size,
        lambda cell: cell // size % size,
        lambda cell: cell % size,
    )
    for margin in margins:
        factors = _factors(edits, watched, rates, margin, PRIOR_EDITS_OF_A_MARGIN)
        rates = [rate * factors.get(margin(cell), 1.0) for cell, rate in enumerate(rates)]
    factors = _factors(edits, watched, rates, lambda cell: cell, PRIOR_EDITS_OF_A_CELL)
    return Hazard(tuple(rate * factors.get(cell, 1.0) for cell, rate in enumerate(rates)))


def _factors(
    edits: dict[int, float], watched: dict[int, float], rates: list[float], margin: Callable[[int], int], k: float
) -> dict[int, float]:
    """By group of cells: how much more often they were edited than these rates say."""
    found: defaultdict[int, float] = defaultdict(float)
    expected: defaultdict[int, float] = defaultdict(float)
    for cell in watched.keys() | edits.keys():
        found[margin(cell)] += edits.get(cell, 0.0)
        expected[margin(cell)] += rates[cell] * watched.get(cell, 0.0)
    return {group: _ratio(found[group], expected[group], k) for group in found}


def _ratio(found: float, expected: float, k: float) -> float:
    return min(max((found + k) / (expected + k), LOWEST), HIGHEST)


def _hours(counts: Counts) -> tuple[float, ...]:
    """The newsroom's clock, each hour smoothed with its neighbours, 1 on average."""
    raw: list[float] = [
        _ratio(counts.get(f"h:{hour}:d", 0.0), counts.get(f"h:{hour}:e", 0.0), PRIOR_EDITS_OF_AN_HOUR)
        for hour in range(len(FLAT))
    ]
    smooth = [0.25 * raw[hour - 1] + 0.5 * raw[hour] + 0.25 * raw[(hour + 1) % len(raw)] for hour in range(len(raw))]
    mean = sum(smooth) / len(smooth)
    return tuple(busy / mean for busy in smooth)


def _sources(counts: Counts) -> dict[str, SourceFactors]:
    names = {name.split(":")[1] for name in counts if name[:2] in {"s:", "g:"}}

    def factor(source: str, by_age: str) -> float:
        found, expected = (counts.get(f"s:{source}:{by_age}:{what}", 0.0) for what in "de")
        return _ratio(found, expected, PRIOR_EDITS_OF_A_SOURCE)

    def trust(source: str) -> float:
        hits, all_of_them = (counts.get(f"g:{source}:{what}", 0.0) for what in "de")
        return (hits + PRIOR_ANNOUNCEMENTS) / (all_of_them + PRIOR_ANNOUNCEMENTS)

    return {name: SourceFactors(factor(name, "young"), factor(name, "old"), trust(name)) for name in sorted(names)}
