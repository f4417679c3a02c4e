"""Which events a subscription wants. Every field that is set must agree; within a field one of the values is enough."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import Final

from monitor.diff.kinds import ORDER
from monitor.diff.label import BANDS
from monitor.model import Change, Event, EventType, Filter

# events about the subscriber's own endpoints and the test message reach those who ask for the type, nothing else
ABOUT_ENDPOINTS: Final = frozenset({EventType.ENDPOINT_DISABLED, EventType.PING})


def known_kinds(names: Sequence[str]) -> tuple[str, ...]:
    """The kinds of change with these names; raises ValueError that names the one that is none."""
    return _known(names, ORDER, "kind of change")


def known_bands(names: Sequence[str]) -> tuple[str, ...]:
    """The size bands with these names; raises ValueError that names the one that is none."""
    return _known(names, BANDS, "size")


def _known(names: Sequence[str], known: Sequence[str], what: str) -> tuple[str, ...]:
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1)
            meant = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
            raise ValueError(f"no {what} is called {name[:60]!r}; {meant}")
    return tuple(names)


def matches(wanted: Filter, event: Event, *, tags: Collection[str] = ()) -> bool:
    """True if the event passes; `tags` are those of the event's sources.

    What is asked of a change (kinds, band, notice, weight) is asked of changes only: who wants heavy changes and
    vanished articles gets both.
    """
    if wanted.types and event.type not in wanted.types:
        return False
    if event.type in ABOUT_ENDPOINTS:
        return event.type in wanted.types
    if wanted.sources and not set(wanted.sources).intersection((*event.sources, event.subject)):
        return False
    if wanted.articles and event.subject not in wanted.articles:
        return False
    if wanted.tags and not set(wanted.tags).intersection(tags):
        return False
    return event.change is None or _wants_change(wanted, event.change)


def _wants_change(wanted: Filter, change: Change) -> bool:
    if wanted.kinds and not set(wanted.kinds).intersection(change.kinds):
        return False
    if wanted.bands and change.band not in wanted.bands:
        return False
    if wanted.notices and change.notice not in wanted.notices:
        return False
    if wanted.headline_only and change.old_title == change.new_title:
        return False
    words = change.stats.words_added + change.stats.words_removed
    if words < wanted.min_words or (wanted.max_words is not None and words > wanted.max_words):
        return False
    return change.weight >= wanted.min_weight
