"""How large a change is, in five words."""

from __future__ import annotations

from typing import Final

from monitor.diff.result import Diff

_LIMITS: Final = ((0.01, "minor"), (0.05, "small"), (0.20, "medium"), (0.60, "large"))
BANDS: Final = (*(name for _, name in _LIMITS), "rewrite")


def band(diff: Diff) -> str:
    """Minor, small, medium, large or rewrite, by the share of the text that did not stay."""
    changed = 1 - diff.stats.similarity
    return next((name for limit, name in _LIMITS if changed < limit), "rewrite")
