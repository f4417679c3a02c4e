"""How often site rules matched nothing, in a row; made the same way by the store and its twin."""

from __future__ import annotations

import hashlib
import json
from typing import Final

from monitor.model import EventType, SourceState
from monitor.model.sources import RULE_MISSES as MISSES
from monitor.ports import RuleNote, SourceNote

MAX_RULES: Final = 50  # of a source that are counted
PAGE_DIGITS: Final = 8
Misses = dict[str, list[str]]  # by rule: the pages in a row, at most MISSES of them


def read(line: bytes) -> Misses:
    """The pages as they are kept; numbers were kept before."""
    kept = json.loads(line or b"{}")
    return {rule: [""] * pages if isinstance(pages, int) else pages for rule, pages in kept.items()}


def written(misses: Misses) -> bytes:
    """The pages as they are kept, b"" for none."""
    return json.dumps(misses, ensure_ascii=False, separators=(",", ":")).encode() if misses else b""


def counts(misses: Misses) -> tuple[tuple[str, int], ...]:
    """How many pages in a row, by rule."""
    return tuple((rule, len(pages)) for rule, pages in misses.items())


def after(misses: Misses, note: RuleNote) -> tuple[Misses, EventType | None]:
    """The pages after one more, and the event that they make; a page that was counted changes nothing."""
    before = misses.get(note.rule, [])
    rest = {rule: pages for rule, pages in misses.items() if rule != note.rule}
    if note.held:
        return rest, EventType.SOURCE_RECOVERED if len(before) >= MISSES else None
    if not before and len(rest) >= MAX_RULES:
        return rest, None
    page = hashlib.sha256(note.page.encode()).hexdigest()[:PAGE_DIGITS] if note.page else ""
    if len(before) >= MISSES or (page and page in before):
        return misses, None
    event = EventType.SOURCE_FAILING if len(before) == MISSES - 1 else None
    return {**rest, note.rule: [*before, page]}, event


def told(note: RuleNote, event: EventType | None) -> SourceNote:
    """The event as a note on the source."""
    what = "matches its pages again" if note.held else f"matches nothing any more: {note.detail}"
    return SourceNote(
        note.source, "", ok=False, state=SourceState(), event=event, detail=f"site rule {note.rule} {what}"
    )
