"""The diff as a patch that others can apply: diff-match-patch's text format, over paragraphs joined by line breaks."""

from __future__ import annotations

from diff_match_patch import diff_match_patch

from monitor.diff.result import Diff, Op, Run
from monitor.diff.words import compared

Edits = list[tuple[int, str]]
_CODES = {Op.EQUAL: 0, Op.DELETE: -1, Op.INSERT: 1}


def patch(diff: Diff) -> str:
    """A patch from the old paragraphs to the new ones, a line each; `apply` turns one into the other."""
    engine = _engine()
    old, new = _texts(diff)
    return str(engine.patch_toText(engine.patch_make(old, _edits(old, new))))


def apply(text: str, old: str) -> tuple[str, bool]:
    """The old text with a patch applied, and whether every part of it fitted."""
    engine = _engine()
    new, fitted = engine.patch_apply(engine.patch_fromText(text), old)
    return str(new), all(fitted)


def _engine() -> diff_match_patch:
    engine = diff_match_patch()
    engine.Diff_Timeout = 0  # never look at a clock
    return engine


def _texts(diff: Diff) -> tuple[str, str]:
    return "\n".join(diff.old.paragraphs), "\n".join(diff.new.paragraphs)


def _edits(old: str, new: str) -> Edits:
    """The words that differ, as the engine wants them; equal runs must be equal to the letter."""
    found: Edits = []
    for run in compared(old, new, all_or_nothing=False).runs():
        found += _edit(run)
    return found


def _edit(run: Run) -> Edits:
    if run.op is Op.EQUAL and run.old != run.new:
        return [(-1, run.old), (1, run.new)]
    return [(_CODES[run.op], run.old or run.new)]
