"""From two texts to the Diff between them."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from monitor.diff import align, check, seams, words
from monitor.diff.align import Group
from monitor.diff.result import Diff, Op, Row, RowKind, Run, Side
from monitor.diff.tokens import count_words
from monitor.diff.words import Compared
from monitor.model import Stats, Text

MOST: Final = 250_000  # paragraphs of both sides: more are no article, and are shown by position


def compare(old: Text, new: Text) -> Diff:
    """What changed from one text of an article to another."""
    return between(_side(old), _side(new))


def compare_paragraphs(old: Sequence[str], new: Sequence[str], *, old_title: str = "", new_title: str = "") -> Diff:
    """What changed from one list of paragraphs to another."""
    return between(Side(old_title, tuple(old)), Side(new_title, tuple(new)))


def between(old: Side, new: Side) -> Diff:
    """What changed from one side to the other."""
    with _collector_paused():
        rows, fallback = _checked(old.paragraphs, new.paragraphs)
    title = words.runs(old.title, new.title)
    standfirst = words.runs(old.standfirst, new.standfirst)
    authors = words.runs(", ".join(old.authors), ", ".join(new.authors))
    stats = _stats((title, standfirst, authors, *(row.runs for row in rows)))
    return Diff(title, rows, stats, old, new, standfirst, authors, fallback)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Python's cycle collector rests meanwhile: a comparison makes no cycles, but many small records at once."""
    pause = gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.enable()


def _checked(old: Sequence[str], new: Sequence[str]) -> tuple[tuple[Row, ...], str]:
    """The rows of two texts; if they do not give both texts back, rows by position, and why."""
    if len(old) + len(new) > MOST:
        return check.by_position(old, new), "too many paragraphs"
    rows = _rows(old, new)
    fault = check.fault(rows, old, new)
    return (check.by_position(old, new), fault) if fault else (rows, "")


def _rows(old: Sequence[str], new: Sequence[str]) -> tuple[Row, ...]:
    """The rows in reading order. The work is done in one direction, so that the way back shows the same words."""
    if tuple(old) > tuple(new):
        turned = [(align.mirrored(group), pair and pair.mirrored()) for group, pair in _pairs(new, old)]
        words_of = {id(group): pair for group, pair in turned}
        ordered = [(group, words_of[id(group)]) for group in align.reading_order([group for group, _ in turned])]
    else:
        ordered = _pairs(old, new)
    return tuple([_row(group, pair, old, new) for group, pair in ordered])


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[Group, Compared | None]]:
    """The groups in order, each with its words compared; None where there is nothing to compare."""
    groups = align.groups(old, new)
    known: dict[tuple[str, str], Compared] = {}
    pairs = [None if group.same else _compared(group, old, new, known) for group in groups]
    seams.dissolve(pairs, align.follows(groups))
    for group, pair in zip(groups, pairs, strict=True):
        if group.moved and pair:
            seams.dissolve_ends(pair)
    return list(zip(groups, pairs, strict=True))


def _side(text: Text) -> Side:
    return Side(
        title=text.title,
        paragraphs=tuple(block.text for block in text.blocks),
        kinds=tuple(block.kind for block in text.blocks),
        standfirst=text.standfirst,
        authors=text.authors,
        language=text.language,
    )


def _compared(group: Group, old: Sequence[str], new: Sequence[str], known: dict[tuple[str, str], Compared]) -> Compared:
    """The words of a group compared; the same two texts once only, however often they stand there."""
    texts = _text(old, group.old), _text(new, group.new)
    found = known.get(texts)
    if found is not None:
        return found.again()
    found = known[texts] = words.compared(*texts)
    return found


def _text(paragraphs: Sequence[str], indexes: tuple[int, ...]) -> str:
    return paragraphs[indexes[0]] if len(indexes) == 1 else "\n".join([paragraphs[at] for at in indexes])


def _row(group: Group, pair: Compared | None, old: Sequence[str], new: Sequence[str]) -> Row:
    if pair is None:
        before, after = old[group.old[0]], new[group.new[0]]
        same = (Run(Op.EQUAL, before, after),) if before or after else ()
        return Row(RowKind.EQUAL, group.moved, group.old, group.new, same, typography=before != after)
    runs = pair.runs()
    shown = pair.old.replace("\n", " ") != pair.new.replace("\n", " ")  # a paragraph's end is no typography
    typography = shown and all(run.op is Op.EQUAL for run in runs)
    return Row(_row_kind(group, runs), group.moved, group.old, group.new, runs, typography)


def _row_kind(group: Group, runs: Sequence[Run]) -> RowKind:
    if not group.old:
        return RowKind.ADDED
    if not group.new:
        return RowKind.REMOVED
    if len(group.old) > 1:
        return RowKind.MERGED
    if len(group.new) > 1:
        return RowKind.SPLIT
    return RowKind.EQUAL if all(run.op is Op.EQUAL for run in runs) else RowKind.CHANGED


def _stats(texts: Iterable[Sequence[Run]]) -> Stats:
    kept = removed = added = 0  # characters
    words_removed = words_added = 0
    for runs in texts:
        for op, old, new in runs:
            if op is Op.EQUAL:
                kept += len(new)
            elif op is Op.DELETE:
                removed += len(old)
                words_removed += count_words(old)
            else:
                added += len(new)
                words_added += count_words(new)
    total = 2 * kept + removed + added
    return Stats(words_added, words_removed, round(2 * kept / total, 4) if total else 1.0)
