"""What the core asks of the world: small Protocols, and the values that go through them.

Every adapter of a port passes that port's suite in `tests/contracts/`; each port has a memory twin that ships.
The order of work that the pipeline follows (and a kill test checks at each step):

1. `Archive.head` before the fetch; `commit(expected=head.state.versions)` succeeds only if the head has not moved.
2. Validators become durable only inside `commit` or `record`, never for a degraded, blocked or pending look.
   For a source: `Frontier.put` of every link and `Archive.create`, then `SourceBook.record`, then `ack`.
3. `Frontier.ack` last.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from monitor.model import (
    Article,
    ArticleId,
    ArticleState,
    Attempt,
    Candidate,
    Change,
    Delivery,
    Event,
    EventType,
    Evidence,
    Extraction,
    FetchResult,
    Head,
    Health,
    Item,
    ItemKind,
    Lease,
    Listing,
    Page,
    Planned,
    Position,
    Request,
    Response,
    Sighting,
    Source,
    SourceId,
    SourceState,
    Streak,
    Subscription,
    SubscriptionId,
    Text,
    Validators,
    Version,
)


# ------------------------------------------------ outside
class Clock(Protocol):
    """The time of this process; what is stored carries the store's own time."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Come back after that time."""
        ...


class Fetcher(Protocol):
    """Asks publishers; robots.txt, redirects, limits and the address guard are its business."""

    async def fetch(self, request: Request) -> FetchResult:
        """The answer; a failure is a value (`FetchFailed`), never an exception."""
        ...

    async def crawl_delay(self, url: str) -> float:
        """Seconds that robots.txt asks for between requests to this host, 0 if it does not."""
        ...


class HostGate(Protocol):
    """Lets a redirect hop to another host take that host's turn."""

    async def reserve(self, host: str) -> bool:
        """True if the host may be asked now; it then counts as asked."""
        ...


class Workshop(Protocol):
    """CPU work, done in child processes with limits of time and memory; raises WorkerDied."""

    async def read_page(self, body: bytes, *, url: str, content_type: str, gate: str = "") -> Extraction:
        """The article in a page, or the word that its gate is still this one."""
        ...

    async def read_listing(self, source: Source, body: bytes, *, url: str, content_type: str) -> Listing:
        """What a source's document lists; raises ParseError."""
        ...

    async def compare(self, old: Version, new: Version, head: Head) -> Change:
        """The labelled change between two versions."""
        ...


# ------------------------------------------------ frontier
class Frontier(Protocol):
    """When to look at what. Times go in as durations and are the server's; per-host pace holds over all workers."""

    async def put(self, items: Sequence[Item], *, after_s: float = 0.0, spread_s: float = 0.0) -> int:
        """Plan new items, first looks spread over `spread_s`; known ones are left alone. How many were new."""
        ...

    async def claim(self, kinds: Sequence[ItemKind], limit: int, *, lease_s: float) -> list[Lease]:
        """Due items whose hosts may be asked now, one per host; expired leases are taken back first."""
        ...

    async def extend(self, lease: Lease, *, lease_s: float) -> bool:
        """Keep the lease for longer; False if it is no longer ours."""
        ...

    async def ack(self, lease: Lease, *, after_s: float | None, pace_s: float = 1.0) -> bool:
        """The look is over: next one after `after_s` (None = none planned), the host free again after `pace_s`.

        False, and nothing done, if the lease is no longer ours. A put or signal during the lease makes it due now.
        """
        ...

    async def signal(self, items: Sequence[Item]) -> int:
        """Make known items due now (unknown ones are put); never lowers a host's block."""
        ...

    async def block(self, host: str, *, for_s: float) -> None:
        """Nobody asks this host before then; the later of two blocks holds."""
        ...

    async def remove(self, items: Sequence[Item]) -> int:
        """Forget items; a lease that is out acks into nothing."""
        ...

    async def planned(self, items: Sequence[Item]) -> list[Planned]:
        """What is really scheduled, in the order asked."""
        ...


class Wakeup(Protocol):
    """Lets a worker sleep until something may be due, instead of spinning."""

    async def wait(self, *, timeout_s: float, kinds: Sequence[ItemKind] = tuple(ItemKind)) -> None:
        """Return when an item of these kinds may be due, or after the time-out."""
        ...


