"""Every diff checks itself: both texts must come back from its rows. If not, whole paragraphs are shown instead."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from monitor.diff.result import Op, Row, RowKind, Run


def fault(rows: Sequence[Row], old: Sequence[str], new: Sequence[str]) -> str:
    """What is wrong with these rows, or ""."""
    if sorted(i for row in rows for i in row.old) != list(range(len(old))):
        return "an old paragraph is in no row or in several"
    if sorted(j for row in rows for j in row.new) != list(range(len(new))):
        return "a new paragraph is in no row or in several"
    for number, (_, _, before, after, runs, _) in enumerate(rows):
        if len(runs) == len(before) == len(after) == 1 and runs[0].op is Op.EQUAL:
            given = runs[0].old, runs[0].new
        else:
            given = "".join([run.old for run in runs]), "".join([run.new for run in runs])
        if given[0] != _text(old, before):
            return f"row {number} does not give its old text back"
        if given[1] != _text(new, after):
            return f"row {number} does not give its new text back"
    return ""


def _text(paragraphs: Sequence[str], indexes: tuple[int, ...]) -> str:
    return paragraphs[indexes[0]] if len(indexes) == 1 else "\n".join([paragraphs[at] for at in indexes])


def by_position(old: Sequence[str], new: Sequence[str]) -> tuple[Row, ...]:
    """Paragraphs paired by position and replaced as a whole where they differ: always right, never good."""
    return tuple(_row(n, a, b) for n, (a, b) in enumerate(zip_longest(old, new)))


def _row(number: int, before: str | None, after: str | None) -> Row:
    here = (number,)
    if after is None:
        return Row(RowKind.REMOVED, False, here, (), _run(Op.DELETE, before or "", ""))
    if before is None:
        return Row(RowKind.ADDED, False, (), here, _run(Op.INSERT, "", after))
    if before == after:
        return Row(RowKind.EQUAL, False, here, here, _run(Op.EQUAL, before, after))
    return Row(RowKind.CHANGED, False, here, here, _run(Op.DELETE, before, "") + _run(Op.INSERT, "", after))


def _run(op: Op, old: str, new: str) -> tuple[Run, ...]:
    return (Run(op, old, new),) if old or new else ()
