"""The words of the pages: states, verdicts, kinds, counts. A test holds them over all pages."""

from __future__ import annotations

from typing import Final

from monitor.model import Absence, Doubt, EventType, Glimpse, Health, Notice, SourceKind

NOTICES: Final = {
    Notice.FOUND: "correction note found on the page",
    Notice.TIME_ONLY: "only an “updated” time moved; no correction note found on the page",
    Notice.NONE_FOUND: "no correction note found on the page (looked in: body, around the body, metadata)",
    Notice.UNKNOWN: "not known whether the page has a correction note",
    Notice.NOT_ASKED: "no news: correction notes are not looked for",
}
SHORT_NOTICES: Final = {
    Notice.FOUND: "note found",
    Notice.TIME_ONLY: "only a time updated",
    Notice.NONE_FOUND: "no note found",
    Notice.UNKNOWN: "note not known",
    Notice.NOT_ASKED: "",
}
STATES: Final = {
    Health.NEW: "not checked yet",
    Health.OK: "fine",
    Health.FAILING: "could not be read",
    Health.DEGRADED: "could not read the whole page",
    Health.BLOCKED: "closed to us",
    Health.ACCESS_CHANGED: "access changed: only the beginning is shown",
    Health.OTHER_FORM: "shown in another form: AMP in place of the usual page, or the other way round",
    Health.UNAVAILABLE: "no longer there",
    Health.QUARANTINED: "set aside after 3 crashes",
    Health.FINISHED: "finished",
}
LAST_FAILED: Final = "the last check failed"  # of a source that is not called failing yet
ABSENCES: Final = {
    Absence.HIDDEN: "can not be shown",
    Absence.ERASED: "erased, can not be shown",
    Absence.DROPPED: "text no longer kept, its record is",
}
EVENTS: Final = {
    EventType.CREATED: "first seen",
    EventType.CHANGED: "changed",
    EventType.UNAVAILABLE: "no longer there",
    EventType.RESTORED: "there again",
    EventType.FINISHED: "finished",
    EventType.WITHDRAWN: "marked as not an edit",
    EventType.SOURCE_FAILING: "source can not be read",
    EventType.SOURCE_RECOVERED: "source can be read again",
    EventType.SOURCE_QUIET: "source has gone quiet",
    EventType.SOURCE_DEGRADED: "source can only be read in part",
    EventType.ENDPOINT_DISABLED: "subscription switched off",
    EventType.PING: "test message",
}
SOURCE_KINDS: Final = {
    SourceKind.FEED: "feed",
    SourceKind.SITEMAP: "sitemap",
    SourceKind.SECTION: "section page",
    SourceKind.PAGE: "single page",
}
PENDING: Final = "possible edit, checking again"
DOUBTS: Final = {
    Doubt.NONE: PENDING,
    Doubt.SHORT: "less than half of the text is left; counts as an edit if 3 checks find it",
    Doubt.ACCESS: "only the beginning is shown; counts as a change if 3 checks find it",
    Doubt.FORM: "the page came in another form (AMP or not); counts as a change if 3 checks find it",
    Doubt.FLIP: "a headline that was there before is back; counts as an edit if it stays for a day",
}
GLIMPSES: Final = {
    Glimpse.TRANSIENT: "seen once, then gone",
    Glimpse.FLIP: "headline seen again, then gone",
    Glimpse.SHORT: "seen with less than half of its text, then whole again",
    Glimpse.ACCESS: "seen with its beginning only, then whole again",
    Glimpse.FORM: "seen in another form (AMP or not), then as before",
}
REREAD: Final = "the same page, read in another way; no edit"
NO_EDITS: Final = {"reread": REREAD, "anew": REREAD, "entries": "new entries; no edit"}  # by the origin of a version
NO_EDIT_LINKS: Final = {"entries": "what is new"}  # else "what is read otherwise"
FEED_ONLY: Final = "from the feed only"
NO_HEADLINE: Final = "(no headline)"

_LABELS: Final = {
    "ab_test": "A/B test",
    "access_changed": "access changed",
    "timestamp_only": "only a time",
    "correction_notice": "correction note",
}


def label(kind: str) -> str:
    """A kind of change as people read it."""
    return _LABELS.get(kind, kind.replace("_", " "))


def times(number: int) -> str:
    """How often: "once", "twice", "3 times"."""
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number:,} times")


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 check", "1,200 checks"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
