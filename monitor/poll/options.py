"""What the owner of a deployment may set about when to look."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.poll.policy import Policy


@dataclass(frozen=True, slots=True)
class PollOptions:
    """Bounds of every plan, in seconds, and the policy that plans within them."""

    floor_s: float = 300.0  # never more often, whatever the rule says
    source_min_s: float = 300.0
    source_max_s: float = 3_600.0
    longest_s: float = 14 * 86_400.0
    timezone: str = "UTC"  # of cron lines
    policy: Policy | None = None  # None = the shipped one
