"""The whole key map: each key with its type, owner, lifetime and cap.

A key is `PREFIX:{TAG}:NAME`. The braces make Redis Cluster keep all keys of one tag in one slot, so a script that is
given keys of one tag touches one slot. Tags: `aNN` articles by id, `fNN` frontier by host, `bNN` book (sources and
endpoints) by id. How many shards there are is fixed for the life of a data set and read from the layout key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from zlib import crc32

from monitor.model import ItemKind

DEFAULT_PREFIX: Final = "redline"
DEFAULT_SHARDS: Final = 16

# ---- caps of the frontier; the scripts get them as arguments
MAX_HOSTS_PER_SHARD: Final = 2**18  # host numbers are packed into scores, see frontier.py
MAX_TAKEN_BACK: Final = 256  # expired leases taken back by one claim, per shard

# ---- caps of the cache
MAX_CACHED_BYTES: Final = 512 * 1024  # of one value, before compression
MAX_CACHED_TTL_S: Final = 7 * 86_400

# ---- caps of archive, catalog, event log and book; only articles, versions and records of events are not capped
MAX_SOURCES_PER_ARTICLE: Final = 8
MAX_EARLIER: Final = 32  # fingerprints of earlier versions beside an article's state
MAX_SIGHTINGS: Final = 50  # of one article; older ones are dropped
MAX_STREAM: Final = 50_000  # entries of one shard; a reader that lags further behind reads the records
MAX_INDEXED: Final = 50_000  # events of one type in one shard; older ones are found at their articles
MAX_INDEXED_OF_SOURCE: Final = 2_000  # events of one type of one source in one shard
MAX_SAMPLES: Final = 24 * 14  # of how memory and disk fill up, one an hour
MAX_ACTS: Final = 1_000  # hidings, erasures and holds of one article; then only erasures are taken
MAX_TITLES: Final = 8  # hashes of earlier headlines beside an article's state
MAX_TURNING: Final = 30  # boxes of one source that turn; the ones that turned longest ago go
MAX_TURNING_ARTICLES: Final = 4  # on which a box turned; more are not counted
MAX_TURNING_PATH: Final = 400  # characters; a box with a longer path is not learned
MAX_PINS: Final = 20_000  # ways of reading a page, in one shard
MAX_PUSHED: Final = 8  # documents of a hub that wait for one source; of more the oldest are dropped
PUSHED_MS: Final = 86_400_000
MAX_REASON_CHARS: Final = 300
MAX_ANNOTATIONS: Final = 1_000  # of one article; more are refused
MAX_TITLE_CHARS: Final = 1_000  # in states and events; the version keeps it whole
MAX_VALIDATOR_CHARS: Final = 2_048  # a longer one is not kept, so the next look is unconditional

MAX_AWAY: Final = 1_000  # spans without a look; older ones are dropped

# ---- caps of the ledger
MAX_SUMS: Final = 200_000  # names; beyond it known ones are added to, new ones are left out

# ---- caps of subscriptions and outbox
MAX_SUBSCRIPTIONS: Final = 100_000
MAX_SAVED_FILTERS: Final = 1_000
MAX_SECRETS: Final = 2  # live ones of a subscription
MAX_QUEUED: Final = 10_000  # deliveries that wait for one endpoint; then it is left behind and caught up later
MAX_DEAD_LETTERS: Final = 1_000  # of one endpoint; older ones are dropped
MAX_ENDPOINT_EVENTS: Final = 200  # of one endpoint; older ones are dropped
MAX_LOGGED: Final = 500  # attempts of one endpoint
MAX_LOGGED_BODIES: Final = 100  # newest attempts of one endpoint whose bodies are kept
DELIVERY_LOG_MS: Final = 30 * 86_400_000


def shard_of(name: str, count: int) -> int:
    """The shard, 0..count-1, that a host or an id belongs to; the same in every process and release."""
    return crc32(name.encode()) % count


@dataclass(frozen=True, slots=True)
class Keys:
    """Names of all keys of one data set."""

    prefix: str = DEFAULT_PREFIX
    archive_shards: int = DEFAULT_SHARDS
    frontier_shards: int = DEFAULT_SHARDS
    book_shards: int = DEFAULT_SHARDS

    # ------------------------------------------------ tags
    def archive_tag(self, article: str) -> str:
        """The tag of the shard that holds an article."""
        return f"a{shard_of(article, self.archive_shards):02d}"

    def frontier_tag(self, host: str) -> str:
        """The tag of the shard that holds a host's items."""
        return f"f{shard_of(host, self.frontier_shards):02d}"

    def book_tag(self, subject: str) -> str:
        """The tag of the shard that holds a source's or an endpoint's records."""
        return f"b{shard_of(subject, self.book_shards):02d}"

    def archive_tags(self) -> tuple[str, ...]:
        """All tags of the archive, in order."""
        return tuple(f"a{number:02d}" for number in range(self.archive_shards))

    def frontier_tags(self) -> tuple[str, ...]:
        """All tags of the frontier, in order."""
        return tuple(f"f{number:02d}" for number in range(self.frontier_shards))

    def book_tags(self) -> tuple[str, ...]:
        """All tags of the book, in order."""
        return tuple(f"b{number:02d}" for number in range(self.book_shards))

    def of(self, tag: str, *names: str) -> str:
        """A key of one shard. Only the methods of this class call it."""
        return f"{self.prefix}:{{{tag}}}:{':'.join(names)}"

    # ------------------------------------------------ the data set
    def layout(self) -> str:
        """HASH, layout.py, for ever: format, engine, shard counts, test flag. One key, 7 fields."""
        return f"{self.prefix}:layout"

    def test_mark(self, tag: str) -> str:
        """STRING, layout.py, for ever, test layouts only: lets this shard's scripts take the caller's time."""
        return self.of(tag, "test")

    # ------------------------------------------------ frontier: frontier.py; a host's items are all in one shard
    def hosts(self, tag: str) -> str:
        """HASH host -> number, leases out, pace, kinds; '#' -> last number. While it has items. MAX_HOSTS_PER_SHARD."""
        return self.of(tag, "hosts")

    def spare_hosts(self, tag: str) -> str:
        """SET of host numbers that are free again. Cap: MAX_HOSTS_PER_SHARD."""
        return self.of(tag, "spare")

    def allowed(self, tag: str) -> str:
        """ZSET host -> ms until which nobody asks it; past ones are trimmed by claims. Cap: hosts asked lately."""
        return self.of(tag, "allowed")

    def leases(self, tag: str) -> str:
        """ZSET item -> ms when its lease runs out, while leased. Cap: looks under way."""
        return self.of(tag, "leases")

    def leased(self, tag: str) -> str:
        """HASH item -> token, due time, flags, host, while leased ('#' -> newest token). Cap: looks under way."""
        return self.of(tag, "leased")

    def strikes(self, tag: str) -> str:
        """HASH item -> leases in a row that ran out, until an ack; 3 = quarantined. Cap: items that lost a worker."""
        return self.of(tag, "strikes")

    def signalled(self, tag: str) -> str:
        """SET of items that a signal made due, until claimed. Cap: items signalled and not yet looked at."""
        return self.of(tag, "signalled")

    def wake(self, tag: str) -> str:
        """STREAM of one entry, for ever: written when something becomes due sooner than sleepers expect."""
        return self.of(tag, "wake")

    def due(self, tag: str, kind: ItemKind) -> str:
        """ZSET id -> host number and due time in one score, until removed. Cap: number of articles and sources."""
        return self.of(tag, "due", kind.value)

    def ready(self, tag: str, kind: ItemKind) -> str:
        """ZSET host -> ms when it can next be claimed, while it has something planned. Cap: MAX_HOSTS_PER_SHARD."""
        return self.of(tag, "ready", kind.value)

    def frontier(self, tag: str) -> tuple[str, ...]:
        """All keys of one shard of the frontier, in the order that frontier_shard.lua takes them in."""
        article, source = ItemKind.ARTICLE, ItemKind.SOURCE
        return (
            self.test_mark(tag),
            self.hosts(tag),
            self.spare_hosts(tag),
            self.allowed(tag),
            self.leases(tag),
            self.leased(tag),
            self.strikes(tag),
            self.signalled(tag),
            self.wake(tag),
            self.due(tag, article),
            self.ready(tag, article),
            self.due(tag, source),
            self.ready(tag, source),
        )

    # ------------------------------------------------ cache: cache.py
    def cached(self, name: str) -> str:
        """STRING, compressed, own lifetime (at most MAX_CACHED_TTL_S). Cap: MAX_CACHED_BYTES each."""
        return f"{self.prefix}:cache:{name}"

    # ------------------------------------------------ archive: archive.py; all of one article is in one slot
    # What is long lies in hashes of the shard, so that the state of an article stays a small packed hash.
    def state(self, tag: str, article: str) -> str:
        """HASH of short fields, see article_records.py, for ever: what the looks have found so far. Cap: 19 fields."""
        return self.of(tag, "s", article)

    def versions(self, tag: str, article: str) -> str:
        """LIST of packed versions, see codec.py, oldest first, for ever."""
        return self.of(tag, "v", article)

    def events(self, tag: str, subject: str) -> str:
        """LIST of position and packed event, oldest first, for ever; the n-th has sequence n. Articles and sources."""
        return self.of(tag, "e", subject)

    def sightings(self, tag: str, article: str) -> str:
        """LIST of packed sightings, oldest first, for ever. Cap: MAX_SIGHTINGS."""
        return self.of(tag, "t", article)

    def labellings(self, tag: str, article: str) -> str:
        """HASH from:to:rules -> JSON of a change labelled again, for ever. Cap: changes x releases of the rules."""
        return self.of(tag, "l", article)

    def copies(self, tag: str, article: str) -> str:
        """HASH version -> where the Wayback Machine keeps it, or its job, for ever. Cap: versions of the article."""
        return self.of(tag, "copies", article)

    def annotations(self, tag: str, article: str) -> str:
        """LIST of packed annotations, oldest first, for ever. Cap: MAX_ANNOTATIONS."""
        return self.of(tag, "n", article)

    def claims(self, tag: str) -> str:
        """HASH article -> JSON: which versions we did not see ourselves, for ever. Cap: articles."""
        return self.of(tag, "claims")

    def tags(self, tag: str) -> str:
        """HASH label -> how many things of the shard carry it, while any does. Cap: annotations."""
        return self.of(tag, "tags")

    def tagged(self, tag: str, label: str) -> str:
        """ZSET article:version -> position of the change (version 0: of the tagging). Cap: annotations."""
        return self.of(tag, "tagged", label)

    def articles(self, tag: str) -> str:
        """HASH article -> sources, line feed, packed rest (the address is long), for ever. Cap: articles."""
        return self.of(tag, "articles")

    def newest(self, tag: str) -> str:
        """HASH article -> title and short fingerprints of earlier versions, for ever. Cap: MAX_EARLIER each."""
        return self.of(tag, "newest")

    def reasons(self, tag: str) -> str:
        """HASH article -> why the last look failed, until one does not. Cap: MAX_REASON_CHARS each."""
        return self.of(tag, "reasons")

    def long_validators(self, tag: str) -> str:
        """HASH article -> validators too long for the state, until shorter ones come. Cap: MAX_VALIDATOR_CHARS each."""
        return self.of(tag, "validators")

    def candidates(self, tag: str) -> str:
        """HASH article -> packed candidate, until confirmed or gone. Cap: articles that may just have been edited."""
        return self.of(tag, "candidates")

    def trails(self, tag: str) -> str:
        """HASH article -> JSON of what looks have to agree on, while there is any. Cap: articles that fail or moved."""
        return self.of(tag, "trails")

    def cares(self, tag: str) -> str:
        """HASH article -> JSON of what people asked for it, until it is the usual. Cap: articles asked for."""
        return self.of(tag, "cares")

    def pins(self, tag: str) -> str:
        """HASH hash -> packed pin, for ever: a site's articles share a few. Cap: MAX_PINS; more are not kept."""
        return self.of(tag, "pins")

    def counts(self, tag: str) -> str:
        """HASH of counters of the shard and of its sources (SOURCE:NAME), newest position, cuts. Cap: 7 a source."""
        return self.of(tag, "counts")

    def marks(self, tag: str) -> str:
        """HASH article -> letter and JSON of its acts, see marks.py, for ever. Cap: MAX_ACTS each."""
        return self.of(tag, "marks")

    def thawed(self, tag: str) -> str:
        """ZSET article -> ms it came back from the cold store, until it is frozen again. Cap: articles."""
        return self.of(tag, "thawed")

    def beside_articles(self, tag: str) -> tuple[str, ...]:
        """Hashes of the shard that have a field for an article. Their order is stored: only ever add at the end."""
        return (
            self.articles(tag),
            self.newest(tag),
            self.reasons(tag),
            self.long_validators(tag),
            self.candidates(tag),
            self.trails(tag),
            self.cares(tag),
            self.claims(tag),
        )

    # ------------------------------------------------ catalog: catalog.py
    def added(self, tag: str, source: str = "") -> str:
        """ZSET article -> position at which it was listed, of all or of one source, for ever. Cap: articles."""
        return self.of(tag, "added", source) if source else self.of(tag, "added")

    def told(self, tag: str, kind: str, source: str = "") -> str:
        """ZSET article:sequence -> position, of one type. Cap: MAX_INDEXED, of one source MAX_INDEXED_OF_SOURCE."""
        return self.of(tag, "told", kind, source) if source else self.of(tag, "told", kind)

    def glimpsed(self, tag: str) -> str:
        """ZSET kind:article -> ms at which a text of it was last seen to be gone again. Cap: MAX_INDEXED."""
        return self.of(tag, "glimpsed")

    # ------------------------------------------------ event log: events.py; shards of the archive and of the book
    def stream(self, tag: str) -> str:
        """STREAM of subject, sequence and type of each event. Cap: MAX_STREAM."""
        return self.of(tag, "stream")

    def reader(self, tag: str) -> str:
        """HASH owner, fence, until, cursor: who reads this shard's stream for fan-out, for ever. Cap: 4 fields."""
        return self.of(tag, "reader")

    # ------------------------------------------------ book: book.py; one source, one slot
    # Its events are in `events`, `stream` and `counts` of its shard.
    def sources(self, tag: str) -> str:
        """HASH source -> JSON of its declaration, for ever (archived, not deleted). Cap: sources."""
        return self.of(tag, "sources")

    def source_states(self, tag: str) -> str:
        """HASH source -> JSON of its state, for ever. Cap: sources."""
        return self.of(tag, "source-states")

    def source_validators(self, tag: str) -> str:
        """HASH source -> JSON of the validators of its last good look, for ever. Cap: sources."""
        return self.of(tag, "source-validators")

    def source_rules(self, tag: str) -> str:
        """HASH source -> JSON of its site rules that matched nothing lately, pages in a row. Cap: sources."""
        return self.of(tag, "source-rules")

    def source_looks(self, tag: str) -> str:
        """HASH source -> id of the look recorded last, for ever. Cap: sources."""
        return self.of(tag, "source-looks")

    # ------------------------------------------------ ledger: ledger.py; one slot
    def sums(self) -> str:
        """HASH name -> sum, see poll/counters.py, faded daily, small ones dropped. Cap: MAX_SUMS names."""
        return self.of("learn", "sums")

    def rule(self) -> str:
        """HASH number, document (compressed): the re-check rule that all workers plan by, for ever. Cap: 2 fields."""
        return self.of("learn", "rule")

    # ------------------------------------------------ growth: growth.py
    def growth(self) -> str:
        """LIST of samples of memory and disk in use, oldest first, for ever. Cap: MAX_SAMPLES."""
        return f"{self.prefix}:growth"

    def turning(self, tag: str, source: str) -> str:
        """HASH path -> ms, times and articles of a box that turns, turning.py, a month. Cap: MAX_TURNING."""
        return self.of(tag, "turning", source)

    # ------------------------------------------------ WebSub: pushes.py; in the slot of their source
    def push_leases(self, tag: str) -> str:
        """HASH source -> JSON of its subscription at a hub, until it is removed. Cap: sources."""
        return self.of(tag, "push-leases")

    def pushed(self, tag: str, source: str) -> str:
        """LIST of packed documents that a hub sent, oldest first, until read, PUSHED_MS at most. Cap: MAX_PUSHED."""
        return self.of(tag, "pushed", source)

    # ------------------------------------------------ presence: presence.py; one slot
    def alive(self) -> str:
        """STRING, ms of the last sign of life of a process that looks at articles, for ever."""
        return self.of("b00", "alive")

    def away(self) -> str:
        """LIST of since, until and why: spans without a look, oldest first, for ever. Cap: MAX_AWAY."""
        return self.of("b00", "away")

    # ------------------------------------------------ locks: locks.py
    def lock(self, name: str) -> str:
        """STRING, own lifetime: one process at a time. Cap: a few names."""
        return f"{self.prefix}:lock:{name}"

    # ------------------------------------------------ subscriptions and outbox: subscriptions.py, outbox.py
    # An endpoint lives in the book shard of its subscription's id; everything about it is in that one slot.
    def subscriptions(self, tag: str) -> str:
        """HASH subscription -> JSON, until removed. Cap: MAX_SUBSCRIPTIONS."""
        return self.of(tag, "subs")

    def disabled(self, tag: str) -> str:
        """HASH subscription -> why it is disabled, until enabled or removed. Cap: subscriptions."""
        return self.of(tag, "disabled")

    def subscriptions_version(self, tag: str) -> str:
        """STRING, counts changes of this shard's subscriptions, for ever. One key per shard."""
        return self.of(tag, "subs-version")

    def saved_filters(self, tag: str) -> str:
        """HASH name -> JSON of a saved filter, until removed. Cap: MAX_SAVED_FILTERS."""
        return self.of(tag, "filters")

    def secrets(self, tag: str) -> str:
        """HASH subscription -> encrypted signing secrets with their ends, until removed. Cap: MAX_SECRETS each."""
        return self.of(tag, "secrets")

    def behind(self, tag: str) -> str:
        """HASH subscription -> generation and ms from which it has to be caught up, while it is behind."""
        return self.of(tag, "behind")

    def untold(self, tag: str) -> str:
        """HASH event -> JSON: endpoints that were disabled and nobody told yet. Cap: one per endpoint."""
        return self.of(tag, "untold")

    def outbox_due(self, tag: str) -> str:
        """ZSET subscription -> ms when something can next be claimed, while something waits. Cap: subscriptions."""
        return self.of(tag, "outbox-due")

    def outbox_wake(self, tag: str) -> str:
        """STREAM of one entry, for ever: written when something becomes due sooner than sleepers expect."""
        return self.of(tag, "outbox-wake")

    def endpoint(self, tag: str, subscription: str) -> str:
        """HASH: sequence, mark per shard (m:SHARD), shards caught up (c:SHARD), pause, failures. Cap: 70 fields."""
        return self.of(tag, "ep", subscription)

    def endpoint_events(self, tag: str, subscription: str) -> str:
        """LIST of JSON, oldest first, until removed. Cap: MAX_ENDPOINT_EVENTS."""
        return self.of(tag, "ep", subscription, "events")

    def outbox_fresh(self, tag: str, subscription: str) -> str:
        """LIST of packed deliveries that wait for their first try, in order. Cap: MAX_QUEUED."""
        return self.of(tag, "ep", subscription, "fresh")

    def outbox_entries(self, tag: str, subscription: str) -> str:
        """HASH endpoint sequence -> packed delivery under way or to be tried again. Cap: MAX_QUEUED."""
        return self.of(tag, "ep", subscription, "entries")

    def outbox_retries(self, tag: str, subscription: str) -> str:
        """ZSET endpoint sequence -> ms when it is tried again. Cap: MAX_QUEUED."""
        return self.of(tag, "ep", subscription, "retries")

    def outbox_sending(self, tag: str, subscription: str) -> str:
        """ZSET endpoint sequence -> ms when the lease of its first try runs out (0 = given back). Cap: one claim."""
        return self.of(tag, "ep", subscription, "sending")

    def outbox_resending(self, tag: str, subscription: str) -> str:
        """ZSET endpoint sequence -> ms when the lease of its retry runs out (0 = given back). Cap: one claim."""
        return self.of(tag, "ep", subscription, "resending")

    def outbox_dead(self, tag: str, subscription: str) -> str:
        """LIST of packed dead letters, newest first, until removed. Cap: MAX_DEAD_LETTERS."""
        return self.of(tag, "ep", subscription, "dead")

    def outbox_log(self, tag: str, subscription: str) -> str:
        """LIST of JSON attempts, newest first, DELIVERY_LOG_MS. Cap: MAX_LOGGED."""
        return self.of(tag, "ep", subscription, "log")
