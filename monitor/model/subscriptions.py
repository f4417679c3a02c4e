"""Subscriptions: who wants to be told what, and how telling them went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model.changes import Notice
from monitor.model.events import EventType
from monitor.model.ids import ArticleId, EventId, SourceId, SubscriptionId
from monitor.model.sources import Owner


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
