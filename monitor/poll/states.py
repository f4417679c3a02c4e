"""What an answer other than 200 means for an article."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from monitor.model import EventType, Head, Health, Response
from monitor.ports import LookNote

NOT_FOUND_LOOKS: Final = 3  # a 404 counts as gone after so many looks
NOT_FOUND_SPAN: Final = timedelta(hours=48)  # over at least so long
WALLS: Final = {
    401: "login page",
    402: "paywall",
    403: "the server refuses to answer",
    451: "blocked for legal reasons",
}


def on_status(head: Head, response: Response, *, look_id: str, now: datetime) -> LookNote:
    """The note of a look that was answered with another status than 200."""
    status = response.status
    if status == HTTPStatus.GONE or (status == HTTPStatus.NOT_FOUND and _gone_for_long(head, now)):
        return _unavailable(head, look_id, status)
    health = Health.BLOCKED if status in WALLS else Health.FAILING
    if head.state.health is Health.UNAVAILABLE:
        health = Health.UNAVAILABLE
    reason = f"the server answered {status}" + (f": {WALLS[status]}" if status in WALLS else "")
    return LookNote(head.article.id, head.state.versions, look_id, health, reason=reason, failed=True)


def _gone_for_long(head: Head, now: datetime) -> bool:
    state = head.state
    seen = state.last_confirmed or head.article.added
    return state.failures + 1 >= NOT_FOUND_LOOKS and now - seen >= NOT_FOUND_SPAN


def _unavailable(head: Head, look_id: str, status: int) -> LookNote:
    again = head.state.health is Health.UNAVAILABLE
    return LookNote(
        head.article.id,
        head.state.versions,
        look_id,
        Health.UNAVAILABLE,
        reason=f"the server answered {status}: the page is gone",
        event=None if again or not head.state.versions else EventType.UNAVAILABLE,
    )
