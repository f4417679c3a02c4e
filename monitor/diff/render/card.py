"""What stands on the picture of a change, and the same in words for those who do not see it."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.diff.render.summary import strongest_span, summary
from monitor.diff.result import Diff
from monitor.model import Notice


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card."""

    heading: str  # the outlet and the headline
    old: str  # the strongest words that went, "" if none
    new: str
    footer: str  # between when and when, and whether a note was found


def card(diff: Diff, *, outlet: str = "", when: str = "", notice: Notice = Notice.UNKNOWN) -> Card:
    """The words for a card; `when` is the interval in words."""
    old, new = strongest_span(diff)
    told = summary(diff, notice=notice)
    heading = " · ".join(part for part in (outlet, diff.new.title or diff.old.title) if part)
    return Card(
        heading, old, new or ("" if old else told), " · ".join(part for part in (when, _last_part(told)) if part)
    )


def alt(card: Card) -> str:
    """The card in words, for those who do not see it."""
    changed = {
        (True, True): f"“{card.old}” was changed to “{card.new}”",
        (True, False): f"“{card.old}” was removed",
        (False, True): f"“{card.new}” was added",
    }.get((bool(card.old), bool(card.new)), "the text was changed")
    return ". ".join(part for part in (card.heading, changed[0].upper() + changed[1:], card.footer) if part) + "."


def _last_part(told: str) -> str:
    last = told.rsplit("; ", 1)[-1]
    return last if "note" in last else ""
