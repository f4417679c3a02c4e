"""Changes of what a page says of itself, for sources to which they count: told where not a word of the text differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from monitor.model import Field, Text
from monitor.snapshot import facts

MAX_CHARS: Final = 120
MAX_VALUE: Final = 36
_TIMES: Final = frozenset({Field.PUBLISHED, Field.MODIFIED, Field.EFFECTIVE})
_NAMES: Final = {
    Field.OG_TITLE: "headline for social networks",
    Field.DATA_TITLE: "headline in the page's data",
    Field.EFFECTIVE: "in force since",
    Field.CANONICAL: "canonical address",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One field that differs."""

    field: Field
    old: str
    new: str

    @property
    def kind(self) -> str:
        """The kind of change that it is."""
        if self.field in _TIMES:
            return "timestamp_only"
        return "link" if self.field is Field.LINKS else "metadata"

    def __str__(self) -> str:
        name = _NAMES.get(self.field, self.field.value)
        if self.field is Field.LINKS:
            return _links(self.old.split(), self.new.split())
        return f"{name}: {_short(self.old)} → {_short(self.new)}"


def changed_facts(old: Text, new: Text) -> tuple[Fact, ...]:
    """Fields that differ, in the order of the table of fields."""
    before, after = facts(old), facts(new)
    return tuple(Fact(field, before[field], after[field]) for field in before if before[field] != after[field])


def told(found: tuple[Fact, ...]) -> str:
    """One line of at most 120 characters."""
    line = "; ".join(map(str, found))
    return line if len(line) <= MAX_CHARS else line[: MAX_CHARS - 1] + "…"


def _links(old: list[str], new: list[str]) -> str:
    gone = [one for one in old if one not in new]
    come = [one for one in new if one not in old]
    if len(gone) == len(come) == 1:
        return f"a link led to {_short(gone[0])}, now to {_short(come[0])}"
    parts = [f"{len(come)} new" if come else "", f"{len(gone)} gone" if gone else ""]
    return f"where links lead: {', '.join(filter(None, parts)) or 'another order'}"


def _short(value: str) -> str:
    if not value:
        return "nothing"
    return f"“{value}”" if len(value) <= MAX_VALUE else f"“{value[: MAX_VALUE - 1]}…”"
