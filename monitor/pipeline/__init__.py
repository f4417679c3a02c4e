"""The whole flow: claim, fetch, read, compare, keep, plan the next look. It awaits ports; pure functions decide.

The order of work is that of `monitor.ports`; each step may be the last one of its process.
"""

from __future__ import annotations

from monitor.pipeline.looking import look
from monitor.pipeline.owned import owned
from monitor.pipeline.world import Looked, Outcome, World, item_of, source_item

__all__ = ["Looked", "Outcome", "World", "item_of", "look", "owned", "source_item"]
