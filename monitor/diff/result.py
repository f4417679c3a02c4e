"""What a comparison gives: rows of paragraphs, each with its runs of equal, deleted and inserted words.

Everything else derives from it: pages, feeds, mails, the JSON document, kinds of change and the summary.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

from monitor.model import BlockKind, Stats

BY_POSITION: Final = "paragraphs compared by position: "  # a reason of the weight, where the diff failed its check


class Op(StrEnum):
    """What happened to the words of a run."""

    EQUAL = "equal"
    DELETE = "delete"
    INSERT = "insert"


class RowKind(StrEnum):
    """What happened to the paragraphs of a row."""

    EQUAL = "equal"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    SPLIT = "split"  # one old paragraph, several new ones
    MERGED = "merged"  # several old paragraphs, one new one (or several)


class Run(NamedTuple):
    """Words in a row that share a fate, exact as published; of an equal run both sides may differ in typography."""

    op: Op
    old: str
    new: str


class Row(NamedTuple):
    """Paragraphs that belong together; `old` and `new` are their indexes, from 0.

    The `old` (`new`) of the runs, concatenated, give the old (new) paragraphs joined by a line break.
    """

    kind: RowKind
    moved: bool
    old: tuple[int, ...]
    new: tuple[int, ...]
    runs: tuple[Run, ...]
    typography: bool = False  # the same words in other quotes, dashes, spaces or invisible characters


@dataclass(frozen=True, slots=True)
class Finding:
    """A kind of change and the words that show it."""

    kind: str
    place: str  # title | standfirst | authors | body
    row: int  # of the body, -1 elsewhere
    old: str  # the words as they were, "" if there were none
    new: str
    before: str = ""  # a few words of the new text before them
    after: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts: its paragraphs as published and what kind each is (empty = all plain)."""

    title: str
    paragraphs: tuple[str, ...]
    kinds: tuple[BlockKind, ...] = ()
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""

    def kind(self, index: int) -> BlockKind:
        """The kind of the paragraph at this index."""
        return self.kinds[index] if self.kinds else BlockKind.PARAGRAPH


@dataclass(frozen=True)
class Diff:
    """What changed from one text to another. Every paragraph of each side is in exactly one row."""

    title: tuple[Run, ...]
    rows: tuple[Row, ...]
    stats: Stats
    old: Side
    new: Side
    standfirst: tuple[Run, ...] = ()
    authors: tuple[Run, ...] = ()
    fallback: str = ""  # why whole paragraphs are shown instead of words: the self-check failed; "" = it did not

    @cached_property
    def evidence(self) -> tuple[Finding, ...]:
        """What kinds of change there are and where each shows; worked out when first asked for."""
        from monitor.diff.kinds.finding import findings

        return findings(self)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of change, each once, in the order of the table of kinds."""
        from monitor.diff.kinds import ORDER

        found = {finding.kind for finding in self.evidence}
        return tuple(kind for kind in ORDER if kind in found)

    @property
    def is_empty(self) -> bool:
        """True if not a word differs: at most typography does."""
        runs = (*self.title, *self.standfirst, *self.authors)
        return all(row.kind is RowKind.EQUAL and not row.moved for row in self.rows) and all(
            run.op is Op.EQUAL for run in runs
        )
