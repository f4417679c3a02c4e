"""The diff in a terminal: colour where there is any, signs that read without it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.text import Text

from monitor.diff.render.order import Item, stretches
from monitor.diff.render.summary import summary
from monitor.diff.render.text import pieces
from monitor.diff.result import Diff, Op, Row, RowKind, Run

STYLES: Final = {Op.DELETE: "red strike", Op.INSERT: "green underline", Op.EQUAL: ""}
SIGNS: Final = {
    RowKind.EQUAL: " ",
    RowKind.CHANGED: "~",
    RowKind.ADDED: "+",
    RowKind.REMOVED: "-",
    RowKind.SPLIT: "<",
    RowKind.MERGED: ">",
}
_BIDI: Final = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CONTROLS: Final = dict.fromkeys([*range(9), *range(11, 32), 127, *range(128, 160), *_BIDI], "\ufffd")


def show(diff: Diff, *, console: Console | None = None) -> None:
    """Print the diff on a console (by default the process's own terminal)."""
    (console or Console(highlight=False)).print(document(diff))


def document(diff: Diff) -> RenderableType:
    """The diff as something that rich prints: the headline, then rows with a sign in the margin."""
    lines: list[RenderableType] = [Text(_safe(summary(diff)), style="bold")]
    for name, runs in (("headline", diff.title), ("standfirst", diff.standfirst), ("byline", diff.authors)):
        if any(run.op is not Op.EQUAL for run in runs):
            lines += [Text(), Text(f"{name}: ", style="dim") + marked(runs)]
    for stretch in stretches(diff):
        if stretch.folded:
            lines += [Text(), Text(f"  ... {len(stretch.items)} unchanged paragraphs", style="dim")]
        else:
            lines += [part for item in stretch.items for part in (Text(), _line(diff, item))]
    return Group(*lines)


def marked(runs: Iterable[Run]) -> Text:
    """Runs with colour and with signs: [-old-] {+new+}."""
    found = Text()
    for op, piece in pieces(runs):
        found.append(_safe(piece), style=STYLES[op])
    return found


def _line(diff: Diff, item: Item) -> Text:
    row = diff.rows[item.row]
    if item.left:
        return Text(f"  (a paragraph stood here that moved: {_start(row)})", style="dim")
    label = "(moved) " if row.moved else ""
    sign = Text(f"{SIGNS[row.kind]} {label}", style="bold")
    body = marked(row.runs) if row.kind is not RowKind.EQUAL else Text(_safe("".join(r.new for r in row.runs)))
    if row.kind is RowKind.EQUAL:
        body.stylize("dim")
    return sign + body


def _start(row: Row) -> str:
    text = _safe("".join(run.new for run in row.runs))
    return f"{text[:50]}..." if len(text) > 50 else text  # noqa: PLR2004 - characters


def _safe(text: str) -> str:
    """The text without characters that move a terminal's cursor, change its state or the order of what it shows."""
    return text.translate(_CONTROLS)
