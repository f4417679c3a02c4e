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

# ---- caps of the archive
MAX_STREAM: Final = 100_000  # events in a shard's stream; older ones are read from the records
MAX_SIGHTINGS: Final = 50  # of one article; older ones are dropped
MAX_EARLIER: Final = 32  # fingerprints of earlier versions in an article's state
MAX_CANDIDATE_BYTES: Final = 2_000_000

# ---- caps of subscriptions and outbox
MAX_SUBSCRIPTIONS: Final = 100_000
MAX_SECRETS: Final = 2  # live ones of a subscription
MAX_QUEUED: Final = 10_000  # deliveries that wait for one endpoint; then it is left behind and caught up later
MAX_DEAD_LETTERS: Final = 1_000  # of one endpoint; older ones are dropped
MAX_ENDPOINT_EVENTS: Final = 200  # of one endpoint; older ones are dropped
MAX_LOGGED: Final = 500  # attempts of one endpoint
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

    # ------------------------------------------------ archive, catalog: archive.py, catalog.py; one article, one slot
    def article(self, article: str) -> str:
        """STRING of JSON, for ever: what an article is (its address is long, so it is not in the hot state)."""
        return self.of(self.archive_tag(article), "art", article)

    def state(self, article: str) -> str:
        """HASH, for ever: what the looks have found so far. Cap: 20 fields."""
        return self.of(self.archive_tag(article), "state", article)

    def versions(self, article: str) -> str:
        """LIST of packed versions, oldest first, for ever; the newest whole, older ones as reverse deltas."""
        return self.of(self.archive_tag(article), "ver", article)

    def article_events(self, article: str) -> str:
        """LIST of stream id and JSON of each event, oldest first, for ever; the n-th has sequence n."""
        return self.of(self.archive_tag(article), "ev", article)

    def candidate(self, article: str) -> str:
        """STRING, until confirmed or gone: a suspected change. Cap: MAX_CANDIDATE_BYTES."""
        return self.of(self.archive_tag(article), "cand", article)

    def sightings(self, article: str) -> str:
        """LIST of JSON, oldest first, for ever: texts seen once and then gone. Cap: MAX_SIGHTINGS."""
        return self.of(self.archive_tag(article), "seen", article)

    def ids(self, tag: str) -> str:
        """ZSET of article ids, all with score 0, for ever: for short ids. Cap: articles of the shard."""
        return self.of(tag, "ids")

    def listed(self, tag: str, source: str = "") -> str:
        """ZSET article -> ms when it was added, of all or of one source, for ever. Cap: articles of the shard."""
        return self.of(tag, "listed", source) if source else self.of(tag, "listed")

    def told(self, tag: str, kind: str = "", source: str = "") -> str:
        """ZSET article:sequence -> ms of its event; of all, of a type, of a type and source; for ever. Cap: events."""
        return self.of(tag, "told", *(part for part in (kind, source) if part))

    def totals(self, tag: str, source: str = "") -> str:
        """HASH of counters, of all or of one source, for ever. Cap: 6 fields."""
        return self.of(tag, "totals", source) if source else self.of(tag, "totals")

    # ------------------------------------------------ event log: events.py; shards of the archive and of the book
    def stream(self, tag: str) -> str:
        """STREAM of subject, sequence and type of each event. Cap: MAX_STREAM, about."""
        return self.of(tag, "stream")

    def reader(self, tag: str) -> str:
        """HASH owner, fence, until, cursor: who reads this shard's stream for fan-out, for ever. Cap: 4 fields."""
        return self.of(tag, "reader")

    # ------------------------------------------------ book: book.py; one source, one slot
    def sources(self, tag: str) -> str:
        """HASH source -> JSON of its declaration, for ever (archived, not deleted). Cap: sources."""
        return self.of(tag, "sources")

    def source_states(self, tag: str) -> str:
        """HASH source -> JSON of its state, for ever. Cap: sources."""
        return self.of(tag, "source-states")

    def source_events(self, source: str) -> str:
        """LIST of stream id and JSON of each event, oldest first, for ever; the n-th has sequence n."""
        return self.of(self.book_tag(source), "sev", source)

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
