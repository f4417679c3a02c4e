"""Hidings and erasures in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from monitor.model import Absence, Act, ArticleId, Deed, Standing
from monitor.ports import Marks
from monitor.web.moments import stamp

QUESTIONS: Final = {Deed.HIDE: "Show {} to nobody?", Deed.ERASE: "Erase {} for good?"}
_DONE: Final = {
    Deed.HIDE: "hidden",
    Deed.SHOW: "shown again",
    Deed.ERASE: "to be erased",
    Deed.ERASED: "erased",
    Deed.HOLD: "held",
    Deed.RELEASE: "no longer held",
}


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One act, as the list shows it."""

    article_id: ArticleId
    version: int
    about: str
    done: str
    when: Markup
    by: str
    reason: str
    can_be_shown: bool  # it is what hides the text today


async def mark_lines(marks: Marks) -> list[MarkLine]:
    """All acts, newest first."""
    found: list[tuple[datetime, MarkLine]] = []
    async for article, standing in marks.all():
        found += [(act.at, _line(article, standing, act)) for act in standing.acts]
    return [line for _, line in sorted(found, key=lambda one: one[0], reverse=True)]


def named(number: int) -> str:
    """What an act is about, in words."""
    return f"version {number}" if number else "the whole article"


def _line(article: ArticleId, standing: Standing, act: Act) -> MarkLine:
    newest = [one for one in standing.acts if (one.number, one.deed) == (act.number, Deed.HIDE)][-1:]
    hides = [act] == newest and standing.is_hidden(act.number)
    return MarkLine(
        article,
        act.number,
        named(act.number),
        _DONE[act.deed],
        stamp(act.at),
        act.by,
        act.reason,
        hides and standing.absence(act.number) is Absence.HIDDEN,
    )