class Cache(Protocol):
    """Small values that may be lost at any time: robots.txt and the like."""

    async def get(self, key: str) -> bytes | None:
        """The value, None if there is none or its time is over."""
        ...

    async def put(self, key: str, value: bytes, *, ttl_s: float) -> None:
        """Keep a value for so long; one over 512 KiB is cut there."""
        ...


class Labellings(Protocol):
    """Later labellings of changes, beside the one that was published; each set of rules labels a change once."""

    async def put(self, change: Change) -> bool:
        """Keep it; False if these rules have labelled this change before."""
        ...

    async def of(self, article: ArticleId) -> tuple[Change, ...]:
        """All of an article, by version and then by rules."""
        ...


class Locks(Protocol):
    """Named locks that run out by themselves, for jobs that one process at a time does."""

    async def take(self, name: str, *, for_s: float) -> bool:
        """True if nobody has taken it for that long."""
        ...


@dataclass(frozen=True, slots=True)
class Fullness:
    """How much of the store's memory is used; `limit_bytes` 0 = no limit."""

    used_bytes: int = 0
    limit_bytes: int = 0

    @property
    def share(self) -> float:
        """Used of the limit, 0 without one."""
        return self.used_bytes / self.limit_bytes if self.limit_bytes else 0.0

    @property
    def is_full(self) -> bool:
        """True from where on nothing is looked at, so that the rest has room."""
        return self.share >= FULL_SHARE


FULL_SHARE: Final = 0.85


class Room(Protocol):
    """How much room the store has left."""

    async def fullness(self) -> Fullness:
        """As of a second ago at most."""
        ...


# ------------------------------------------------ archive
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
    crashed: bool = False  # counts as a crash in a row; any other outcome sets that count to 0


@dataclass(frozen=True, slots=True)
class Noted:
    """The outcome is kept, with the event it made."""

    state: ArticleState
    event: Event | None = None


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

    async def sightings(self, article: ArticleId) -> tuple[Sighting, ...]:
        """Texts that were seen once and then gone, oldest first."""
        ...


class Originals(Protocol):
    """The raw responses behind versions and suspected changes."""

    async def keep(self, article: ArticleId, response: Response, look_id: str, at: datetime) -> None:
        """Keep the response, the same body of the same article once; what can not be kept stops no look."""
        ...

    async def where(self, article: ArticleId, body_sha256: str) -> str:
        """Where the response with this body lies, "" if it was not kept."""
        ...


class NoOriginals:
    """The port Originals where nothing is kept."""

    async def keep(self, article: ArticleId, response: Response, look_id: str, at: datetime) -> None:
        """Nothing is kept."""

    async def where(self, article: ArticleId, body_sha256: str) -> str:  # noqa: ARG002 - the port's signature
        """Nothing was kept."""
        return ""


@dataclass(frozen=True, slots=True)
class SignedRoot:
    """One entry of the signed log: the root over all chains of records that grew since the entry before."""

    number: int
    at: datetime
    signed: str  # the lines that were signed, see docs/proofs.md
    signature: str  # Ed25519, hex
    key: str  # the public key, hex


@dataclass(frozen=True, slots=True)
class Totals:
    """Counters of the whole store or of one source."""

    articles: int = 0
    changed_articles: int = 0
    versions: int = 0
    changes: int = 0
    looks: int = 0
    failed_looks: int = 0


class Catalog(Protocol):
    """Lists over the archive: k-way merges of per-shard indexes, newest first, with opaque cursors."""

    async def events(
        self,
        *,
        types: Sequence[EventType] = (EventType.CHANGED,),
        source: SourceId | None = None,
        cursor: str = "",
        limit: int = 50,
    ) -> Page[Event]:
        """Events of articles, newest first."""
        ...

    async def articles(self, *, source: SourceId | None = None, cursor: str = "", limit: int = 50) -> Page[ArticleId]:
        """Articles, last added first."""
        ...

    async def heads(self, articles: Sequence[ArticleId]) -> dict[ArticleId, tuple[Article, ArticleState]]:
        """Articles with their states, without texts; unknown ids are left out."""
        ...

    async def find(self, prefix: str, *, limit: int = 10) -> list[ArticleId]:
        """Articles whose id starts so; for short ids."""
        ...

    async def totals(self, source: SourceId | None = None) -> Totals:
        """Counters, approximate by at most the looks under way."""
        ...


