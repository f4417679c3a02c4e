"""What the owner of a deployment may set about when to look."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PollOptions:
    """Bounds of every plan, in seconds."""

    floor_s: float = 300.0  # never more often, whatever the rule says
    source_min_s: float = 300.0
    source_max_s: float = 3_600.0
    longest_s: float = 14 * 86_400.0
    boost_s: float = 120.0  # between two looks at a boosted article
    timezone: str = "UTC"  # of cron lines
