"""The whole flow: claim, fetch, read, compare, keep, plan the next look. It awaits ports; pure functions decide.

The order of work is that of `monitor.ports`; each step may be the last one of its process.
"""

from __future__ import annotations

from monitor.pipeline.articles import MOVE_AGAIN_S, look_at_article
from monitor.pipeline.keeping import keep
from monitor.pipeline.looking import look
from monitor.pipeline.planning import UNREACHED, plan
from monitor.pipeline.reading import read
from monitor.pipeline.sources import look_at_source, take_up
from monitor.pipeline.world import Looked, Outcome, World, item_of, source_item

__all__ = [
    "MOVE_AGAIN_S",
    "UNREACHED",
    "Looked",
    "Outcome",
    "World",
    "item_of",
    "keep",
    "look",
    "look_at_article",
    "look_at_source",
    "plan",
    "read",
    "source_item",
    "take_up",
]
