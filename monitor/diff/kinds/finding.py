"""What kind of change it is: several labels at once, each with the words that show it; always the same ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from monitor.diff.kinds import notes, quotes
from monitor.diff.kinds.edits import Edit, edits
from monitor.diff.kinds.lexicon import Lexicon, lexicon_of, words_for
from monitor.diff.kinds.rules import RULES, is_much
from monitor.diff.result import Diff, Finding, Op, RowKind
from monitor.model import BlockKind

_ROWS: Final = {
    RowKind.ADDED: "paragraph_added",
    RowKind.REMOVED: "paragraph_removed",
    RowKind.SPLIT: "paragraph_split",
    RowKind.MERGED: "paragraph_merged",
}
_MEANT: Final = frozenset({"date", "number", "attribution", "hedge", "negation"})  # then it is no slip of spelling
LONG: Final = 20_000  # characters: a longer edit is other wording, whatever else it is
_BLOCKS: Final = {BlockKind.CAPTION: "caption", BlockKind.STANDFIRST: "standfirst"}
_PLACES: Final = {"title": "headline", "standfirst": "standfirst", "authors": "byline"}


def findings(diff: Diff) -> tuple[Finding, ...]:
    """Every kind of change in a diff with its evidence, in the order of the text."""
    lexicon = _lexicon(diff)
    found = list(edits(diff))
    told = [*notes.notes(diff, found, lexicon)]
    lines = {id(edit) for _, edit in told}
    all_found = [_finding(kind, edit) for kind, edit in told]
    all_found += [
        _finding(kind, edit) for edit in found if id(edit) not in lines for kind in _of_edit(edit, diff, lexicon)
    ]
    all_found += _of_rows(diff)
    if told and all(kind == "visible_time" for kind, _ in told) and len(told) == len(found):
        all_found.append(Finding("timestamp_only", "body", told[0][1].row, told[0][1].old, told[0][1].new))
    return tuple(all_found)


def _lexicon(diff: Diff) -> Lexicon | None:
    sample = " ".join((diff.new.title, *diff.new.paragraphs[:20], *diff.old.paragraphs[:20]))
    return lexicon_of(diff.new.language or diff.old.language, sample)


def _of_edit(edit: Edit, diff: Diff, lexicon: Lexicon | None) -> Iterator[str]:
    if edit.place in _PLACES:
        yield _PLACES[edit.place]
        if edit.place == "authors":
            return
    elif notes.is_byline(diff.rows[edit.row], edit.new_text or edit.old_text, lexicon):
        yield "byline"
        return
    if max(len(edit.old), len(edit.new)) > LONG:
        if not edit.whole or quotes.has_long_quote((edit.old_text or edit.new_text)[:LONG]):
            yield "quote" if edit.whole else "wording"
        return
    kinds = [
        kind for kind, holds in RULES.items() if holds(edit, words_for(diff.new.language or diff.old.language, lexicon))
    ]
    yield from _plain(kinds)
    if not edit.whole and (not kinds or ("link" not in kinds and is_much(edit))):
        yield "wording"


def _plain(kinds: Sequence[str]) -> Iterator[str]:
    """The kinds without those that another one explains: the words of an address, the letters of a date."""
    if "link" in kinds:
        yield "link"
        return
    for kind in kinds:
        explained = (kind == "spelling" and _MEANT.intersection(kinds)) or (kind == "name" and "case" in kinds)
        if not explained:
            yield kind


def _of_rows(diff: Diff) -> Iterator[Finding]:
    for number, row in enumerate(diff.rows):
        old = "\n".join(diff.old.paragraphs[i] for i in row.old)
        new = "\n".join(diff.new.paragraphs[j] for j in row.new)
        kinds = [_ROWS[row.kind]] if row.kind in _ROWS else []
        if row.moved:
            kinds.append("paragraph_moved")
        if row.typography:
            kinds.append("typography")
        if row.kind is not RowKind.EQUAL:
            kinds += [name for kind, name in _BLOCKS.items() if _is_of(kind, diff, row.old, row.new)]
        for kind in kinds:
            yield Finding(kind, "body", number, old, new)
    for place, runs in (("title", diff.title), ("standfirst", diff.standfirst)):
        if any(run.op is Op.EQUAL and run.old.rstrip() != run.new.rstrip() for run in runs):
            yield Finding("typography", place, -1, "".join(r.old for r in runs), "".join(r.new for r in runs))


def _is_of(kind: BlockKind, diff: Diff, old: Sequence[int], new: Sequence[int]) -> bool:
    return any(diff.old.kind(i) is kind for i in old) or any(diff.new.kind(j) is kind for j in new)


def _finding(kind: str, edit: Edit) -> Finding:
    return Finding(kind, edit.place, edit.row, edit.old.strip(), edit.new.strip(), edit.before, edit.after)
