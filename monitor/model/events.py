"""Events: what happened, as it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from monitor.model.changes import Change
from monitor.model.ids import EventId, SourceId


class EventType(StrEnum):
    """What can be told to a subscriber."""

    CREATED = "article.created"
    CHANGED = "article.changed"
    UNAVAILABLE = "article.unavailable"
    RESTORED = "article.restored"
    FINISHED = "article.finished"
    WITHDRAWN = "change.withdrawn"
    SOURCE_FAILING = "source.failing"
    SOURCE_RECOVERED = "source.recovered"
    SOURCE_QUIET = "source.quiet"
    SOURCE_DEGRADED = "source.degraded"
    ENDPOINT_DISABLED = "endpoint.disabled"
    PING = "ping"


CHANGES: Final = (EventType.CHANGED, EventType.RESTORED)  # events that may carry a change


@dataclass(frozen=True, slots=True)
class Event:
    """A small record that stays for ever; its envelope is built from it and the archive when it is sent."""

    id: EventId
    type: EventType
    subject: str  # article, source or endpoint id
    sequence: int  # consecutive per subject, from 1
    prev: EventId | None  # the event before of the same subject
    at: datetime  # the server's time of the commit
    sources: tuple[SourceId, ...] = ()
    change: Change | None = None
    detail: str = ""  # for states: why, in words
    content_hash: str = ""  # sha256 of the new version's record, where there is one
    late: bool = False
    withheld: bool = False  # it touches what may not be read: its words are left out, and nobody is told


@dataclass(frozen=True, slots=True)
class Position:
    """Where an event lies in its shard's stream; leaves the process only inside opaque cursors."""

    shard: str
    id: str  # stream id
