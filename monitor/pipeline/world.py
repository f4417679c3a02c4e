"""What is the same for every look, and how a look ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from monitor import poll, sources, verdict
from monitor.extract import Rulebook
from monitor.model import (
    Article,
    Item,
    ItemKind,
    Source,
)
from monitor.ports import (
    Archive,
    Cares,
    Catalog,
    Clock,
    Committed,
    Conflict,
    Fetcher,
    Frontier,
    NoOriginals,
    NoPushes,
    Noted,
    NothingLearned,
    Originals,
    PushBook,
    SourceBook,
    TurningBoxes,
    Workshop,
)


class Outcome(StrEnum):
    """How a look ended."""

    NEW = "new"  # first version
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    PENDING = "pending"  # a possible edit, to be looked at again
    FAILED = "failed"
    PUT_OFF = "put_off"  # it could not be made now, and says nothing of the page
    CONFLICT = "conflict"  # another look was faster: thrown away, due again at once
    LOST = "lost"  # nothing to look at, or the lease was no longer ours
    LISTED = "listed"  # a source was read


@dataclass(frozen=True, slots=True)
class World:
    """The ports, and what is the same for every look."""

    frontier: Frontier
    archive: Archive
    catalog: Catalog
    book: SourceBook
    cares: Cares
    fetcher: Fetcher
    workshop: Workshop
    clock: Clock
    options: poll.PollOptions
    limits: verdict.Limits
    dice: Callable[[], float]  # 0 <= x < 1
    new_id: Callable[[], str]  # unique look ids
    originals: Originals = NoOriginals()
    pushes: PushBook = NoPushes()
    learner: poll.Learner = field(default_factory=poll.Learner)
    away: poll.AwayLog = field(default_factory=poll.AwayLog)
    reach: poll.Reach = field(default_factory=poll.Reach)
    rulebook: Rulebook = Rulebook()
    turning: TurningBoxes = NothingLearned()


@dataclass(frozen=True, slots=True)
class Looked:
    """A look that is over."""

    item: Item
    outcome: Outcome
    why: str = ""  # of a failure, in words
    done: Committed | Noted | Conflict | None = None


def item_of(article: Article) -> Item:
    """The frontier's item of an article."""
    return Item(ItemKind.ARTICLE, article.id, article.host)


def source_item(source: Source) -> Item:
    """The frontier's item of a source."""
    return Item(ItemKind.SOURCE, source.id, sources.host(source.url))
