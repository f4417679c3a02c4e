"""What opens what: a person's key, the session that was opened with it, and the token that opens feeds only."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

SESSION: Final = timedelta(days=30)
COOKIE: Final = "redline_session"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has a key; the name stands beside what they write."""

    name: str
    key: str
    may_write: bool = True


def holder(people: Iterable[Person], bearer: str, cookie: str, now: datetime) -> Person | None:
    """Whose key, or whose session, this is."""
    for person in people:
        if same(bearer, person.key) or is_session(cookie, person.key, now):
            return person
    return None


def new_session(key: str, now: datetime) -> str:
    """What the cookie of a session holds: when it ends, signed; it tells nothing of the key."""
    ends = str(int((now + SESSION).timestamp()))
    return f"{ends}.{_signed(key, f'session {ends}')}"


def is_session(given: str, key: str, now: datetime) -> bool:
    """True if this session was opened with the key and has not ended."""
    ends, _, signature = given.partition(".")
    if not ends.isascii() or not ends.isdigit() or len(ends) > 12:  # noqa: PLR2004 - digits of a time
        return False
    return same(signature, _signed(key, f"session {ends}")) and now.timestamp() < int(ends)


def feed_token(admin_key: str) -> str:
    """What opens the feeds, and nothing else, to a feed reader that can not sign in."""
    return _signed(admin_key, "feeds")[:32] if admin_key else ""


def subscription_token(admin_key: str, subscription: str) -> str:
    """What opens the feed of one subscription, and nothing else."""
    return _signed(admin_key, f"feed of {subscription}")[:32] if admin_key else ""


def same(given: str, wanted: str) -> bool:
    """True if both are the same and not empty; takes as long whatever differs."""
    return bool(wanted) and hmac.compare_digest(_bytes(given), _bytes(wanted))


def _signed(key: str, text: str) -> str:
    return hmac.new(_bytes(key), f"redline 1 {text}".encode(), hashlib.sha256).hexdigest() if key else ""


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
