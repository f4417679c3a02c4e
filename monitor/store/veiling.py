"""What is left of a record that may not be read: numbers, hashes and times, no words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from monitor.errors import Withheld
from monitor.model import (
    WHOLE,
    Absence,
    Annotation,
    Article,
    ArticleId,
    ArticleState,
    Change,
    Deed,
    Event,
    Head,
    Sighting,
    Standing,
    Version,
)
from monitor.ports import EventContext, History
from monitor.store.annotation_records import silenced
from monitor.store.history import NO_TEXT

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


def context(found: EventContext, standing: Standing) -> EventContext:
    """The event with what is told of it; without the texts that may not be read."""
    numbers = (found.event.change.from_version, found.event.change.to_version) if found.event.change else (0, 0)
    old, new = (
        None if standing.absence(number) else text for number, text in zip(numbers, (found.old, found.new), strict=True)
    )
    return EventContext(event(found.event, standing), article(found.article, standing), old, new)


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
    """The head; a suspected change may say what an earlier version said, so it goes with any of them."""
    candidate = found.candidate
    if candidate is not None and standing.withholds_any():
        candidate = replace(candidate, text=NO_TEXT)
    if not standing.acts:
        return found

    def newest() -> Version | None:
        return version(read, standing) if (read := found.newest) else None

    return replace(
        found,
        article=article(found.article, standing),
        state=state(found.state, standing),
        read_newest=newest,
        candidate=candidate,
    )


def annotation(found: Annotation, standing: Standing) -> Annotation:
    """The annotation, without its words where it is about what may not be read."""
    return silenced(found) if is_silenced(found.remark.version, standing) else found


def is_silenced(number: int, standing: Standing) -> bool:
    """True if the change to this version, or (0) anything of the article, may not be read."""
    if number == WHOLE:
        return standing.withholds_any()
    return any(standing.absence(one) for one in (number, number - 1))


def history(found: History, standing: Standing) -> History:
    """The history as it may be given out: records, hashes and times of all, words of what may be read."""
    versions = [
        replace(one, text=None) if standing.absence(number) else one for number, one in enumerate(found.versions, 1)
    ]
    return replace(
        found,
        article=article(found.article, standing),
        versions=tuple(versions),
        events=tuple(replace(event(one, standing), withheld=False) for one in found.events),
        sightings=tuple(sighting(one, standing) for one in found.sightings),
        annotations=tuple(annotation(one, standing) for one in found.annotations),
        labellings=tuple(one for one in found.labellings if not standing.withholds(one)),
    )


def erased_only(standing: Standing) -> Standing:
    """What no longer is, without what is only hidden."""
    return Standing(tuple(act for act in standing.acts if act.deed is Deed.ERASE))


def standing_of(known: Mapping[ArticleId, Standing], one: ArticleId) -> Standing:
    """What was decided about an article, nothing if it was never spoken of."""
    return known.get(one, Standing())
