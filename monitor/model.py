"""The nouns of Redline: frozen records that every stage shares.

Times are aware datetimes in UTC. Units are in the names (`_s`, `_bytes`). No record knows how it is stored or sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, NewType, TypeVar

T = TypeVar("T")

SourceId = NewType("SourceId", str)  # 12 characters: hash of the source's URL
ArticleId = NewType("ArticleId", str)  # 16 characters: hash of the normalised link URL; never changes
EventId = NewType("EventId", str)  # evt_ + base32 hash of (subject, sequence, type, content hash)
SubscriptionId = NewType("SubscriptionId", str)  # sub_...


# ------------------------------------------------ sources
class SourceKind(StrEnum):
    """How a source lists its entries."""

    FEED = "feed"  # RSS, Atom, JSON Feed
    SITEMAP = "sitemap"  # sitemap, news sitemap, sitemap index
    SECTION = "section"  # a page whose links match a pattern
    PAGE = "page"  # one single page; its own only entry


class Watch(StrEnum):
    """What of an entry is versioned."""

    ARTICLE = "article"  # the page behind the link
    FEED = "feed"  # title, summary and content of the feed item; labelled "from the feed only"


class Owner(StrEnum):
    """Who may change a declared thing: the settings file, or the store (commands and API)."""

    FILE = "file"
    STORE = "store"


@dataclass(frozen=True, slots=True)
class SourceRules:
    """What the owner of a source may set; every field has a safe default."""

    every_s: int | None = None  # fixed schedule; None = the re-check policy decides
    cron: str | None = None  # fixed schedule as a cron line (APScheduler's trigger)
    link_pattern: str | None = None  # regular expression on absolute URLs; section pages need one
    max_new_per_look: int = 50
    max_new_per_day: int = 500
    max_age_days: int | None = 7  # entries with an older date are not taken up; None = any age
    foreign_domains: tuple[str, ...] = ()  # other registrable domains whose links are followed; ("*",) = all
    allow_networks: tuple[str, ...] = ()  # CIDRs of private networks; settings file and own command line only
    ignore_robots: bool = False
    retire: bool = True  # closing looks, then finished; False for single pages such as terms and laws
    weight: float = 1.0  # watch weight
    confirm: bool = True  # look a second time before a change is published
    jitter_s: int = 0  # a fixed schedule's looks come up to so much later


@dataclass(frozen=True, slots=True)
class Source:
    """Something that lists articles."""

    id: SourceId
    url: str
    kind: SourceKind
    name: str
    added: datetime
    watch: Watch = Watch.ARTICLE
    owner: Owner = Owner.STORE
    tags: tuple[str, ...] = ()
    rules: SourceRules = SourceRules()
    paused: bool = False
    archived: bool = False  # left the settings file or was removed; history stays


class Health(StrEnum):
    """How the last looks at a subject went."""

    NEW = "new"  # never looked at
    OK = "ok"
    FAILING = "failing"
    DEGRADED = "degraded"  # "could not read the whole page"
    BLOCKED = "blocked"  # consent, bot wall, login or paywall
    UNAVAILABLE = "unavailable"  # 410, or 404 for long enough
    QUARANTINED = "quarantined"  # "set aside after 3 crashes"
    FINISHED = "finished"  # retired: no more looks planned


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to make the next request conditional; sent back verbatim, never invented."""

    etag: str = ""
    last_modified: str = ""
    body_sha256: str = ""  # hash of the raw body: the cheap gate for servers without validators
    gate: str = ""  # hash over all of the page that a version can draw from


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the looks at a source have found so far. `baseline` is False until the first look was recorded."""

    health: Health = Health.NEW
    baseline: bool = False
    looked: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0  # in a row
    reason: str = ""  # of the last failure, in words
    looks: int = 0
    entries_seen: int = 0
    new_today: int = 0
    today: str = ""  # the UTC day that new_today counts, YYYY-MM-DD
    title: str = ""  # as the source calls itself
    validators: Validators = Validators()
    notes: tuple[str, ...] = ()  # warnings of the last look: "cut off in the middle", "12 links over the cap"
    content_until: datetime | None = None  # newest date among its entries
    hint_s: int = 0  # how often its publisher wants to be asked at most, 0 = no word


@dataclass(frozen=True, slots=True)
class Entry:
    """A link that a source lists, with what the source says about it."""

    url: str  # absolute, as listed
    title: str = ""
    summary: str = ""  # HTML or text as published
    content: str = ""  # HTML as published
    author: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    guid: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What one look at a source found."""

    title: str = ""
    entries: tuple[Entry, ...] = ()
    more: tuple[str, ...] = ()  # further documents to read: the sitemaps of an index
    notes: tuple[str, ...] = ()  # what was wrong with it, in words
    feeds: tuple[str, ...] = ()  # feeds that an HTML page announces
    hub: str = ""  # WebSub hub, where announced
    self_url: str = ""
    min_interval_s: int = 0  # the publisher's hint (ttl, sy:), 0 = none


