"""What a look at a source means."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Final

from monitor import sources
from monitor.model import (
    EventType,
    FetchFailed,
    FetchResult,
    Health,
    Listing,
    NotModified,
    Pushed,
    Request,
    Response,
    Source,
    SourceState,
    Validators,
)
from monitor.sources import Taken
from monitor.verdict.evidence import validators_of
from monitor.verdict.limits import Limits

FAILURES_BEFORE_EVENT: Final = 3  # one source.failing, then source.recovered
MAX_NOTES: Final = 10
MAX_NOTE_CHARS: Final = 300
ACCEPT: Final = "application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5"


def source_request(source: Source, state: SourceState, limits: Limits, *, doubted: bool = False) -> Request:
    """The next look at a source, conditional with the validators of record unless its host's 304s are doubted."""
    validators = Validators() if doubted else state.validators
    return replace(further_request(source, source.url, limits), validators=validators, holds="")


def further_request(source: Source, url: str, limits: Limits) -> Request:
    """A further request of a look at a source, such as for a sitemap of its index."""
    return Request(
        url,
        Validators(),
        limits.max_bytes,
        limits.total_s,
        limits.max_redirects,
        limits.networks_of(source.id),
        source.rules.ignore_robots,
        sources.host(source.url),
        accept=ACCEPT,
    )


def source_answer(result: FetchResult) -> tuple[Response | None, str]:
    """The document to read (None: nothing new, or nothing at all), and what was wrong, in words."""
    match result:
        case NotModified():
            return None, ""
        case FetchFailed(reason=reason, detail=detail):
            return None, f"{reason.value.replace('_', ' ')}{': ' + detail if detail else ''}"
        case Response(status=HTTPStatus.OK):
            return result, ""
        case Response(status=status):
            return None, f"the server answered {status}"


def source_state(
    state: SourceState, result: FetchResult, listing: Listing | None, taken: Taken, fault: str, *, now: datetime
) -> tuple[SourceState, EventType | None]:
    """The state after a look, and the event that its change makes: failing after three failures in a row, recovered."""
    day = now.date().isoformat()
    seen = replace(state, looked=now, looks=state.looks + 1)
    if state.today != day:
        seen = replace(seen, today=day, new_today=0)
    if fault:
        return _failed(state, replace(seen, reason=fault[:MAX_NOTE_CHARS]), now)
    back = state.health is Health.FAILING
    seen = replace(seen, health=Health.OK, failing_since=None, failures=0, reason="")
    if listing is not None and isinstance(result, Response):
        hub, topic = sources.discover(result, listing)
        notes = tuple(note[:MAX_NOTE_CHARS] for note in (*listing.notes, *taken.notes)[:MAX_NOTES])
        seen = replace(
            seen,
            baseline=True,
            entries_seen=len(listing.entries),
            new_today=seen.new_today + len(taken.new),
            title=listing.title or state.title,
            # what was cut by a cap must be listed again, so such a look keeps no validators
            validators=Validators() if taken.left_out else validators_of(result),
            notes=notes,
            content_until=taken.content_until or state.content_until,
            hint_s=listing.min_interval_s,
            skip_hours=listing.skip_hours,
            skip_days=listing.skip_days,
            hub=hub,
            topic=topic,
        )
    return seen, EventType.SOURCE_RECOVERED if back else None


def pushed_response(source: Source, pushed: Pushed) -> Response:
    """What a hub sent, as if the source had answered it."""
    headers = (("content-type", pushed.content_type),)
    digest = hashlib.sha256(pushed.body).hexdigest()
    return Response(source.url, source.url, HTTPStatus.OK, headers, pushed.body, digest, 0.0)


def pushed_state(
    state: SourceState, response: Response, listing: Listing, taken: Taken, *, now: datetime
) -> tuple[SourceState, EventType | None]:
    """The state after a document of a hub: what only a look at the source itself can tell stays as it was."""
    after, event = source_state(state, response, listing, taken, "", now=now)
    kept = replace(
        after,
        looked=state.looked,
        looks=state.looks,
        validators=state.validators,
        entries_seen=max(state.entries_seen, after.entries_seen),
        hint_s=state.hint_s,
        skip_hours=state.skip_hours,
        skip_days=state.skip_days,
        hub=state.hub,
        topic=state.topic,
        pushed=now,
    )
    return kept, event


def _failed(before: SourceState, seen: SourceState, now: datetime) -> tuple[SourceState, EventType | None]:
    failures = before.failures + 1
    failing = failures >= FAILURES_BEFORE_EVENT
    health = Health.FAILING if failing else before.health
    event = EventType.SOURCE_FAILING if failing and before.health is not Health.FAILING else None
    return replace(seen, health=health, failures=failures, failing_since=before.failing_since or now), event
