"""What it means that the page was not served: an answer other than 200, or a page that says it was not found."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Final

from monitor.model import EventType, Head, Health, Response, Trail
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
    """The note of a look that was answered with another status than 200."""
    status = response.status
    reason = f"the server answered {status}" + (f": {WALLS[status]}" if status in WALLS else "")
    if status in NOT_THERE:
        return on_missing(head, look, reason, for_good=status == HTTPStatus.GONE)
    health = Health.BLOCKED if status in WALLS else Health.FAILING
    return LookNote(head.article.id, head.state.versions, look.id, ill(head, health), reason=reason, failed=True)


def on_missing(head: Head, look: Look, said: str, *, for_good: bool = False) -> LookNote:
    """The note of a look that found no page: it is gone at once where the server says for good, else after a while.

    `said`: how it was told, by a status or by a page. One that is missing at its new address is asked for at its link.
    """
    if head.trail.address:
        reason, trail = f"{said} at the page's new address; its link is asked again", replace(head.trail, address="")
    else:
        reason, trail = said, missing(head.trail, look)
        if for_good or is_gone(trail, look):
            return _unavailable(head, look, f"{said}: the page is gone", trail)
    health = ill(head, Health.FAILING)
    return LookNote(head.article.id, head.state.versions, look.id, health, reason=reason, failed=True, trail=trail)


def ill(head: Head, health: Health) -> Health:
    """The health after a look that failed; a page that is gone stays so until it is there again."""
    return Health.UNAVAILABLE if head.state.health is Health.UNAVAILABLE else health


def _unavailable(head: Head, look: Look, reason: str, trail: Trail) -> LookNote:
    again = head.state.health is Health.UNAVAILABLE
    return LookNote(
        head.article.id,
        head.state.versions,
        look.id,
        Health.UNAVAILABLE,
        reason=reason,
        event=None if again or not head.state.versions else EventType.UNAVAILABLE,
        trail=trail,
    )
