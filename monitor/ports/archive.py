"""What was seen, and how the outcome of a look is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.model import (
    Article,
    ArticleId,
    ArticleState,
    Candidate,
    Care,
    Change,
    Event,
    EventType,
    Evidence,
    Head,
    Health,
    Pin,
    Sighting,
    Text,
    Trail,
    Validators,
    Version,
)


class Labellings(Protocol):
    """Later labellings of changes, beside the one that was published; each set of rules labels a change once."""

    async def put(self, change: Change) -> bool:
        """Keep it; False if these rules have labelled this change before."""
        ...

    async def of(self, article: ArticleId) -> tuple[Change, ...]:
        """All of an article, by version and then by rules."""
        ...


@dataclass(frozen=True, slots=True)
class Commit:
    """A new version with its event and validators: all or nothing."""

    article: ArticleId
    expected: int  # number of the head that the look started from; the new version is expected + 1
    text: Text
    fingerprint: str
    evidence: Evidence  # evidence.look_id recognises a repeated commit
    validators: Validators
    change: Change | None  # None for the first version
    event: EventType | None  # CREATED for the first (None for a baseline that makes no event), CHANGED after
    first_seen: datetime | None = None  # the candidate's; None = the server's now
    detail: str = ""
    late: bool = False
    trail: Trail | None = None  # None = as it was
    reread: bool = False  # no change: the page is read in another way; an evidence of origin "reread" is no look either
    pin: Pin | None = None  # how the page was read


@dataclass(frozen=True, slots=True)
class Committed:
    """The version is kept. `repeated`: it had been kept already by this very look."""

    version: Version
    event: Event | None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """The head had moved: the observation is thrown away, never rebased, and the article is due at once."""

    expected: int
    found: int


@dataclass(frozen=True, slots=True)
class LookNote:
    """The outcome of a look that makes no version."""

    article: ArticleId
    expected: int
    look_id: str
    health: Health
    confirmed: bool = False  # the newest version's text was still there
    reason: str = ""
    validators: Validators | None = None  # None = keep those of record
    candidate: Candidate | None = None  # a suspected change to keep
    drop_candidate: bool = False
    sighting: Sighting | None = None
    event: EventType | None = None  # UNAVAILABLE, RESTORED, FINISHED
    failed: bool = False  # counts as a failure in a row
    pin: Pin | None = None  # how pages of it are read from now on; None = as before
    crashed: bool = False  # counts as a crash in a row; any other outcome sets that count to 0
    late: bool = False
    trail: Trail | None = None  # None = as it was


@dataclass(frozen=True, slots=True)
class Noted:
    """The outcome is kept, with the event it made."""

    state: ArticleState
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class EventContext:
    """An event with all that a message about it says."""

    event: Event
    article: Article
    old: Text | None = None  # before and after its change; None without one, or where the text may not be read
    new: Text | None = None


class Archive(Protocol):
    """What was seen. One article's data changes only here, each change in one atomic step."""

    async def create(self, articles: Sequence[Article]) -> list[bool]:
        """Add new articles; a known one only gains the source. True where it was new."""
        ...

    async def head(self, article: ArticleId) -> Head | None:
        """State, newest version and candidate, in one round trip."""
        ...

    async def commit(self, commit: Commit) -> Committed | Conflict:
        """Keep a version; see Commit."""
        ...

    async def record(self, note: LookNote) -> Noted | Conflict:
        """Keep the outcome of a look that made no version."""
        ...

    async def version(self, article: ArticleId, number: int) -> Version | None:
        """One version, checked against its checksum and chain; raises DamagedRecord."""
        ...

    async def versions(self, article: ArticleId) -> tuple[Version, ...]:
        """All versions, oldest first."""
        ...

    async def events(self, article: ArticleId) -> tuple[Event, ...]:
        """All events of the article, oldest first."""
        ...

    async def context(self, article: ArticleId, sequence: int) -> EventContext | None:
        """One event with what is told of it; the first has sequence 1."""
        ...

    async def sightings(self, article: ArticleId) -> tuple[Sighting, ...]:
        """Texts that were seen once and then gone, oldest first."""
        ...


class Cares(Protocol):
    """What is decided about single articles beside their looks; a look reads it with the head."""

    async def put(self, article: ArticleId, care: Care) -> None:
        """From now on; the usual care is forgotten."""
        ...

    async def of(self, articles: Sequence[ArticleId]) -> Mapping[ArticleId, Care]:
        """The care of those of them for which it is not the usual one; without those that left memory."""
        ...

    async def move(self, article: ArticleId, host: str) -> None:
        """The host that is asked for it from now on; its address, and so its id, stays."""
        ...
