"""The diff as escaped HTML fragments.

Classes: `diff` on the outermost element with `diff-side`, `diff-inline` or `diff-changes`; `row` with its kind
(`row-equal`, `row-changed`, `row-added`, `row-removed`, `row-split`, `row-merged`) and `row-moved`; `cell-old` and
`cell-new` in a side by side table; `fold` around unchanged rows, `fold-count` on its label; `moved-from` and
`moved-to` on the links between the two places of a moved paragraph; `sign` on the + and - signs and `said` on words
that only screen readers should read. Deleted words are in <del>, inserted ones in <ins>, always with a space between
them.
Rows have ids: `d-r7` is row 7, `d-r7-from` the place that its moved paragraph left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Literal

from monitor.diff.render.text import marked
from monitor.diff.result import Diff, Op, Row, RowKind, Run


def side_by_side(diff: Diff, *, language: str = "", prefix: str = "d") -> str:
    """A table of two columns, one row per group of paragraphs."""
    body = "".join(
        f'<tr id="{prefix}-r{n}" class="{_classes(row)}">'
        f'<td class="cell-old"{_lang(language)}>{_one_side(row.runs, Op.DELETE)}</td>'
        f'<td class="cell-new"{_lang(language)}>{_one_side(row.runs, Op.INSERT)}</td></tr>'
        for n, row in enumerate(diff.rows)
    )
    return f'<table class="diff diff-side"><tbody>{body}</tbody></table>'


def inline(diff: Diff, *, language: str = "", prefix: str = "d") -> str:
    """One column with deletions and insertions in place."""
    body = "".join(_paragraph(n, row, language, prefix) for n, row in enumerate(diff.rows))
    return f'<div class="diff diff-inline">{body}</div>'


def changes_only(diff: Diff, *, language: str = "", prefix: str = "d") -> str:
    """The rows that changed, inline."""
    changed = ((n, row) for n, row in enumerate(diff.rows) if row.kind is not RowKind.EQUAL or row.moved)
    body = "".join(_paragraph(n, row, language, prefix) for n, row in changed)
    return f'<div class="diff diff-changes">{body}</div>'


def title(diff: Diff) -> str:
    """The headline with its marks, without an element around it."""
    return "".join(_marks(diff.title))


def for_feed(diff: Diff, *, marks: Literal["html", "text"] = "html") -> str:
    """What changed, for feed readers: no classes or styles needed; with marks="text" also readable without tags."""
    rows = [diff.title] if any(run.op is not Op.EQUAL for run in diff.title) else []
    rows += [row.runs for row in diff.rows if row.kind is not RowKind.EQUAL or row.moved]
    if marks == "text":
        return "".join(f"<p>{escape(marked(runs))}</p>" for runs in rows)
    return "".join(f"<p>{''.join(_marks(runs))}</p>" for runs in rows)


def _classes(row: Row) -> str:
    return f"row row-{row.kind.value}" + (" row-moved" if row.moved else "")


def _lang(language: str) -> str:
    return f' lang="{escape(language)}" dir="auto"' if language else ' dir="auto"'


def _paragraph(number: int, row: Row, language: str, prefix: str) -> str:
    return f'<p id="{prefix}-r{number}" class="{_classes(row)}"{_lang(language)}>{"".join(_marks(row.runs))}</p>'


def _marks(runs: Iterable[Run]) -> Iterator[str]:
    for run in runs:
        text = run.old if run.op is Op.DELETE else run.new
        bare = text.rstrip()
        if run.op is Op.EQUAL:
            yield escape(text)
        else:
            tag = "del" if run.op is Op.DELETE else "ins"
            yield f" <{tag}>{escape(bare)}</{tag}> "


def _one_side(runs: Iterable[Run], op: Op) -> str:
    return "".join(
        _marks(Run(r.op, r.old, r.old if op is Op.DELETE else r.new) for r in runs if r.op in (Op.EQUAL, op))
    )
