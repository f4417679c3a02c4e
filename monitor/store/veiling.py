"""What is left of a record that may not be read: numbers, hashes and times, no words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from monitor.errors import Withheld
from monitor.model import (
    Absence,
    Article,
    ArticleId,
    ArticleState,
    Change,
    Event,
    Head,
    Sighting,
    Standing,
    Text,
    Version,
)

NO_TEXT: Final = Text("", ())
_WHY: Final = {
    Absence.HIDDEN: "can not be shown",
    Absence.ERASED: "was erased and can not be shown",
    Absence.DROPPED: "is no longer kept; its record is",
}


def refuse(absence: Absence, number: int = 0) -> Withheld:
    """The error of a reader that asked for it."""
    return Withheld(f"{f'the text of version {number}' if number else 'this article'} {_WHY[absence]}")


def check_article(standing: Standing) -> None:
    """Raise Withheld where the whole article may not be read."""
    if absence := standing.absence():
        raise refuse(absence)


def version(found: Version, standing: Standing) -> Version:
    """The version, without its text where that may not be read."""
    absence = standing.absence(found.number)
    return replace(found, text=NO_TEXT, absence=absence) if absence else found


def event(found: Event, standing: Standing) -> Event:
    """The event, without its words where its change touches what may not be read."""
    if not standing.withholds(found.change):
        return found
    return replace(found, change=change(found.change) if found.change else None, detail="", withheld=True)


def change(found: Change) -> Change:
    """The change without its words."""
    return replace(found, old_title="", new_title="", kinds=(), reasons=(), summary="can not be shown")


def sighting(found: Sighting, standing: Standing) -> Sighting:
    """The sighting; without its words where anything of the article may not be read, for it may say the same."""
    return replace(found, title="", summary="can not be shown") if standing.withholds_any() else found


def article(found: Article, standing: Standing) -> Article:
    """The article; what its source called it is left out where anything of it may not be read."""
    return replace(found, listed_title="") if standing.withholds_any() else found


def state(found: ArticleState, standing: Standing) -> ArticleState:
    """The state, without the headline of a newest version that may not be read."""
    return replace(found, title="") if standing.absence(found.versions) else found


def head(found: Head, standing: Standing) -> Head:
    """The head; a suspected change says nearly the same as the newest version, so it goes with it."""
    newest = version(found.newest, standing) if found.newest else None
    hidden = newest is not None and newest.absence is not None
    shown = None if found.candidate is None or not hidden else replace(found.candidate, text=NO_TEXT)
    return replace(
        found,
        article=article(found.article, standing),
        state=state(found.state, standing),
        newest=newest,
        candidate=shown if hidden else found.candidate,
    )


def standing_of(known: Mapping[ArticleId, Standing], one: ArticleId) -> Standing:
    """What was decided about an article, nothing if it was never spoken of."""
    return known.get(one, Standing())
