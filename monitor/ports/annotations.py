"""What people say of articles and changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from monitor.model import Annotation, ArticleId, Event, Page, Remark


@dataclass(frozen=True, slots=True)
class Annotated:
    """The remark is kept; `event` is the withdrawal that it made."""

    annotation: Annotation
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Tagged:
    """What carries a tag: the change to a version, or (0) an article as a whole."""

    article: ArticleId
    version: int


class Annotations(Protocol):
    """Append-only records, chained like versions, in the slot of their article."""

    async def add(self, remark: Remark) -> Annotated:
        """Keep it, all or nothing, with the event CHANGE_WITHDRAWN where it marks a told change as no edit.

        Raises NotFound for an unknown article or version, Refused for a text that is missing or too long, for more
        than an article's cap, and for a change that was withdrawn before.
        """
        ...

    async def of(self, article: ArticleId) -> tuple[Annotation, ...]:
        """All of an article, oldest first; raises DamagedRecord where the chain is broken."""
        ...

    async def tagged(self, tag: str, *, cursor: str = "", limit: int = 50) -> Page[Tagged]:
        """What carries this tag, newest change first."""
        ...

    async def tags(self) -> Mapping[str, int]:
        """All tags in use and how many things carry each, by name."""
        ...
