"""What somebody wants to be watched."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from monitor import sources
from monitor.model import Owner, Source, SourceKind, SourceRules, Watch


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to be watched, and how."""

    url: str
    kind: SourceKind | None = None  # None: found out
    name: str = ""
    watch: Watch = Watch.ARTICLE
    tags: tuple[str, ...] = ()
    rules: SourceRules = SourceRules()
    retire: bool | None = None  # None: all but single pages, which are watched for ever
    owner: Owner = Owner.STORE


def source_of(wish: Wish, kind: SourceKind, url: str, *, now: datetime) -> Source:
    """The source that a wish leads to, once its kind and its address are known."""
    return Source(
        id=sources.source_id(url),
        url=sources.normalise(url),
        kind=kind,
        name=wish.name,
        added=now,
        watch=wish.watch,
        owner=wish.owner,
        tags=wish.tags,
        rules=replace(wish.rules, retire=kind is not SourceKind.PAGE if wish.retire is None else wish.retire),
    )
