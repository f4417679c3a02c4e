"""When more of a source's pages than usual can not be read: its looks in windows, each beside its own normal."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from monitor.model import Illness

WINDOW_LOOKS: Final = 30
WINDOW: Final = timedelta(hours=18)  # a window closes after it with fewer looks, too
LEAST_LOOKS: Final = 10
LEARNED_WINDOWS: Final = 8  # before them nothing is said
LEAST_SHARE: Final = 0.03
WEIGHT: Final = 0.1  # of a new window in the normal
ILL_SIGMAS, WELL_SIGMAS = 4.0, 2.0
ILL_EXTRA: Final = 3.0  # degraded looks beyond that


def after_looks(illness: Illness, looks: int, failed: int, now: datetime) -> Illness:
    """What is known once so many looks were made at its articles, of which so many were degraded; both only grow."""
    if illness.since is None or looks < illness.looks:
        return replace(illness, since=now, looks=looks, failed=failed)
    made, bad = looks - illness.looks, max(0, failed - illness.failed)
    if made < LEAST_LOOKS or (made < WINDOW_LOOKS and now - illness.since < WINDOW):
        return illness
    ill = illness.windows >= LEARNED_WINDOWS and bad > _limit(illness.usual, made, ILL_SIGMAS) + ILL_EXTRA
    ill = ill or (illness.ill and bad > _limit(illness.usual, made, WELL_SIGMAS))
    share = bad / made
    weight = max(WEIGHT, 1.0 / (illness.windows + 1))
    usual = illness.usual if ill else illness.usual + weight * (share - illness.usual)
    return Illness(now, looks, failed, round(usual, 5), illness.windows + (not ill), round(share, 5), ill)


def _limit(usual: float, made: int, sigmas: float) -> float:
    share = max(usual, LEAST_SHARE)
    return made * share + sigmas * math.sqrt(made * share * (1.0 - share))