@dataclass(frozen=True, slots=True)
class SourceNote:
    """The outcome of a look at a source."""

    source: SourceId
    look_id: str
    ok: bool
    state: SourceState  # the new state; its validators are kept only if ok
    event: EventType | None = None  # SOURCE_FAILING, SOURCE_RECOVERED, SOURCE_QUIET, SOURCE_DEGRADED
    detail: str = ""


class SourceBook(Protocol):
    """The declared sources and their states."""

    async def put(self, source: Source) -> bool:
        """Add or replace the declaration; the state stays. True if it was new."""
        ...

    async def get(self, source: SourceId) -> Source | None:
        """The declaration."""
        ...

    async def all(self, *, archived: bool = False) -> list[Source]:
        """All declarations by name; archived ones only if asked for."""
        ...

    async def states(self, sources: Sequence[SourceId]) -> dict[SourceId, SourceState]:
        """States; a source without looks has SourceState()."""
        ...

    async def record(self, note: SourceNote) -> Event | None:
        """Keep the outcome of a look, with the event it makes."""
        ...

    async def events(self, source: SourceId) -> tuple[Event, ...]:
        """All events of the source, oldest first."""
        ...


# ------------------------------------------------ delivery
@dataclass(frozen=True, slots=True)
class Tenure:
    """The right to read one shard's stream for fan-out; every write carries the fencing number."""

    shard: str
    owner: str
    fence: int
    cursor: str  # stream id up to which events have been fanned out


class EventLog(Protocol):
    """The streams of events, one per shard of the archive (articles) and of the book (sources, endpoints)."""

    def shards(self) -> tuple[str, ...]:
        """Names of all shards."""
        ...

    async def own(self, shard: str, owner: str, *, lease_s: float) -> Tenure | None:
        """Become or stay the one reader of a shard; None while another holds it."""
        ...

    async def read(self, shard: str, *, after: str, limit: int = 100) -> list[tuple[Position, Event]]:
        """Events after a stream id, in order; falls back to the archive's records where the stream was capped."""
        ...

    async def advance(self, tenure: Tenure, cursor: str) -> bool:
        """Move the cursor; False if the tenure was lost."""
        ...

    async def wait(self, cursors: Mapping[str, str], *, timeout_s: float) -> bool:
        """True when any shard may have an event beyond its cursor; False after the time-out."""
        ...


class Subscriptions(Protocol):
    """Who wants what. Secrets are kept apart and given only to the sink."""

    async def put(self, subscription: Subscription, *, secret: str = "") -> bool:
        """Add or replace. True if it was new."""
        ...

    async def get(self, subscription: SubscriptionId) -> Subscription | None:
        """One subscription."""
        ...

    async def all(self) -> list[Subscription]:
        """All of them, oldest first."""
        ...

    async def remove(self, subscription: SubscriptionId) -> bool:
        """Forget it and its queue."""
        ...

    async def secrets(self, subscription: SubscriptionId) -> tuple[str, ...]:
        """Live signing secrets, newest first (two during rotation)."""
        ...


class Endpoints(Protocol):
    """The life of endpoints: secrets that change, being disabled, events of which an endpoint is the subject."""

    async def version(self) -> str:
        """Another one as soon as any subscription was put, removed, disabled, enabled or is to be caught up."""
        ...

    async def rotate(self, subscription: SubscriptionId, secret: str, *, keep_s: float) -> bool:
        """Sign with this secret too; the others stop after `keep_s`. False if there is no such subscription."""
        ...

    async def disable(self, subscription: SubscriptionId, reason: str) -> Event | None:
        """Drop its queue but remember from when on to catch up; the event to tell, None if it was disabled already."""
        ...

    async def enable(self, subscription: SubscriptionId) -> bool:
        """Live again, and behind: everything since the oldest undelivered event is sent. False if it was live."""
        ...

    async def tell(self, subscription: SubscriptionId, kind: EventType, *, detail: str = "") -> Event | None:
        """Make an event of which the endpoint is the subject; None if there is no such subscription."""
        ...

    async def events(self, subscription: SubscriptionId) -> tuple[Event, ...]:
        """The newest events of the endpoint, oldest first."""
        ...

    async def untold(self) -> list[Event]:
        """Events of `disable` that have not been passed on yet."""
        ...

    async def told(self, event: Event) -> None:
        """It has been passed on."""
        ...


