"""What several looks have to agree on before it counts: a page that is missing, an address that has moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from monitor.model import FetchFailed, FetchReason, FetchResult, Head, Health, Response, Trail
from monitor.poll.away import stood
from monitor.ports import LookNote
from monitor.sources import registrable_domain
from monitor.verdict.findings import ToKeep
from monitor.verdict.limits import Look

MISSING_LOOKS: Final = 3  # a 404 counts as gone after so many looks in a row
MISSING_SPAN: Final = timedelta(hours=48)  # over at least so long
MOVED_LOOKS: Final = 3  # a permanent redirect is stored after so many looks that agree
MOVED_SPAN: Final = timedelta(hours=24)
PERMANENT: Final = frozenset({HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT})
SAYS_NOTHING: Final = frozenset({429, *range(500, 600)})  # of the page itself


def missing(trail: Trail, look: Look) -> Trail:
    """The trail after one more 404."""
    return replace(trail, missing=trail.missing + 1, missing_since=trail.missing_since or look.at)


def is_gone(trail: Trail, look: Look) -> bool:
    """True once 404s have lasted; time away counts for nothing."""
    since = trail.missing_since
    return trail.missing >= MISSING_LOOKS and since is not None and stood(since, look.at, look.away) >= MISSING_SPAN


def trail_after(head: Head, result: FetchResult, finding: LookNote | ToKeep, look: Look) -> Trail:
    """The trail that this look leaves."""
    if isinstance(result, FetchFailed) and result.reason is FetchReason.HOST_BUSY:
        return head.trail
    trail = _missing_after(head.trail, result, look)
    note = finding if isinstance(finding, LookNote) else None
    failed = note is not None and note.failed
    gone = note is not None and note.health is Health.UNAVAILABLE
    trail = replace(
        trail,
        failing_since=(trail.failing_since or look.at) if failed else None,
        gone_since=(trail.gone_since or look.at) if gone else None,
    )
    return trail if failed or gone else _moved_after(head, trail, result, look)


def _missing_after(trail: Trail, result: FetchResult, look: Look) -> Trail:
    if isinstance(result, FetchFailed) or (isinstance(result, Response) and result.status in SAYS_NOTHING):
        return trail
    if isinstance(result, Response) and result.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE} and trail.address:
        return replace(trail, address="")
    if isinstance(result, Response) and result.status == HTTPStatus.NOT_FOUND:
        return missing(trail, look)
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
