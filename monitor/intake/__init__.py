"""Taking things up: finding out what an address is, declaring sources, pausing and changing them."""

from __future__ import annotations

from monitor.intake.inspecting import preview
from monitor.intake.taking import add, alter, declare, edited_rules, own_by_file, replan
from monitor.intake.wish import Wish

__all__ = ["Wish", "add", "alter", "declare", "edited_rules", "own_by_file", "preview", "replan"]
