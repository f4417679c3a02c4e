"""Looks that are planned, leased and decided on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
    host_failures: int = 0  # in a row, when the lease was given
    host_doubted: bool = False  # the host was caught with a false 304: no conditional requests for now


@dataclass(frozen=True, slots=True)
class Planned:
    """What is really scheduled for an item."""

    item: Item
    due: datetime | None  # None: nothing planned
    leased: bool = False
    quarantined: str = ""  # reason
    host_free: datetime | None = None  # when its host may be asked again; None, or past: now
    announced: bool = False  # somebody says that it was updated


@dataclass(frozen=True, slots=True)
class Away:
    """A span in which nothing was looked at: sleep, stop, network down."""

    since: datetime
    until: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """When to look again, and why in words; `after_s` None = no more looks planned."""

    after_s: float | None
    why: str
    unconditional: bool = False
    last: bool = False  # the look that it plans is the last planned one
    waited_for: bool = False  # it comes before what is overdue at its host
