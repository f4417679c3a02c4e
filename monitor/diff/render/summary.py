"""The change in one line."""

from __future__ import annotations

from monitor.diff.result import Diff, Op
from monitor.model import Notice

MAX_CHARS = 120


def summary(diff: Diff, *, notice: Notice = Notice.UNKNOWN) -> str:
    """One line of at most 120 characters: what changed, strongest first, and whether a note was found."""
    old = next((run.old.strip() for row in diff.rows for run in row.runs if run.op is Op.DELETE), "")
    new = next((run.new.strip() for row in diff.rows for run in row.runs if run.op is Op.INSERT), "")
    note = {Notice.FOUND: "note found", Notice.NONE_FOUND: "no note found", Notice.TIME_ONLY: "only a time"}.get(
        notice, ""
    )
    text = f"“{old[:40]}” → “{new[:40]}”" if old or new else "no words changed"
    return f"{text}; {note}"[:MAX_CHARS] if note else text[:MAX_CHARS]