class Outbox(Protocol):
    """Deliveries on their way: a slot per subscription, due times in a ZSET per shard, the log."""

    async def enqueue(self, subscription: SubscriptionId, events: Sequence[tuple[Position, Event]]) -> int:
        """Queue events of one shard in order, each exactly once: positions up to that shard's mark are refused.

        How many were queued; BEHIND, and nothing done, if the endpoint has to be caught up first (see CatchUp).
        A disabled or unknown endpoint takes nothing.
        """
        ...

    async def claim(self, limit: int, *, lease_s: float) -> list[Delivery]:
        """Deliveries that are due, at most a few per subscription; a lease that runs out makes it due again."""
        ...

    async def release(self, deliveries: Sequence[Delivery]) -> None:
        """Give back what was claimed and not tried: due at once, in its place, not counted as a try."""
        ...

    async def settle(self, attempt: Attempt, *, retry_after_s: float | None, pause_s: float = 0.0) -> Streak:
        """Log the attempt; done, or due again after that time, or (None and not ok) a dead letter.

        Nothing of this endpoint is handed out for `pause_s`. A failure that comes after the lease was lost to another
        is only logged; a success always counts. Returns the endpoint's failures in a row.
        """
        ...

    async def wait(self, *, timeout_s: float) -> None:
        """Return when a delivery may have become due sooner than was known, or after the time-out."""
        ...

    async def next_due_s(self) -> float | None:
        """Seconds until the next delivery is due, None = nothing queued."""
        ...

    async def log(self, subscription: SubscriptionId, *, limit: int = 100) -> list[Attempt]:
        """Newest attempts first."""
        ...

    async def dead(self, subscription: SubscriptionId) -> list[Delivery]:
        """Dead letters, newest first."""
        ...


BEHIND: Final = -1  # what Outbox.enqueue answers for an endpoint that has to be caught up


@dataclass(frozen=True, slots=True)
class Behind:
    """An endpoint that has to be sent what one shard's stream holds after a position."""

    subscription: SubscriptionId
    shard: str
    after: str  # stream id
    generation: int


class CatchUp(Protocol):
    """Endpoints that fan-out left behind: new ones that want the past, re-enabled ones, those whose queue is full."""

    async def replay(self, subscription: SubscriptionId, since: datetime) -> bool:
        """Send everything since then (again, with the same ids). False if there is no such subscription."""
        ...

    async def behind(self, shard: str) -> list[Behind]:
        """Who has to be caught up on this shard."""
        ...

    async def catch_up(self, behind: Behind, events: Sequence[tuple[Position, Event]]) -> int:
        """Like Outbox.enqueue, for one that is behind; BEHIND if its queue is full or it fell behind anew."""
        ...

    async def caught_up(self, behind: Behind, *, shards: int) -> None:
        """This one of so many shards is done."""
        ...


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits for one endpoint."""

    waiting: int = 0  # first tries
    retrying: int = 0
    under_way: int = 0
    dead: int = 0
    oldest: datetime | None = None  # when the oldest waiting first try was queued
    behind: bool = False
    streak: Streak = Streak()


class OutboxDesk(Protocol):
    """What people ask of the outbox."""

    async def backlog(self, subscription: SubscriptionId) -> Backlog:
        """What waits for it."""
        ...

    async def redrive(self, subscription: SubscriptionId, *, limit: int = 1000) -> int:
        """Try dead letters again, oldest first. How many."""
        ...


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a sink gets to deliver."""

    delivery: Delivery
    subscription: Subscription
    secrets: tuple[str, ...]
    message_id: str  # stable over all attempts
    body: bytes  # the envelope, JSON, below 20 kB


class Sink(Protocol):
    """A way out. A failure is an Attempt that is not ok, never an exception."""

    def check(self, subscription: Subscription) -> None:
        """Raise DeliveryRefused if the target must not be used."""
        ...

    async def deliver(self, parcel: Parcel) -> Attempt:
        """Try once."""
        ...


class LiveEvents(Protocol):
    """Events as they happen, for pages that stay open."""

    def follow(self, cursor: str = "") -> AsyncIterator[tuple[str, Event]]:
        """(opaque cursor, event), from the cursor on or from now."""
        ...
