"""The words of the pages: times, spans, states, verdicts. Held by a test over all pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from monitor.model import ArticleState, Candidate, EventType, Health, Notice, Planned

NOTICES: Final = {
    Notice.FOUND: "correction note found",
    Notice.TIME_ONLY: "only a time was updated; no correction note found on the page",
    Notice.NONE_FOUND: "no correction note found on the page (looked in: body, around the body, metadata)",
    Notice.UNKNOWN: "not known whether the page has a correction note",
}
SHORT_NOTICES: Final = {
    Notice.FOUND: "note found",
    Notice.TIME_ONLY: "time only",
    Notice.NONE_FOUND: "no note found",
    Notice.UNKNOWN: "note unknown",
}
STATES: Final = {
    Health.NEW: "not checked yet",
    Health.OK: "fine",
    Health.FAILING: "could not be read",
    Health.DEGRADED: "could not read the whole page",
    Health.BLOCKED: "closed to us",
    Health.UNAVAILABLE: "no longer there",
    Health.QUARANTINED: "set aside after 3 crashes",
    Health.FINISHED: "finished",
}
EVENTS: Final = {
    EventType.CREATED: "first seen",
    EventType.CHANGED: "changed",
    EventType.UNAVAILABLE: "no longer there",
    EventType.RESTORED: "there again",
    EventType.FINISHED: "finished",
}
PENDING: Final = "possible edit, checking again"
TRANSIENT: Final = "seen once, then gone"


def span(length: timedelta) -> str:
    """A span in its largest unit: "about 2 hours"."""
    seconds = max(0, round(length.total_seconds()))
    for size, unit in ((31_557_600, "year"), (2_629_800, "month"), (86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            number = round(seconds / size)
            return f"about {number} {unit}{'s' if number != 1 else ''}"
    return f"{seconds} second{'s' if seconds != 1 else ''}"


def stamp(at: datetime | None) -> Markup:
    """A <time> element: local time for reading, UTC in its title; a script turns it to the reader's own zone."""
    if at is None:
        return Markup("never")
    utc = at.astimezone(UTC)
    local = at.astimezone()
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        utc.strftime("%Y-%m-%dT%H:%M:%SZ"), utc.strftime("%Y-%m-%d %H:%M:%S UTC"), f"{local.day} {local:%b %Y %H:%M:%S}"
    )


def interval(not_before: datetime, not_after: datetime) -> Markup:
    """When an edit happened: never as one moment."""
    return Markup("edited between {} and {}").format(stamp(not_before), stamp(not_after))


def plan(
    planned: Planned, last: datetime | None, state: ArticleState, candidate: Candidate | None, now: datetime
) -> Markup:
    """What is really scheduled, as the frontier has it."""
    if candidate is not None:
        return Markup("{}; next check {}").format(PENDING, stamp(planned.due))
    if planned.quarantined or state.health is Health.QUARANTINED:
        return Markup("{}; tried again {}").format(STATES[Health.QUARANTINED], stamp(planned.due))
    if planned.leased:
        return Markup("being checked now")
    if planned.due is None:
        return Markup("no more checks planned")
    text = Markup("next check {}").format(stamp(planned.due))
    if last is not None and last > now and last > planned.due:
        text += Markup("; last planned check {}").format(stamp(last))
    return text


def web_link(url: str, text: str) -> Markup:
    """A link to an outside page; addresses that are not http(s) are shown as plain text."""
    if urlsplit(url).scheme not in {"http", "https"}:
        return escape(text)
    return Markup('<a href="{}" rel="noopener noreferrer nofollow external">{}</a>').format(url, text)


def times(number: int) -> str:
    """How often: once, twice, 3 times."""
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")


def label(kind: str) -> str:
    """A kind of change as people read it."""
    return kind.replace("_", " ").replace("ab test", "A/B test")
