"""What is counted at every look, so that the chance of an edit can be learned: plain sums under plain names.

    c:CELL:d   edits found in a cell of `bins` that nobody had announced (fractions: an edit may lie in several cells)
    c:CELL:e   hours that articles were watched in that cell, weighted with the factors of source and hour
    h:HOUR:d   the same edits by hour of the day, h:HOUR:e how many were to be expected there
    s:SOURCE:young|old:d and :e    the same by source
    g:SOURCE:d announcements that were followed by an edit, g:SOURCE:e all announcements

An edit lies somewhere between two looks; it is shared out over the cells in between as the present model expects it,
and a span in which one was found counts half, since watching for the first edit ended with it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from monitor.poll import bins
from monitor.poll.learned import YOUNG_H, Learned

Counts = Mapping[str, float]  # increments, or the sums that they add up to
LONGEST_WITH_HOURS_H: Final = 12.0  # a longer span says little about the hour of the day
EXPOSURE_OF_A_FIND: Final = 0.5
HALF_LIFE_DAYS: Final = 180.0
FORGOTTEN: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Span:
    """The time between two looks at an article, and what the second one found. Times in hours."""

    source: str
    changes: int  # seen before it
    age_h: float  # when it began
    quiet_h: float  # since the last change, when it began
    length_h: float
    hour: float  # of the day in UTC, when it began
    found: bool
    announced: bool = False  # the second look was made because somebody announced an edit


def tally(span: Span, learned: Learned, counts: dict[str, float]) -> None:
    """Add the increments of one span."""
    if span.announced:
        _add(counts, f"g:{span.source}:e", 1.0)
        _add(counts, f"g:{span.source}:d", float(span.found))
    pieces = [piece for piece in _pieces(span, learned) if piece.length_h > 0.0]
    edits = sum(piece.edits for piece in pieces)
    found = span.found and not span.announced
    watched = EXPOSURE_OF_A_FIND if span.found else 1.0
    for piece in pieces:
        share = piece.edits / edits if found and edits > 0.0 else 0.0
        by_age = "young" if piece.young else "old"
        pairs = [
            (f"c:{piece.cell}", watched * piece.length_h * piece.busy * piece.factor),
            (f"s:{span.source}:{by_age}", watched * piece.edits / piece.factor),
        ]
        if span.length_h <= LONGEST_WITH_HOURS_H:
            pairs.append((f"h:{piece.hour}", watched * piece.edits / piece.busy))
        for name, exposure in pairs:
            _add(counts, f"{name}:e", exposure)
            if share:
                _add(counts, f"{name}:d", share)


def _add(counts: dict[str, float], name: str, value: float) -> None:
    counts[name] = counts.get(name, 0.0) + value


def added(sums: Counts, increments: Counts) -> dict[str, float]:
    """Both together."""
    found = dict(sums)
    for name, value in increments.items():
        _add(found, name, value)
    return found


def keep_after(days: float) -> float:
    """The share of old sums that is left: half of them after 180 days."""
    return math.pow(0.5, days / HALF_LIFE_DAYS)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a span that lies in one cell and one hour."""

    cell: int
    hour: int
    length_h: float
    young: bool
    busy: float
    factor: float
    edits: float  # to be expected


def _pieces(span: Span, learned: Learned) -> Iterator[_Piece]:
    row, at_h = bins.change_class(span.changes), 0.0
    with_hours = span.length_h <= LONGEST_WITH_HOURS_H
    factors = learned.source(span.source)
    while at_h < span.length_h:
        age_h, quiet_h = span.age_h + at_h, span.quiet_h + at_h
        age, quiet = bins.step_of(age_h), bins.step_of(quiet_h)
        hour = (span.hour + at_h) % 24.0
        ends = [span.length_h, *_end(age, span.age_h), *_end(quiet, span.quiet_h)]
        if with_hours:
            ends.append(at_h + (int(hour) + 1.0 - hour))
        until_h = max(min(ends), at_h + 1e-6)
        length_h = min(until_h, span.length_h) - at_h
        busy = learned.hours[int(hour) % 24] if with_hours else 1.0
        factor = factors.at(age_h)
        cell = bins.cell(row, age, quiet)
        edits = learned.hazard.cells[cell] * busy * factor * length_h
        yield _Piece(cell, int(hour) % 24, length_h, age_h < YOUNG_H, busy, factor, edits)
        at_h = until_h


def _end(step: int, start_h: float) -> tuple[float, ...]:
    """When a time that began at `start_h` leaves its step, if it ever does."""
    return (bins.HOURS[step + 1] - start_h,) if step + 1 < bins.STEPS else ()
