"""What a view shows where: rows, places that moved paragraphs left, and stretches of unchanged rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.diff.result import Diff, RowKind

NEAR: Final = 1  # unchanged rows kept in sight beside a change
MIN_FOLDED: Final = 3  # fewer are not worth folding


@dataclass(frozen=True, slots=True)
class Item:
    """A row to show; `left` = the place that its moved paragraph left, not the one where it stands now."""

    row: int
    left: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Items shown together: in sight, or folded behind a counter."""

    items: tuple[Item, ...]
    folded: bool


def items(diff: Diff) -> Iterator[Item]:
    """Each row once, and each place that a moved paragraph left, in the order of the old text as far as it goes."""
    leaving = sorted((row.old[0], number) for number, row in enumerate(diff.rows) if row.moved and row.old)
    at = 0
    for number, row in enumerate(diff.rows):
        if not row.moved and row.old:
            while at < len(leaving) and leaving[at][0] < row.old[0]:
                yield Item(leaving[at][1], left=True)
                at += 1
        yield Item(number)
    for _, number in leaving[at:]:
        yield Item(number, left=True)


def stretches(diff: Diff) -> Iterator[Stretch]:
    """The items of a diff, long runs of unchanged ones folded."""
    now: list[Item] = []
    shown: list[Item] = []
    for item in items(diff):
        if is_quiet(diff, item):
            now.append(item)
            continue
        yield from _folded(now, shown, after_change=bool(shown))
        now = []
        shown.append(item)
    tail: list[Item] = shown
    head, rest = now[:NEAR] if tail else [], now[NEAR:] if tail else now
    if len(rest) < MIN_FOLDED:
        head, rest = now, []
    if tail or head:
        yield Stretch((*tail, *head), folded=False)
    if rest:
        yield Stretch(tuple(rest), folded=True)


def is_quiet(diff: Diff, item: Item) -> bool:
    """True if there is nothing to see: the words stayed, in their place and in their typography."""
    row = diff.rows[item.row]
    return row.kind is RowKind.EQUAL and not row.moved and not row.typography


def _folded(quiet: Sequence[Item], shown: list[Item], *, after_change: bool) -> Iterator[Stretch]:
    """What to yield before the next change; what stays in sight is added to `shown`."""
    first = NEAR if after_change else 0
    middle = quiet[first : len(quiet) - NEAR]
    if len(middle) < MIN_FOLDED:
        shown.extend(quiet)
        return
    if shown or first:
        yield Stretch((*shown, *quiet[:first]), folded=False)
    yield Stretch(tuple(middle), folded=True)
    shown[:] = quiet[len(quiet) - NEAR :]
