"""What the web layer is given: ports to read from, and a few things it may ask others to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from monitor.model import ArticleId, Source, Subscription
from monitor.ports import Archive, Catalog, Clock, EventLog, Frontier, Outbox, SourceBook, Subscriptions


@dataclass(frozen=True, slots=True)
class Asked:
    """How a wish ended: what is watched now, or why not."""

    ok: bool
    text: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Services:
    """Ports, and the writes that the composition root knows how to do."""

    archive: Archive
    catalog: Catalog
    book: SourceBook
    frontier: Frontier
    subscriptions: Subscriptions
    outbox: Outbox
    log: EventLog
    clock: Clock
    add_source: Callable[[str, str], Awaitable[Asked]]  # (address, name)
    alter_source: Callable[[Source], Awaitable[None]]
    look_now: Callable[[ArticleId], Awaitable[bool]]
    add_subscription: Callable[[Subscription], Awaitable[str]]  # its secret, shown once
    ready: Callable[[], Awaitable[Sequence[str]]]  # what keeps us from working, in words; empty = ready
    score: Callable[[], Awaitable[Any]] | None = None  # the demo's scoreboard


@dataclass(frozen=True, slots=True)
class WebOptions:
    """How the surface behaves."""

    admin_key: str
    base_url: str = ""
    public: bool = False  # anybody may read; writing always needs the key
    hosts: tuple[str, ...] = ()  # further host names that are answered
    banner: str = ""  # on every page
    warnings: tuple[str, ...] = ()  # on the status page and the home page
