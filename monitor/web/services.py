"""What the web layer is given: ports to read from, and a few things it may ask others to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from monitor.event.filters import Facts
from monitor.model import ArticleId, Deed, Event, EventId, Source, Subscription, SubscriptionId
from monitor.poll.explaining import Explained
from monitor.ports import (
    Annotations,
    Archive,
    Catalog,
    CatchUp,
    Clock,
    Copies,
    Endpoints,
    EventLog,
    Frontier,
    Histories,
    Labellings,
    Marks,
    NoCopies,
    NoOriginals,
    NothingLearned,
    Originals,
    Outbox,
    OutboxDesk,
    Presence,
    SavedFilters,
    SignedRoot,
    SourceBook,
    Subscriptions,
    TurningBoxes,
)
from monitor.web.keys import Person

OWNER: Final = "owner"  # who holds the admin key


@dataclass(frozen=True, slots=True)
class Asked:
    """How a wish ended: what is watched now, or why not."""

    ok: bool
    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One line of a list behind a figure; `url` is an address, a page of ours ("/articles/...") or ""."""

    title: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the scoreboard, with the list that it counts."""

    key: str  # of its list's address: "caught"
    label: str  # "edits caught"
    number: int
    items: tuple[ScoreItem, ...] = ()
    of: str = ""  # "of 480 noise changes"


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """What was really done against what was seen; `text` is the same in one line."""

    figures: tuple[Figure, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Hubs:
    """What is done with the requests of WebSub hubs."""

    verify: Callable[[str, Mapping[str, str]], Awaitable[str | None]]  # (token, fields) -> challenge; None: not asked
    receive: Callable[[str, bytes, str, str], Awaitable[bool | None]]  # (token, body, type, signature); None: nobody's


@dataclass(frozen=True, slots=True)
class Attention:
    """More or fewer checks of one article, and why the next one is when it is."""

    boost: Callable[[ArticleId, timedelta], Awaitable[datetime | None]]  # for so long, none ends it; until when
    weigh: Callable[[ArticleId, float], Awaitable[None]]
    explain: Callable[[ArticleId], Awaitable[Explained]]


@dataclass(frozen=True, slots=True)
class Actions:
    """What takes more than one port: only the composition root knows how to do it."""

    add_source: Callable[[str, str], Awaitable[Asked]]  # (address, name)
    alter_source: Callable[[Source], Awaitable[None]]  # raises SettingsError where the file owns it
    look_now: Callable[[ArticleId], Awaitable[bool]]  # False: no such article
    add_subscription: Callable[[Subscription], Awaitable[str]]  # its secret, shown once; raises DeliveryRefused
    decide: Callable[[ArticleId, int, Deed, str, str], Awaitable[None]]  # (article, version, deed, reason, by whom)
    rotate: Callable[[SubscriptionId], Awaitable[str]]  # a new secret beside the old one, which ends after a day
    ready: Callable[[], Awaitable[Sequence[str]]]  # what keeps us from working, in words; empty = ready
    attention: Attention


@dataclass(frozen=True, slots=True)
class Services:
    """Ports, and what the composition root makes of them."""

    archive: Archive
    catalog: Catalog
    book: SourceBook
    frontier: Frontier
    subscriptions: Subscriptions
    outbox: Outbox
    log: EventLog
    labellings: Labellings
    annotations: Annotations
    histories: Histories
    marks: Marks
    clock: Clock
    actions: Actions
    filters: SavedFilters
    endpoints: Endpoints
    catch_up: CatchUp
    resend: Callable[[SubscriptionId, EventId], Awaitable[bool]]  # one event once more; False: it never had it
    ping: Callable[[SubscriptionId], Awaitable[Event | None]]  # the test message; None: it is disabled
    render: Callable[[Event], Awaitable[bytes | None]]  # its envelope; None = its record is gone; raises Withheld
    facts: Callable[[Event, bool, bool], Awaitable[Facts]]  # (event, the article's too, the changed words too)
    score: Callable[[], Awaitable[Scoreboard]] | None = None  # the demo's scoreboard
    originals: Originals = NoOriginals()
    copies: Copies = field(default_factory=NoCopies)  # where else versions are kept
    turning: TurningBoxes = NothingLearned()
    captures: Callable[[str], ArticleId] | None = None  # the article of a web archive's captures of an address
    roots: Callable[[], Sequence[SignedRoot]] = tuple  # the signed log, oldest first
    room: Callable[[], Awaitable[Sequence[str]]] | None = None  # how full memory and disk are, in words
    hubs: Hubs | None = None
    desk: OutboxDesk | None = None  # what waits for each subscription
    presence: Presence | None = None  # whether anybody looks, and when nobody did


@dataclass(frozen=True, slots=True)
class WebOptions:
    """How the surface behaves."""

    admin_key: str  # "" = nobody has it; its holder is called OWNER
    base_url: str = ""
    people: tuple[Person, ...] = ()  # others who have a key
    public: bool = False  # anybody may read; writing always needs the key
    hosts: tuple[str, ...] = ()  # further host names that are answered
    banner: str = ""  # on every page
    warnings: tuple[str, ...] = ()  # on the status page and the home page
    hub: str = ""  # WebSub hub that public feeds name
    heartbeat_s: float = 15.0  # of /api/v1/events


def people(options: WebOptions) -> tuple[Person, ...]:
    """Everybody who has a key."""
    return (Person(OWNER, options.admin_key), *options.people)
