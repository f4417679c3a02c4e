"""What several looks have to agree on before it counts: a page that is missing, an address that has moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from monitor.model import FetchResult, Head, Health, NotModified, Response, Trail
from monitor.poll.away import stood
from monitor.ports import LookNote
from monitor.sources import registrable_domain
from monitor.verdict.findings import ToKeep
from monitor.verdict.limits import Look

MISSING_LOOKS: Final = 3  # a page counts as gone after so many looks in a row that did not find it
MISSING_SPAN: Final = timedelta(hours=48)  # over at least so long
MOVED_LOOKS: Final = 3  # a permanent redirect is stored after so many looks that agree
MOVED_SPAN: Final = timedelta(hours=24)
NO_TRAIL: Final = Trail()
PERMANENT: Final = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})


def missing(trail: Trail, look: Look) -> Trail:
    """The trail after one more look that did not find the page."""
    return replace(trail, missing=trail.missing + 1, missing_since=trail.missing_since or look.at)


def is_gone(trail: Trail, look: Look) -> bool:
    """True once the page has been missing for long; time away counts for nothing."""
    since = trail.missing_since
    return trail.missing >= MISSING_LOOKS and since is not None and stood(since, look.at, look.away) >= MISSING_SPAN


def trail_after(head: Head, result: FetchResult, finding: LookNote | ToKeep, look: Look) -> Trail:
    """The trail that this look leaves."""
    note = finding if isinstance(finding, LookNote) else None
    if note is not None and note.confirmed and isinstance(result, NotModified) and head.trail == NO_TRAIL:
        return head.trail
    trail = _missing_after(head.trail, note)
    failed = note is not None and note.failed
    gone = note is not None and note.health is Health.UNAVAILABLE
    trail = replace(
        trail,
        failing_since=(trail.failing_since or look.at) if failed else None,
        gone_since=(trail.gone_since or look.at) if gone else None,
    )
    return trail if failed or gone else _moved_after(head, trail, result, look)


def _missing_after(trail: Trail, note: LookNote | None) -> Trail:
    """The trail as a look that found no page has left it; one that found it ends the row."""
    if note is not None and note.trail is not None:
        return note.trail
    if note is not None and note.failed and note.candidate is None:  # it says nothing of the page
        return trail
    return replace(trail, missing=0, missing_since=None)


def _moved_after(head: Head, trail: Trail, result: FetchResult, look: Look) -> Trail:
    """Permanent redirects within one registrable domain count; any other answer ends the row."""
    if not isinstance(result, Response) or not _is_permanent(head, result):
        return replace(trail, moved_to="", moved=0, moved_since=None)
    if result.final_url != trail.moved_to:
        return replace(trail, moved_to=result.final_url, moved=1, moved_since=look.at)
    moved = trail.moved + 1
    if moved >= MOVED_LOOKS and stood(trail.moved_since or look.at, look.at, look.away) >= MOVED_SPAN:
        return replace(trail, address=result.final_url, moved_to="", moved=0, moved_since=None)
    return replace(trail, moved=moved)


def _is_permanent(head: Head, response: Response) -> bool:
    if not response.hops or any(status not in PERMANENT for status, _ in response.hops):
        return False
    home = registrable_domain(head.article.url)
    return all(registrable_domain(target) == home for _, target in response.hops)
