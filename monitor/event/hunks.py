"""The changed words of a diff as a short list: what a program reads that has no use for whole articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.diff.result import Diff, Op, Row, RowKind, Run
from monitor.event.plain import shorten

MAX_CHARACTERS: Final = 2_000  # of one side of one hunk


@dataclass(frozen=True, slots=True)
class Hunk:
    """One changed piece; `op` is replace, insert, delete or move."""

    op: str
    old: str
    new: str
    cut: bool = False  # a side was longer than MAX_CHARACTERS


def hunks_of(diff: Diff) -> tuple[Hunk, ...]:
    """The changed pieces of a diff: headline, standfirst, authors, then paragraphs in order."""
    found: list[Hunk] = []
    for runs in (diff.title, diff.standfirst, diff.authors):
        found.extend(_of_runs(runs))
    for row in diff.rows:
        if row.kind is not RowKind.EQUAL or row.moved:
            found.extend(_of_row(row))
    return tuple(found)


def _of_row(row: Row) -> Iterator[Hunk]:
    changed = list(_of_runs(row.runs))
    if row.moved and not changed:
        text = "".join(run.new for run in row.runs)
        yield _hunk("move", text, text)
    yield from changed


def _of_runs(runs: Sequence[Run]) -> Iterator[Hunk]:
    """Deletions and insertions that touch each other are one replacement."""
    old = new = ""
    for run in (*runs, Run(Op.EQUAL, "", "")):
        if run.op is Op.EQUAL:
            if old.strip() or new.strip():
                yield _hunk(_op(old.strip(), new.strip()), old.strip(), new.strip())
            old = new = ""
        else:
            old, new = old + run.old, new + run.new


def _op(old: str, new: str) -> str:
    if old and new:
        return "replace"
    return "delete" if old else "insert"


def _hunk(op: str, old: str, new: str) -> Hunk:
    cut = max(len(old), len(new)) > MAX_CHARACTERS
    return Hunk(op, shorten(old, MAX_CHARACTERS), shorten(new, MAX_CHARACTERS), cut)


def marked_text(hunks: Sequence[Hunk], limit: int) -> str:
    """The changed pieces in words, [-old-] {+new+}, one a line, at most `limit` characters."""
    lines: list[str] = []
    for hunk in hunks:
        old = f"[-{hunk.old}-]" if hunk.old and hunk.op != "move" else ""
        new = f"{{+{hunk.new}+}}" if hunk.new and hunk.op != "move" else ""
        lines.append(f"(moved) {hunk.new}" if hunk.op == "move" else " ".join(part for part in (old, new) if part))
    return shorten("\n".join(lines), limit)