# ------------------------------------------------ fetching
class FetchReason(StrEnum):
    """Why a fetch gave no body to read."""

    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BAD_URL = "bad_url"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    PROTOCOL = "protocol"  # broken HTTP or broken compression
    PRIVATE_ADDRESS = "private_address"
    ROBOTS = "robots"
    HOST_BUSY = "host_busy"  # a redirect to a host that may not be asked yet


@dataclass(frozen=True, slots=True)
class Request:
    """One look at one address."""

    url: str
    validators: Validators = Validators()  # empty = unconditional
    max_bytes: int = 10_000_000
    total_s: float = 30.0
    max_redirects: int = 5
    allow_networks: tuple[str, ...] = ()
    ignore_robots: bool = False
    accept: str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@dataclass(frozen=True, slots=True)
class Response:
    """A complete answer: any status, body decoded from its content coding and within the cap."""

    url: str  # the one asked for
    final_url: str  # after redirects
    status: int
    headers: tuple[tuple[str, str], ...]  # lower-case names, in order, as sent
    body: bytes
    body_sha256: str
    elapsed_s: float
    hops: tuple[tuple[int, str], ...] = ()  # (status, location) of each redirect
    address: str = ""  # IP address really dialled, of the last hop

    def header(self, name: str) -> str:
        """The first header of this (lower-case) name, or ""."""
        return next((value for key, value in self.headers if key == name), "")


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server answered 304 to a conditional request."""

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    elapsed_s: float = 0.0


@dataclass(frozen=True, slots=True)
class FetchFailed:
    """No answer that could be read; the reason is one of FetchReason, the detail is for people."""

    url: str
    reason: FetchReason
    detail: str = ""
    elapsed_s: float = 0.0


FetchResult = Response | NotModified | FetchFailed


# ------------------------------------------------ text
class BlockKind(StrEnum):
    """What a block of an article is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    CAPTION = "caption"
    CORRECTION = "correction"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph-like piece of an article, its text as published, without line breaks."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """What a reader of the page reads: the result of extraction and the content of a version."""

    title: str
    blocks: tuple[Block, ...]
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    published: str = ""  # ISO 8601 as precise as the page says, "" if unknown
    modified: str = ""
    canonical: str = ""
    language: str = ""  # BCP 47, "" if unknown
    section: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """One extraction: the text and how far it can be trusted."""

    text: Text
    extractor: str  # name of the step of the chain that gave the blocks
    extractor_version: str
    degraded: bool = False  # no version is made of a degraded one
    reason: str = ""  # why degraded: "empty page", "consent page", "bot wall", "paywall", "needs a browser"
    notes: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()  # the steps of the chain that were tried, in order
    gate: str = ""  # hash over all of the page that a version can draw from
    unchanged: bool = False  # the gate was the one that was known: the page was not read, `text` is empty


# ------------------------------------------------ versions
@dataclass(frozen=True, slots=True)
class Evidence:
    """How a version was seen. Kept beside its text, hashed into the chain."""

    look_id: str  # unique per look; makes a repeated commit recognisable
    status: int
    headers: tuple[tuple[str, str], ...]  # those that matter: date, etag, last-modified, content-type, age, server...
    raw_sha256: str  # of the body as decoded from its content coding; "" for feed-only text
    raw_bytes: int
    extractor: str
    extractor_version: str
    final_url: str = ""
    confirmed_by: str = ""  # look id of the confirming look, "" if taken at once
    origin: str = "page"  # page | feed


@dataclass(frozen=True, slots=True)
class Version:
    """One kept text of an article; numbers start at 1 and are never reused."""

    article: ArticleId
    number: int
    first_seen: datetime  # the look that first found this text
    last_confirmed: datetime  # the last look, 304 included, that still found exactly this text
    text: Text
    fingerprint: str  # hex, of the folded canonical text: snapshot.fingerprint()
    evidence: Evidence
    prev_hash: str = ""  # hex SHA-256 of the record before, "" for the first
    record_hash: str = ""  # hex SHA-256 of this record


@dataclass(frozen=True, slots=True)
class Candidate:
    """A suspected change, kept until a second look agrees or does not."""

    text: Text
    fingerprint: str
    evidence: Evidence
    first_seen: datetime
    looks: int = 1


@dataclass(frozen=True, slots=True)
class Sighting:
    """A text that was seen once and then gone ("transient")."""

    seen: datetime
    gone_by: datetime
    title: str
    summary: str  # one line: what was different
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Article:
    """One watched address. Its id is the hash of its normalised link URL."""

    id: ArticleId
    url: str
    host: str
    source: SourceId  # the owner: the first lister; its rules apply
    sources: tuple[SourceId, ...]
    added: datetime  # First seen (by us)
    listed_title: str = ""
    published: str = ""  # Published (outlet says)
    watch: Watch = Watch.ARTICLE
    baseline: bool = False  # found at the first look at its source: its first version makes no event


@dataclass(frozen=True, slots=True)
class ArticleState:
    """What the looks at an article have found so far; small, read before every look."""

    health: Health = Health.NEW
    versions: int = 0  # number of the newest version, 0 = none yet
    changes: int = 0
    fingerprint: str = ""  # of the newest version
    last_confirmed: datetime | None = None
    last_change: datetime | None = None  # first_seen of the newest version after the first
    looked: datetime | None = None
    looks: int = 0
    failures: int = 0  # in a row
    crashes: int = 0  # looks in a row that killed the process that read the page; 3 = quarantined
    reason: str = ""
    validators: Validators = Validators()
    sequence: int = 0  # of the article's newest event
    title: str = ""  # newest headline
    earlier: tuple[str, ...] = ()  # fingerprints of earlier versions, newest first, at most 32 (short form: 16 hex)
    failing_since: datetime | None = None  # the first of the failures in a row


@dataclass(frozen=True, slots=True)
class Head:
    """What a look must know before it fetches: read in one round trip."""

    article: Article
    state: ArticleState
    newest: Version | None
    candidate: Candidate | None


# ------------------------------------------------ changes
class Notice(StrEnum):
    """Whether the publisher said so. A claim about the page, never about intent."""

    FOUND = "found"
    TIME_ONLY = "time_only"
    NONE_FOUND = "none_found"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Stats:
    """Size of a change in words."""

    words_added: int
    words_removed: int
    similarity: float  # 0..1


@dataclass(frozen=True, slots=True)
class Interval:
    """An edit happened after `not_before` (the old text was still there) and by `not_after` (the new one was)."""

    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """From one version of an article to the next, with its labels as published; never relabelled in place."""

    article: ArticleId
    from_version: int
    to_version: int
    interval: Interval
    old_title: str
    new_title: str
    kinds: tuple[str, ...]
    notice: Notice
    weight: int  # 0..100
    reasons: tuple[str, ...]  # of the weight
    band: str  # minor | small | medium | large | rewrite
    summary: str  # one line, at most 120 characters
    stats: Stats
    rules_version: str


# ------------------------------------------------ events
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


@dataclass(frozen=True, slots=True)
class Position:
    """Where an event lies in its shard's stream; leaves the process only inside opaque cursors."""

    shard: str
    id: str  # stream id


