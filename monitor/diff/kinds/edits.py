"""The single edits of a diff: what stood where, what stands there now, and the kept words around."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import count
from typing import Final

from monitor.diff.result import Diff, Op, Row, RowKind, Run
from monitor.diff.tidy import Block
from monitor.diff.tokens import tokens
from monitor.diff.words import common
from monitor.snapshot import fold_signs

_INSIDE_NUMBERS: Final = frozenset("/-.:")
MANY: Final = 3_000  # edits of a diff that are looked at one by one
FINE: Final = 30  # tokens: up to here a replacement is cut at every word that both sides share
CONTEXT: Final = 24  # characters of kept text around an edit


@dataclass(frozen=True)
class Edit:
    """One replacement, deletion or insertion inside a text that stayed, or a whole paragraph come or gone."""

    place: str  # title | standfirst | authors | body
    row: int  # -1 outside the body
    old: str
    new: str
    old_at: int  # where it begins in the row's old text
    new_at: int
    old_text: str  # the row's whole old text, its signs folded
    new_text: str
    before: str = ""  # whole words that were kept right before it, signs folded
    after: str = ""
    whole: bool = False  # a paragraph that was added or removed

    @cached_property
    def old_keys(self) -> list[str]:
        """Tokens of what stood there."""
        return tokens(self.old).keys

    @cached_property
    def new_keys(self) -> list[str]:
        """Tokens of what stands there now."""
        return tokens(self.new).keys

    @property
    def is_replacement(self) -> bool:
        """True if something stood there and something stands there now."""
        return bool(self.old_keys and self.new_keys)

    @property
    def size(self) -> int:
        """Tokens of its larger side."""
        return max(len(self.old_keys), len(self.new_keys))

    @cached_property
    def old_window(self) -> str:
        """What stood there, with the kept words around it."""
        return f"{self.before}{fold_signs(self.old)}{self.after}"

    @cached_property
    def new_window(self) -> str:
        """What stands there now, with the kept words around it."""
        return f"{self.before}{fold_signs(self.new)}{self.after}"


def edits(diff: Diff) -> Iterator[Edit]:
    """All edits: of the headline, the standfirst, the authors, then of the body in order."""
    left = count(MANY, -1)
    more = True
    for place, runs in (("title", diff.title), ("standfirst", diff.standfirst), ("authors", diff.authors)):
        yield from _inside(place, -1, runs, left)
    for number, row in enumerate(diff.rows):
        if row.kind in (RowKind.ADDED, RowKind.REMOVED):
            yield _whole(number, row)
        elif row.kind is not RowKind.EQUAL and more:
            yield from _inside("body", number, row.runs, left)
            more = next(left) > 0


def _whole(number: int, row: Row) -> Edit:
    old = "".join(run.old for run in row.runs)
    new = "".join(run.new for run in row.runs)
    return Edit("body", number, old, new, 0, 0, fold_signs(old), fold_signs(new), whole=True)


def _inside(place: str, number: int, runs: Sequence[Run], left: Iterator[int]) -> Iterator[Edit]:
    """The edits of one text: each stretch of deletions and insertions between two kept runs; the rest as one."""
    if all(run.op is Op.EQUAL for run in runs):
        return
    old_text = fold_signs("".join(run.old for run in runs))
    new_text = fold_signs("".join(run.new for run in runs))
    i = j = 0
    old = new = kept = ""
    for run in (*runs, Run(Op.EQUAL, "", "")):
        if run.op is Op.DELETE:
            old += run.old
        elif run.op is Op.INSERT:
            new += run.new
        else:
            if (old or new) and next(left) <= 0:
                yield Edit(place, number, old_text[i:], new_text[j:], i, j, old_text, new_text)
                return
            if old or new:
                around = _last_words(fold_signs(kept)), _first_words(fold_signs(run.new))
                yield from _parts(Edit(place, number, old, new, i, j, old_text, new_text, *around))
            i, j = i + len(old) + len(run.old), j + len(new) + len(run.new)
            old, new, kept = "", "", run.new


def _parts(edit: Edit) -> Iterator[Edit]:
    """A short replacement cut at the words that both sides share: shown as replaced as a whole, they say nothing."""
    if not edit.is_replacement or edit.size > FINE:
        yield edit
        return
    left, right = tokens(edit.old), tokens(edit.new)
    ends = (len(left.keys), len(right.keys), 0)
    i = j = 0
    before = edit.before
    shared = [block for block in common(left.keys, right.keys) if not _joins_numbers(left.keys, block)]
    for i2, j2, n in (*shared, ends):
        kept = fold_signs(right.slice(j2, j2 + n))
        if i < i2 or j < j2:
            yield replace(
                edit,
                old=left.slice(i, i2),
                new=right.slice(j, j2),
                old_at=edit.old_at + left.starts[i],
                new_at=edit.new_at + right.starts[j],
                before=before,
                after=_first_words(kept) if n else edit.after,
            )
        before = _last_words(kept)
        i, j = i2 + n, j2 + n


def _joins_numbers(keys: Sequence[str], block: Block) -> bool:
    """True for the one mark inside "23/04": what stands around it belongs together."""
    return block[2] == 1 and keys[block[0]] in _INSIDE_NUMBERS


def _last_words(text: str) -> str:
    if len(text) <= CONTEXT:
        return text
    cut = text[-CONTEXT:]
    return cut[cut.find(" ") + 1 :]


def _first_words(text: str) -> str:
    if len(text) <= CONTEXT:
        return text
    cut = text[:CONTEXT]
    space = cut.rfind(" ")
    return cut[:space] if space > 0 else cut
