"""The diff as plain text with marks in the manner of wdiff: `[-old-] {+new+}`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from monitor.diff.result import Diff, Op, Run

_MARKS: Final = {Op.DELETE: ("[-", "-]"), Op.INSERT: ("{+", "+}")}


def wdiff(diff: Diff) -> str:
    """The whole text, a line per paragraph, deletions as [-...-] and insertions as {+...+}."""
    parts = [marked(runs) for runs in (diff.title, diff.standfirst) if runs]
    parts += [marked(row.runs) for row in diff.rows]
    return "\n".join(parts) + "\n"


def marked(runs: Iterable[Run]) -> str:
    """Runs as text with marks; always a space between a deletion and an insertion."""
    return "".join(piece for _, piece in pieces(runs)).rstrip()


def pieces(runs: Iterable[Run]) -> Iterator[tuple[Op, str]]:
    """Text with marks, piece by piece with what happened to it; spaces between pieces are equal text."""
    for op, lead, text, trail in spaced(runs):
        before, after = _MARKS.get(op, ("", ""))
        yield Op.EQUAL, lead
        yield op, f"{before}{text}{after}"
        yield Op.EQUAL, trail


def spaced(runs: Iterable[Run]) -> Iterator[tuple[Op, str, str, str]]:
    """(what happened, space before, text, space behind) of each run to be shown in one line with the others.

    A change is shown without the spaces at its ends; what stood apart on its own side stands apart here, and a deletion
    never touches an insertion.
    """
    last, open_end, apart = Op.EQUAL, False, False
    for run in runs:
        text = run.old if run.op is Op.DELETE else run.new
        bare = text.strip()
        if run.op is Op.EQUAL or not bare:
            yield Op.EQUAL, "", text, ""
            open_end = bool(text) and not text[-1].isspace()
            apart = run.old[-1:].isspace()
            last = Op.EQUAL
            continue
        glued = open_end and (last is not Op.EQUAL or text[0].isspace() or (apart and run.op is Op.DELETE))
        trail = text[len(text.rstrip()) :]
        yield run.op, " " if glued else "", bare, trail
        last, open_end = run.op, not trail
