"""Which events a subscription wants. Every field that is set must agree; within a field one of the values is enough."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from monitor.diff.bands import BANDS
from monitor.diff.kinds import ORDER
from monitor.model import Change, Event, EventType, Filter, Subscription

# events about the subscriber's own endpoints and the test message reach those who ask for the type, nothing else
ABOUT_ENDPOINTS: Final = frozenset({EventType.ENDPOINT_DISABLED, EventType.PING})
MAX_WORD: Final = 200  # characters


def known_kinds(names: Sequence[str]) -> tuple[str, ...]:
    """The kinds of change with these names; raises ValueError that names the one that is none."""
    return _known(names, ORDER, "kind of change")


def known_bands(names: Sequence[str]) -> tuple[str, ...]:
    """The size bands with these names; raises ValueError that names the one that is none."""
    return _known(names, BANDS, "size")


def known_words(words: Sequence[str]) -> tuple[str, ...]:
    """Words to look for; raises ValueError for one that says nothing."""
    for word in words:
        if not word.removesuffix("*").strip() or len(word) > MAX_WORD:
            raise ValueError(f"{word[:60]!r} is no word to look for; write a word, a phrase, or resign*")
    return tuple(words)


def known_saved(names: Sequence[str], saved: Saved) -> tuple[str, ...]:
    """Names of saved filters; raises ValueError that names the one that is none."""
    return _known(names, tuple(saved), "saved filter") if names else ()


def known_name(name: str) -> str:
    """A name that a filter can be saved under; raises ValueError."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", name):
        raise ValueError(f"{name[:60]!r} can not name a filter; write small letters, digits and -, such as heavy-edits")
    return name


def _known(names: Sequence[str], known: Sequence[str], what: str) -> tuple[str, ...]:
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1)
            meant = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"
            raise ValueError(f"no {what} is called {name[:60]!r}; {meant}")
    return tuple(names)


@dataclass(frozen=True, slots=True)
class Facts:
    """What filters ask beyond the event itself. None = not known yet: it holds back nothing."""

    tags: frozenset[str] = frozenset()  # of the event's sources
    age_s: float | None = None  # of the article at the event
    changed: str | None = None  # the words that were added and removed, case-folded


NOTHING: Final = Facts()
Saved = Mapping[str, Filter]  # saved filters by name


def matches(wanted: Filter, event: Event, facts: Facts = NOTHING, *, saved: Saved = MappingProxyType({})) -> bool:
    """True if the event passes, as far as the facts are known.

    What is asked of a change (kinds, band, notice, weight, words) is asked of changes only: who wants heavy changes and
    vanished articles gets both. Who got a change gets its withdrawal, whatever types he asks for.
    """
    if not _wants_type(wanted, event.type):
        return False
    if event.type in ABOUT_ENDPOINTS:
        return True
    return (
        _wants_subject(wanted, event, facts)
        and (event.change is None or _wants_change(wanted, event.change, facts.changed))
        and (not wanted.saved or _agrees(wanted.saved, event, facts, saved))
    )


def filters_for(who: Subscription, event: Event) -> tuple[Filter, ...]:
    """The filters one of which lets an event through to somebody: his own, and for a withdrawal the one he had then."""
    if event.type is not EventType.WITHDRAWN or event.change is None or not who.former:
        return (who.filter,)
    return who.filter, who.filter_at(event.change.interval.not_after)


def _agrees(names: Sequence[str], event: Event, facts: Facts, saved: Saved) -> bool:
    """True if one of these saved filters passes the event."""
    return any(matches(saved[name], event, facts) for name in names if name in saved and not saved[name].saved)


def asks_of_article(wanted: Filter, saved: Saved = MappingProxyType({})) -> bool:
    """True if the filter asks what only the article's record tells: its age, the words that changed."""
    if wanted.words or wanted.min_age_s or wanted.max_age_s:
        return True
    return any(asks_of_article(saved[name]) for name in wanted.saved if name in saved)


def asks_of_words(wanted: Filter, saved: Saved = MappingProxyType({})) -> bool:
    """True if the filter asks which words changed, which takes a diff to tell."""
    return bool(wanted.words) or any(bool(saved[name].words) for name in wanted.saved if name in saved)


def _wants_type(wanted: Filter, kind: EventType) -> bool:
    if kind in ABOUT_ENDPOINTS:
        return kind in wanted.types
    if not wanted.types or kind in wanted.types:
        return True
    return kind is EventType.WITHDRAWN and EventType.CHANGED in wanted.types


def _wants_subject(wanted: Filter, event: Event, facts: Facts) -> bool:
    if wanted.sources and not set(wanted.sources).intersection((*event.sources, event.subject)):
        return False
    if wanted.articles and event.subject not in wanted.articles:
        return False
    if wanted.tags and facts.tags.isdisjoint(wanted.tags):
        return False
    return facts.age_s is None or wanted.min_age_s <= facts.age_s <= (wanted.max_age_s or facts.age_s)


def _wants_change(wanted: Filter, change: Change, changed: str | None) -> bool:
    if wanted.kinds and not set(wanted.kinds).intersection(change.kinds):
        return False
    if wanted.bands and change.band not in wanted.bands:
        return False
    if wanted.notices and change.notice not in wanted.notices:
        return False
    if wanted.headline_only and change.old_title == change.new_title:
        return False
    return change.weight >= wanted.min_weight and _wants_words(wanted, change, changed)


def _wants_words(wanted: Filter, change: Change, changed: str | None) -> bool:
    words = change.stats.words_added + change.stats.words_removed
    if words < wanted.min_words or (wanted.max_words is not None and words > wanted.max_words):
        return False
    return not wanted.words or changed is None or any(_pattern(word).search(changed) for word in wanted.words)


@lru_cache(maxsize=4_096)
def _pattern(word: str) -> re.Pattern[str]:
    r"""A word or phrase as it may stand in a text; one that ends in * may go on.

    >>> bool(_pattern("resign*").search("she resigned")), bool(_pattern("sign").search("she resigned"))
    (True, False)
    """
    bare = word.removesuffix("*").casefold().strip()
    parts = r"\s+".join(re.escape(part) for part in bare.split())
    before = r"(?<!\w)" if _is_spaced(bare[:1]) else ""
    behind = r"(?!\w)" if _is_spaced(bare[-1:]) and not word.endswith("*") else ""
    return re.compile(before + parts + behind)


def _is_spaced(letter: str) -> bool:
    """True for letters of scripts that put spaces between words."""
    return letter.isalnum() and not "\u2e80" <= letter <= "\u9fff" and not "\u0e00" <= letter <= "\u0eff"
