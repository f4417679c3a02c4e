"""What has been learned about edits, and what is still assumed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from monitor.errors import ParseError
from monitor.poll import bins, prior
from monitor.poll.hazard import Hazard

SCHEMA: Final = 1
YOUNG_H: Final = 48.0  # outlets announce edits of young articles; a source has one factor before and one after
FLAT: Final = (1.0,) * 24


@dataclass(frozen=True, slots=True)
class SourceFactors:
    """How often the articles of a source are edited without a word, as a multiple of the usual."""

    young: float = 1.0
    old: float = 1.0
    trust: float = 1.0  # share of its announcements that were followed by an edit

    def at(self, age_h: float) -> float:
        """The factor at this age."""
        return self.young if age_h < YOUNG_H else self.old


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """The hazard, the newsroom's clock and the sources' factors."""

    hazard: Hazard
    hours: tuple[float, ...] = FLAT  # by hour of the day in UTC, about 1 on average
    sources: Mapping[str, SourceFactors] = field(default_factory=dict)
    detections: float = 0.0  # that it was learned from; 0 = the shipped prior

    def source(self, name: str) -> SourceFactors:
        """The factors of a source; 1 for one that is not known."""
        return self.sources.get(name, USUAL)

    def busy(self, hour: float, span_h: float) -> float:
        """The mean of the newsroom's clock over a span that begins at this hour of the day."""
        if span_h <= 0.0:
            return self.hours[int(hour) % 24]
        whole_days, rest = divmod(span_h, 24.0)
        found, at, left = whole_days * sum(self.hours), hour % 24.0, rest
        while left > 0.0:
            piece = min(left, int(at) + 1.0 - at)
            found += self.hours[int(at) % 24] * piece
            at, left = (at + piece) % 24.0, left - max(piece, 1e-9)
        return found / span_h


USUAL: Final = SourceFactors()


def unlearned() -> Learned:
    """The shipped prior."""
    return Learned(prior.shipped())


def dump(learned: Learned) -> bytes:
    """The learned model as JSON, schema 1."""
    sources = {name: [one.young, one.old, one.trust] for name, one in learned.sources.items()}
    return json.dumps(
        {
            "schema": SCHEMA,
            "edges_h": bins.HOURS,
            "changes": bins.CHANGES,
            "cells": [float(f"{rate:.4g}") for rate in learned.hazard.cells],
            "hours": learned.hours,
            "sources": sources,
            "detections": learned.detections,
        },
        separators=(",", ":"),
    ).encode()


def load(body: bytes) -> Learned:
    """The model in such a document; raises ParseError if it is another schema, or counted on other axes."""
    try:
        found: dict[str, Any] = json.loads(body)
        if found["schema"] != SCHEMA or (found["edges_h"], found["changes"]) != ([*bins.HOURS], [*bins.CHANGES]):
            raise ParseError("a learned re-check policy of another version", hint="it is made anew within a day")
        cells = tuple(float(rate) for rate in found["cells"])
        hours = tuple(float(busy) for busy in found["hours"])
        sources = {str(name): SourceFactors(*map(float, three)) for name, three in found["sources"].items()}
        if len(cells) != bins.CELLS or len(hours) != len(FLAT):
            raise ParseError("a learned re-check policy of another size", hint="it is made anew within a day")
        return Learned(Hazard(cells), hours, sources, float(found["detections"]))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ParseError(f"not a learned re-check policy: {error}") from error
