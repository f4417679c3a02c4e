"""Subscriptions: who wants to be told what, and how telling them went."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from monitor.model.changes import Notice
from monitor.model.events import EventType
from monitor.model.ids import ArticleId, EventId, SourceId, SubscriptionId
from monitor.model.sources import Owner

WEBHOOK: Final = "webhook"
MAX_FORMER: Final = 5  # filters that a subscription had before
PERSONAL: Final = frozenset({"apprise", "mail"})  # sinks whose messages people read


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
    words: tuple[str, ...] = ()  # one of these was added or removed; "resign*" = any word that begins so
    min_age_s: int = 0  # of the article when it was changed
    max_age_s: int = 0  # 0 = any age
    saved: tuple[str, ...] = ()  # names of saved filters, one of which must agree too


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter with a name: subscriptions refer to it, and it has a feed of its own."""

    name: str
    filter: Filter
    owner: Owner = Owner.STORE


class Rhythm(StrEnum):
    """How often a subscription wants to hear."""

    AT_ONCE = "at_once"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"  # on Mondays


@dataclass(frozen=True, slots=True)
class Pace:
    """When a subscription wants to hear. What is held is never dropped: it comes later, together and counted."""

    rhythm: Rhythm = Rhythm.AT_ONCE
    zone: str = "UTC"  # IANA time zone of the hours below
    quiet: str = ""  # "22:00-07:00": nothing is sent in these hours
    at: str = "08:00"  # when daily and weekly digests come
    per_hour: int = 0  # messages at most, 0 = any number
    per_day: int = 0
    apart_s: int = 0  # at most one message about an article in that time; later edits join


@dataclass(frozen=True, slots=True)
class Former:
    """A filter that a subscription had until then."""

    filter: Filter
    until: datetime


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
    disabled: str = ""  # reason, "" = live
    since: datetime | None = None  # events before this are not sent
    pace: Pace = Pace()
    former: tuple[Former, ...] = ()  # filters it had before, oldest first: who got a change hears of its withdrawal

    def filter_at(self, moment: datetime) -> Filter:
        """The filter that it had then."""
        return next((one.filter for one in self.former if moment < one.until), self.filter)

    def changed(self, before: Subscription, now: datetime) -> Subscription:
        """This one in the place of what it was before, whose filter is remembered if it was another."""
        held = before.former if before.filter == self.filter else (*before.former, Former(before.filter, now))
        return replace(self, former=held[-MAX_FORMER:])

    @property
    def is_paced(self) -> bool:
        """True if what it gets is planned before it is sent: held, joined or counted."""
        return self.pace != Pace() or self.is_personal

    @property
    def is_personal(self) -> bool:
        """True for people's channels: they get messages to read; a webhook gets signed envelopes."""
        return self.sink in PERSONAL


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
    late: bool = False  # the change was found after a gap in the looks
    message: str = ""  # id of the message that it was put into with others; stays until that message is taken


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
    sent: str = ""  # of a failure: the body that was sent, at most 4 kB
    joined: tuple[str, ...] = ()  # subjects of the other deliveries that went in the same message
    pending_s: float | None = None  # the receiver works at it: ask again then; neither done nor failed

    def subjects(self) -> tuple[str, ...]:
        """Everything that the message was about."""
        return (self.delivery.subject, *self.joined)


@dataclass(frozen=True, slots=True)
class Streak:
    """Failures of an endpoint since it last took something."""

    failures: int = 0
    first: datetime | None = None
    last: datetime | None = None
