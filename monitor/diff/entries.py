"""Live blogs: what came, went and changed, entry by entry; an entry that is new is no edit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from monitor.model import Block, Mark, PageType, Text
from monitor.snapshot import fold

ADDED: Final = "entry_added"
REMOVED: Final = "entry_removed"


@dataclass(frozen=True, slots=True)
class Entries:
    """Two texts of a live blog without the entries that only the flow of the page took in or pushed out."""

    old: Text
    new: Text
    added: int = 0
    removed: int = 0

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of change that are told of whole entries."""
        return frozenset([ADDED] * bool(self.added) + [REMOVED] * bool(self.removed))

    @property
    def is_growth(self) -> bool:
        """True if nothing but new entries came."""
        return self.added > 0 and not self.removed and _pieces(self.old) == _pieces(self.new)


def entries_of(old: Text, new: Text) -> Entries:
    """The two texts as they are to be compared; as they are if they are not both live blogs."""
    if old.type is not PageType.LIVE or new.type is not PageType.LIVE or not (old.marks and new.marks):
        return Entries(old, new)
    before, after = [m.name for m in old.marks if m.name], [m.name for m in new.marks if m.name]
    added = frozenset(after) - frozenset(before)
    gone = frozenset(before) - frozenset(after)
    slid = _slid_off(before, gone) if added else frozenset()
    return Entries(_without(old, slid), _without(new, added), len(added), len(gone - slid))


def _slid_off(before: list[str], gone: frozenset[str]) -> frozenset[str]:
    """The entries that the page no longer shows because it shows the newest only: all those at one of its ends."""
    for ordered in (before, before[::-1]):
        tail = []
        for name in reversed(ordered):
            if name not in gone:
                break
            tail.append(name)
        if len(tail) == len(gone):
            return frozenset(tail)
    return frozenset()


def _without(text: Text, names: frozenset[str]) -> Text:
    """The text without these entries."""
    blocks: list[Block] = list(text.blocks[: text.marks[0].first])
    marks: list[Mark] = []
    ends = [mark.first for mark in text.marks[1:]] + [len(text.blocks)]
    for mark, end in zip(text.marks, ends, strict=True):
        if mark.name not in names:
            marks.append(Mark(mark.name, len(blocks)))
            blocks += text.blocks[mark.first : end]
    return replace(text, blocks=tuple(blocks), marks=tuple(marks))


def _pieces(text: Text) -> list[str]:
    return [fold(text.title), fold(text.standfirst), *(fold(block.text) for block in text.blocks)]