# ------------------------------------------------ subscriptions
@dataclass(frozen=True, slots=True)
class Filter:
    """Which events a subscription wants; empty tuples mean all."""

    types: tuple[EventType, ...] = (
        EventType.CHANGED,
        EventType.UNAVAILABLE,
        EventType.RESTORED,
        EventType.WITHDRAWN,
    )
    sources: tuple[SourceId, ...] = ()
    tags: tuple[str, ...] = ()
    articles: tuple[ArticleId, ...] = ()
    kinds: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    min_weight: int = 0
    headline_only: bool = False  # changes whose headline differs
    min_words: int = 0  # added and removed together
    max_words: int | None = None  # None = any number


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who wants which events on which sink."""

    id: SubscriptionId
    sink: str  # key of the sink table: "webhook"
    target: str  # URL, or a name from the settings file
    created: datetime
    owner: Owner = Owner.STORE
    filter: Filter = Filter()
    name: str = ""
    allow_networks: tuple[str, ...] = ()  # private targets; settings file and own command line only
    disabled: str = ""  # reason, "" = live
    since: datetime | None = None  # events before this are not sent


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event that is to reach one subscription."""

    subscription: SubscriptionId
    event: EventId
    subject: str
    sequence: int  # of the event's subject
    endpoint_sequence: int  # consecutive per subscription
    queued: datetime
    tries: int = 0  # made before, those of deliverers that died included
    type: EventType | None = None  # of the event
    retry: bool = False  # claimed from the retries, not from the first tries, which keep their order


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver, as the delivery log shows it."""

    delivery: Delivery
    at: datetime
    ok: bool
    status: int = 0  # HTTP status, 0 = no answer
    detail: str = ""
    elapsed_s: float = 0.0
    retry_after_s: float | None = None
    body: str = ""  # of a failure: what the receiver answered, at most 4 kB


@dataclass(frozen=True, slots=True)
class Streak:
    """Failures of an endpoint since it last took something."""

    failures: int = 0
    first: datetime | None = None
    last: datetime | None = None


# ------------------------------------------------ frontier
class ItemKind(StrEnum):
    """What the frontier schedules."""

    SOURCE = "source"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Item:
    """Something to look at, and the host that will be asked."""

    kind: ItemKind
    id: str
    host: str


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to look at an item until it runs out; `token` fences every later call."""

    item: Item
    token: str
    due: datetime  # when it was due
    until: datetime
    signalled: bool = False  # somebody announced a change: no confirmation needed
    expiries: int = 0  # leases of this item that ran out before


@dataclass(frozen=True, slots=True)
class Planned:
    """What is really scheduled for an item."""

    item: Item
    due: datetime | None  # None: nothing planned
    leased: bool = False
    quarantined: str = ""  # reason
    host_blocked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """When to look again, and why in words; `after_s` None = no more looks planned."""

    after_s: float | None
    why: str
    unconditional: bool = False
    last: bool = False  # the look that it plans is the last planned one


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A page of a list and the opaque cursor of the next one ("" = the end)."""

    items: tuple[T, ...]
    next: str = ""
    total: int | None = None
