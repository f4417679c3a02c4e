"""What an answer other than 200 means for an article."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from monitor.model import EventType, Head, Health, Response
from monitor.ports import LookNote
from monitor.verdict.limits import Look
from monitor.verdict.trails import is_gone, missing

NOT_THERE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
WALLS: Final = {
    401: "login page",
    402: "paywall",
    403: "the server refuses to answer",
    451: "blocked for legal reasons",
}


def on_status(head: Head, response: Response, look: Look) -> LookNote:
    """The note of a look that was answered with another status than 200: 410 is gone at once, 404 after a while."""
    status = response.status
    if head.trail.address and status in NOT_THERE:
        reason = f"the server answered {status} at the page's new address; its link is asked again"
        health = ill(head, Health.FAILING)
        return LookNote(head.article.id, head.state.versions, look.id, health, reason=reason, failed=True)
    gone = status == HTTPStatus.GONE
    if gone or (status == HTTPStatus.NOT_FOUND and is_gone(missing(head.trail, look), look)):
        return _unavailable(head, look, status)
    health = Health.BLOCKED if status in WALLS else Health.FAILING
    reason = f"the server answered {status}" + (f": {WALLS[status]}" if status in WALLS else "")
    return LookNote(head.article.id, head.state.versions, look.id, ill(head, health), reason=reason, failed=True)


def ill(head: Head, health: Health) -> Health:
    """The health after a look that failed; a page that is gone stays so until it is there again."""
    return Health.UNAVAILABLE if head.state.health is Health.UNAVAILABLE else health


def _unavailable(head: Head, look: Look, status: int) -> LookNote:
    again = head.state.health is Health.UNAVAILABLE
    return LookNote(
        head.article.id,
        head.state.versions,
        look.id,
        Health.UNAVAILABLE,
        reason=f"the server answered {status}: the page is gone",
        event=None if again or not head.state.versions else EventType.UNAVAILABLE,
    )
