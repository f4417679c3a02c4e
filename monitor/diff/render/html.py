"""The diff as escaped HTML fragments; they need no JavaScript, and read well without a style sheet.

Classes: `diff-view` around a whole view; `diff` with `diff-side`, `diff-inline` or `diff-changes` on each table or
block in it; `row` with its kind (`row-equal`, `row-changed`, `row-added`, `row-removed`, `row-split`, `row-merged`),
`row-moved` on a row whose paragraph stands elsewhere now, `row-left` on the place that it left and `row-typography`
where only quotes, dashes or spaces differ; `cell-old` and `cell-new`; `fold` on the <details> around unchanged rows
and `fold-count` on its label; `moved-from` and `moved-to` on the links between both places of a moved paragraph; `flag`
on a short remark; `sign` on + and - signs; `letters` on the letters of a spelling fix; `said` on words that only screen
readers should read. Rows have ids: `d-r7` is row 7, `d-r7-from` the place that its moved paragraph left.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Literal

from monitor.diff.render import marks as marked
from monitor.diff.render.order import Item, Stretch, is_quiet, items, stretches
from monitor.diff.render.text import marked as wdiff_line
from monitor.diff.result import Diff, Op, Row, RowKind, Run


def side_by_side(diff: Diff, *, language: str = "", prefix: str = "d") -> str:
    """Two columns, one row per group of paragraphs; unchanged stretches folded behind a counter."""
    return _view(diff, (_stretch(diff, one, _Page(language, prefix)) for one in stretches(diff)))


def inline(diff: Diff, *, language: str = "", prefix: str = "d") -> str:
    """One column with deletions and insertions in place; unchanged stretches folded behind a counter."""
    page = _Page(language, prefix)
    parts = (
        _fold(one, f'<div class="diff diff-inline">{"".join(page.paragraph(diff, item) for item in one.items)}</div>')
        for one in stretches(diff)
    )
    return _view(diff, parts)


def changes_only(diff: Diff, *, language: str = "", prefix: str = "d") -> str:
    """The rows that changed, inline."""
    page = _Page(language, prefix)
    body = "".join(page.paragraph(diff, item) for item in items(diff) if not is_quiet(diff, item))
    return _view(diff, [f'<div class="diff diff-changes">{body}</div>'])


def title(diff: Diff) -> str:
    """The headline with its marks, without an element around it."""
    return marked.rich(diff.title)


def standfirst(diff: Diff) -> str:
    """The standfirst with its marks, without an element around it."""
    return marked.rich(diff.standfirst)


def for_feed(diff: Diff, *, marks: Literal["html", "text"] = "html") -> str:
    """What changed, for feed readers and mail: no classes or styles; with marks="text" readable without tags too."""
    heads = [
        runs for runs in (diff.title, diff.standfirst, diff.authors) if any(run.op is not Op.EQUAL for run in runs)
    ]
    found = [f"<p><strong>{_feed_line(runs, marks)}</strong></p>" for runs in heads]
    for row in diff.rows:
        if row.kind is not RowKind.EQUAL:
            found += [f"<p>{_moved_word(row)}{_feed_line(one, marks)}</p>" for one in marked.paragraphs(row.runs)]
        elif row.moved:
            text = "".join(run.new for run in row.runs)
            found.append(f"<p>{_moved_word(row)}{escape(text)}</p>")
    return "".join(found) or "<p>No words changed.</p>"


def _feed_line(runs: Iterable[Run], marks: Literal["html", "text"]) -> str:
    listed = list(runs)
    return escape(wdiff_line(listed)) if marks == "text" else marked.plain(listed)


def _moved_word(row: Row) -> str:
    return "<em>Moved:</em> " if row.moved else ""


def _view(diff: Diff, parts: Iterable[str]) -> str:
    note = (
        "" if not diff.fallback else '<p class="flag">Shown paragraph by paragraph: the word by word view failed.</p>'
    )
    return f'<div class="diff-view">{note}{"".join(parts)}</div>'


def _stretch(diff: Diff, one: Stretch, page: _Page) -> str:
    body = "".join(page.row(diff, item) for item in one.items)
    return _fold(one, f'<table class="diff diff-side"><tbody>{body}</tbody></table>')


def _fold(one: Stretch, inner: str) -> str:
    if not one.folded:
        return inner
    count = len(one.items)
    label = f"{count} unchanged paragraph{'s' if count > 1 else ''}"
    return f'<details class="fold"><summary class="fold-count">{label}</summary>{inner}</details>'


class _Page:
    """How rows are written on one page: the language of the text and the beginning of all ids."""

    def __init__(self, language: str, prefix: str) -> None:
        self.lang = f' lang="{escape(language)}" dir="auto"' if language else ' dir="auto"'
        self.prefix = escape(prefix)

    def row(self, diff: Diff, item: Item) -> str:
        """A table row with both sides, or the place that a moved paragraph left."""
        row = diff.rows[item.row]
        old = self._cell(row, Op.DELETE) if row.old and (item.left or not row.moved) else ""
        new = self._cell(row, Op.INSERT) if row.new and not item.left else ""
        old, new = (old + self._link(item), new) if item.left else (old, new)
        if row.moved and not item.left:
            old, new = self._cell(row, Op.DELETE) if row.kind is not RowKind.EQUAL else "", self._link(item) + new
        return (
            f'<tr id="{self._id(item)}" class="{_classes(row, item)}">'
            f'<td class="cell-old">{old}</td><td class="cell-new">{new}{_flag(row)}</td></tr>'
        )

    def paragraph(self, diff: Diff, item: Item) -> str:
        """The paragraphs of a row with marks in place, or the link from where a moved one stood."""
        row = diff.rows[item.row]
        head = f'<div id="{self._id(item)}" class="{_classes(row, item)}">'
        link = self._link(item) if row.moved else ""
        if item.left:
            return f"{head}{link}</div>"
        body = "".join(f"<p{self.lang}>{marked.rich(one)}</p>" for one in marked.paragraphs(row.runs))
        return f"{head}{link}{body}{_flag(row)}</div>"

    def _cell(self, row: Row, side: Op) -> str:
        return "".join(f"<p{self.lang}>{marked.rich(one)}</p>" for one in marked.paragraphs(row.runs, side))

    def _id(self, item: Item) -> str:
        return f"{self.prefix}-r{item.row}" + ("-from" if item.left else "")

    def _link(self, item: Item) -> str:
        if item.left:
            return f'<a class="moved-to" href="#{self.prefix}-r{item.row}">moved: see where it stands now</a>'
        return f'<a class="moved-from" href="#{self.prefix}-r{item.row}-from">moved: see where it stood before</a>'


def _classes(row: Row, item: Item) -> str:
    names = ["row", f"row-{row.kind.value}"]
    names += ["row-moved"] if row.moved and not item.left else []
    names += ["row-left"] if item.left else []
    names += ["row-typography"] if row.typography else []
    return " ".join(names)


def _flag(row: Row) -> str:
    return '<p class="flag">only typography differs</p>' if row.typography else ""
