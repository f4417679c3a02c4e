"""WebSub: what a hub was asked for, and what it sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.model.ids import SourceId


class PushState(StrEnum):
    """How things stand with a hub."""

    ASKED = "asked"  # it has been asked, and has not come back to verify
    VERIFIED = "verified"  # it sends what is new until the lease ends
    DENIED = "denied"
    ENDING = "ending"  # it was asked to stop


@dataclass(frozen=True, slots=True)
class PushLease:
    """A source's subscription at a hub; `token` is the unguessable part of the address that the hub sends to."""

    source: SourceId
    hub: str
    topic: str
    token: str
    state: PushState
    asked: datetime  # when the hub was last asked
    tries: int = 1  # requests since it last verified
    since: datetime | None = None  # when it last verified
    until: datetime | None = None  # when the lease ends
    pushed: datetime | None = None  # when it last sent something that was signed
    reason: str = ""  # of a refusal or a failure, in words


@dataclass(frozen=True, slots=True)
class Pushed:
    """A document that a hub sent, waiting for the look that reads it."""

    body: bytes
    content_type: str
    at: datetime
