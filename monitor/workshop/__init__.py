"""CPU work in child processes with limits of time and memory: no loop is blocked by a parser, no page harms another."""

from monitor.workshop.children import ChildWorkshop, WorkshopOptions
from monitor.workshop.inline import InlineWorkshop

__all__ = ["ChildWorkshop", "InlineWorkshop", "WorkshopOptions"]
