"""From two texts to the Diff between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.diff import align, words
from monitor.diff.result import Diff, Op, Row, RowKind, Run, Side
from monitor.diff.tokens import count_words
from monitor.model import Stats, Text


def compare(old: Text, new: Text) -> Diff:
    """What changed from one text of an article to another."""
    return between(_side(old), _side(new))


def compare_paragraphs(old: Sequence[str], new: Sequence[str], *, old_title: str = "", new_title: str = "") -> Diff:
    """What changed from one list of paragraphs to another."""
    return between(Side(old_title, tuple(old)), Side(new_title, tuple(new)))


def between(old: Side, new: Side) -> Diff:
    """What changed from one side to the other."""
    rows = tuple(_row(group, old, new) for group in align.groups(old.paragraphs, new.paragraphs))
    title = words.runs(old.title, new.title)
    standfirst = words.runs(old.standfirst, new.standfirst)
    authors = words.runs(", ".join(old.authors), ", ".join(new.authors))
    kinds = _kinds(title, rows)
    return Diff(
        title, rows, kinds, _stats((title, standfirst, *(row.runs for row in rows))), old, new, standfirst, authors
    )


def _side(text: Text) -> Side:
    return Side(
        title=text.title,
        paragraphs=tuple(block.text for block in text.blocks),
        kinds=tuple(block.kind for block in text.blocks),
        standfirst=text.standfirst,
        authors=text.authors,
        language=text.language,
    )


def _row(group: align.Group, old: Side, new: Side) -> Row:
    if group.same:
        before, after = old.paragraphs[group.old[0]], new.paragraphs[group.new[0]]
        same = (Run(Op.EQUAL, before, after),) if before or after else ()
        return Row(RowKind.EQUAL, group.moved, group.old, group.new, same, typography=before != after)
    before = "\n".join(old.paragraphs[i] for i in group.old)
    after = "\n".join(new.paragraphs[j] for j in group.new)
    runs = words.runs(before, after)
    return Row(_row_kind(group, runs), group.moved, group.old, group.new, runs, typography=_is_typography(runs, before, after))


def _row_kind(group: align.Group, runs: Sequence[Run]) -> RowKind:
    if not group.old:
        return RowKind.ADDED
    if not group.new:
        return RowKind.REMOVED
    if len(group.old) > 1:
        return RowKind.MERGED
    if len(group.new) > 1:
        return RowKind.SPLIT
    return RowKind.EQUAL if all(run.op is Op.EQUAL for run in runs) else RowKind.CHANGED


def _is_typography(runs: Sequence[Run], before: str, after: str) -> bool:
    return before != after and all(run.op is Op.EQUAL for run in runs)


def _kinds(title: Sequence[Run], rows: Sequence[Row]) -> tuple[str, ...]:
    found = ["headline"] if any(run.op is not Op.EQUAL for run in title) else []
    found += [f"paragraph_{row.kind}" for row in rows if row.kind not in (RowKind.EQUAL, RowKind.CHANGED)]
    return tuple(dict.fromkeys(found))


def _stats(texts: Iterable[Sequence[Run]]) -> Stats:
    size = dict.fromkeys(Op, 0)
    words_of = dict.fromkeys(Op, 0)
    for runs in texts:
        for run in runs:
            text = run.new or run.old
            size[run.op] += len(text)
            if run.op is not Op.EQUAL:
                words_of[run.op] += count_words(text)
    total = 2 * size[Op.EQUAL] + size[Op.DELETE] + size[Op.INSERT]
    similarity = 2 * size[Op.EQUAL] / total if total else 1.0
    return Stats(words_of[Op.INSERT], words_of[Op.DELETE], round(similarity, 4))
