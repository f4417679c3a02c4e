"""What the memory twins of archive, catalog, book and event log share."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from monitor.model import (
    Annotation,
    Article,
    ArticleId,
    ArticleState,
    Candidate,
    Care,
    Event,
    Pin,
    Sighting,
    Source,
    SourceId,
    SourceState,
    Standing,
    Trail,
    Version,
)
from monitor.ports import Claim, Clock, Tenure
from monitor.store.event_ids import next_position
from monitor.store.keys import shard_of
from monitor.store.states import whole_ms
from monitor.store.wire import to_ms

SHARDS: Final = 4


@dataclass(slots=True)
class Kept:
    """One article."""

    article: Article
    added: dict[SourceId | None, int]  # position at which it was listed, by source and (None) at all
    state: ArticleState = field(default_factory=ArticleState)
    versions: list[Version] = field(default_factory=list)
    events: list[tuple[int, Event]] = field(default_factory=list)
    candidate: Candidate | None = None
    sightings: list[Sighting] = field(default_factory=list)
    looked_by: str = ""  # id of the last look that made no version
    records: list[bytes] = field(default_factory=list)  # of the versions, as they are chained
    claims: tuple[Claim, ...] = ()
    pin: Pin | None = None
    annotations: list[Annotation] = field(default_factory=list)
    tags: dict[tuple[str, int], int] = field(default_factory=dict)  # (tag, version) -> position
    trail: Trail = field(default_factory=Trail)
    care: Care = field(default_factory=Care)


@dataclass(slots=True)
class KeptSource:
    """One source's looks."""

    state: SourceState = field(default_factory=SourceState)
    events: list[tuple[int, Event]] = field(default_factory=list)
    looked_by: str = ""
    misses: dict[str, list[str]] = field(default_factory=dict)  # of its site rules, see rule_health


@dataclass(slots=True)
class Shard:
    """One shard's stream, its reader and its counters."""

    position: int = 0
    stream: list[tuple[int, Event]] = field(default_factory=list)
    reader: Tenure | None = None
    reader_until: datetime | None = None

    def position_told(self) -> int:
        """The position of the newest event."""
        return self.stream[-1][0] if self.stream else 0


@dataclass(slots=True)
class MemoryShelf:
    """Everything that is kept; give the same one to all four twins."""

    clock: Clock
    articles: dict[ArticleId, Kept] = field(default_factory=dict)
    sources: dict[SourceId, Source] = field(default_factory=dict)
    source_looks: dict[SourceId, KeptSource] = field(default_factory=dict)
    shards: dict[str, Shard] = field(
        default_factory=lambda: {f"{letter}{number:02d}": Shard() for letter in "ab" for number in range(SHARDS)}
    )
    marks: dict[ArticleId, Standing] = field(default_factory=dict)
    counts: Counter[tuple[SourceId | None, str]] = field(default_factory=Counter)

    def now(self) -> datetime:
        """The store's time, in the whole milliseconds that it keeps."""
        return whole_ms(self.clock.now())

    def standing(self, article: ArticleId) -> Standing:
        """What was decided about an article."""
        return self.marks.get(article, Standing())

    def shard(self, letter: str, subject: str) -> Shard:
        """The shard of an article (a) or a source (b)."""
        return self.shards[f"{letter}{shard_of(subject, SHARDS):02d}"]

    def place(self, shard: Shard) -> int:
        """The next position in a shard."""
        shard.position = next_position(shard.position, to_ms(self.clock.now()))
        return shard.position

    def tell(self, shard: Shard, events: list[tuple[int, Event]], event: Event) -> None:
        """Keep an event and put it on its shard's stream."""
        placed = (self.place(shard), event)
        events.append(placed)
        shard.stream.append(placed)

    def count(self, article: Article, name: str, by: int = 1) -> None:
        """Add to a counter of all, and of each source that lists the article."""
        for source in (None, *article.sources):
            self.counts[source, name] += by
