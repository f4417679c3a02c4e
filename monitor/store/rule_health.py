"""How often site rules matched nothing, in a row; made the same way by the store and its twin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from monitor.model import EventType, SourceState
from monitor.model.sources import RULE_MISSES as MISSES
from monitor.ports import RuleNote, SourceNote

MAX_RULES: Final = 50  # of a source that are counted


def after(misses: Mapping[str, int], note: RuleNote) -> tuple[dict[str, int], EventType | None]:
    """The counts after a page, and the event that they make."""
    before = misses.get(note.rule, 0)
    rest = {rule: count for rule, count in misses.items() if rule != note.rule}
    if note.held:
        return rest, EventType.SOURCE_RECOVERED if before >= MISSES else None
    if not before and len(rest) >= MAX_RULES:
        return rest, None
    event = EventType.SOURCE_FAILING if before == MISSES - 1 else None
    return {**rest, note.rule: min(before + 1, MISSES)}, event


def told(note: RuleNote, event: EventType | None) -> SourceNote:
    """The event as a note on the source."""
    what = "matches its pages again" if note.held else f"matches nothing any more: {note.detail}"
    return SourceNote(
        note.source, "", ok=False, state=SourceState(), event=event, detail=f"site rule {note.rule} {what}"
    )
