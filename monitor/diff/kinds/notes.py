"""What the page itself says about being changed: correction notes, and times that a reader can see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from monitor.diff.kinds.edits import Edit
from monitor.diff.kinds.lexicon import Lexicon, lexicons, of_code
from monitor.diff.result import Diff, Row, RowKind
from monitor.model import BlockKind
from monitor.snapshot import fold_signs

TIME_LINE: Final = 14  # words
LINE: Final = 400  # characters
ENDS: Final = 20_000  # characters of a very long paragraph, at each end, where a note is looked for
BYLINE: Final = 10
TOP: Final = 3  # paragraphs among which a byline stands


def is_note(text: str, lexicon: Lexicon | None) -> bool:
    """True if a paragraph (its signs folded) says that the article was corrected, clarified, amended or updated."""
    return any(one.notices.search(text) for one in _lists(lexicon)) and not is_time_line(text, lexicon)


def is_time_line(text: str, lexicon: Lexicon | None) -> bool:
    """True if a short paragraph says when the page was published or updated, and nothing else."""
    if len(text) > LINE or len(text.split()) > TIME_LINE or not any(sign.isdigit() for sign in text):
        return False
    return any(one.time_lines.search(text) for one in _lists(lexicon)) and not any(
        one.notices.search(text) and ":" in text[:16] and len(text.split()) > TIME_LINE // 2 for one in _lists(lexicon)
    )


def _lists(lexicon: Lexicon | None) -> Sequence[Lexicon]:
    return (lexicon,) if lexicon else tuple(lexicons())


def notes(diff: Diff, edits: Sequence[Edit], lexicon: Lexicon | None) -> Iterator[tuple[str, Edit]]:
    """("correction_notice" or "visible_time", edit) for each edit that makes, changes or removes such a line."""
    for edit in edits:
        if edit.place != "body":
            continue
        row = diff.rows[edit.row]
        if is_time_line(edit.new_text or edit.old_text, lexicon):
            yield "visible_time", edit
        elif _is_correction_block(diff, row) or _says_so(edit, lexicon):
            yield "correction_notice", edit


def _is_correction_block(diff: Diff, row: Row) -> bool:
    return any(diff.new.kind(j) is BlockKind.CORRECTION for j in row.new)


def _says_so(edit: Edit, lexicon: Lexicon | None) -> bool:
    """True if what came is, or belongs to, the line that says so."""
    if edit.whole:
        return is_note(edit.new_text[:ENDS], lexicon)
    spans = _notice_spans(edit.new_text, lexicon.code if lexicon else "")
    return bool(spans and edit.new_keys) and any(_sentence_holds(edit, *span) for span in spans)


@lru_cache(maxsize=64)
def _notice_spans(text: str, code: str) -> tuple[tuple[int, int], ...]:
    """Where a text says so; asked once for all edits of a paragraph."""
    ends = ((0, text),) if len(text) <= 2 * ENDS else ((0, text[:ENDS]), (len(text) - ENDS, text[-ENDS:]))
    return tuple(
        (match.start() + offset, match.end() + offset)
        for offset, part in ends
        for one in _lists(of_code(code))
        for match in one.notices.finditer(part)
    )


def _sentence_holds(edit: Edit, begin: int, end: int) -> bool:
    """True if the edit lies in the sentence that says so, or anywhere in a line that begins with it."""
    text = edit.new_text
    stop = min((at for sign in ".!?。" if (at := text.find(sign, end)) >= 0), default=len(text))
    return begin == 0 or (begin < edit.new_at + len(edit.new) and edit.new_at <= stop)


def is_byline(row: Row, text: str, lexicon: Lexicon | None) -> bool:
    """True if a short paragraph near the top names the authors."""
    place = min((*row.old, *row.new), default=TOP)
    if place >= TOP or len(text) > LINE or len(text.split()) > BYLINE or row.kind is RowKind.EQUAL:
        return False
    return any(one.bylines.search(fold_signs(text)) for one in _lists(lexicon))
