"""Whole articles as they are taken out of a store and put into one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from monitor.model import Annotation, Article, ArticleId, Change, Event, Sighting, Text


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """One version as it is chained: the record's bytes, which the hashes are made of, and the text."""

    record: bytes
    text: Text | None  # None: no longer kept, or not to be given out


@dataclass(frozen=True, slots=True)
class Claim:
    """Versions that we did not see ourselves, and who says that they were there."""

    first: int
    last: int
    by: str  # "import of export.jsonl", "capture by web.archive.org"
    at: datetime  # when it was taken in, the store's time


@dataclass(frozen=True, slots=True)
class History:
    """Everything that is kept of an article for ever, apart from how its looks are going."""

    article: Article
    versions: tuple[KeptVersion, ...]  # oldest first
    last_confirmed: datetime | None  # of the newest version
    events: tuple[Event, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    labellings: tuple[Change, ...] = ()
    claims: tuple[Claim, ...] = ()  # an export leaves them out: who takes it in makes claims of his own


@dataclass(frozen=True, slots=True)
class Adopted:
    """What taking in a history has added; nothing at all where it was there already."""

    article: ArticleId
    new: bool = False
    versions: int = 0
    events: int = 0
    annotations: int = 0
    refused: bool = False  # the article was erased here and stays so

    @property
    def is_known(self) -> bool:
        """True if everything was there before."""
        return not (self.new or self.versions or self.events or self.annotations)


class Histories(Protocol):
    """Takes whole articles out and in, each in one atomic step. What is taken in is told to nobody."""

    async def take(self, article: ArticleId) -> History | None:
        """All of an article as of one moment; raises DamagedRecord."""
        ...

    async def adopt(self, history: History) -> Adopted:
        """Add what is missing of a history, with its claims; doing it again changes nothing.

        What was erased here stays so: of an article nothing is taken in, of a version its record alone.

        Raises DamagedRecord unless every record, text and event follows from the one before, and Diverged unless what
        is there already is the beginning of the history or the other way round; nothing is done then.
        """
        ...

    async def claims(self, article: ArticleId) -> tuple[Claim, ...]:
        """Which versions we did not see ourselves."""
        ...
