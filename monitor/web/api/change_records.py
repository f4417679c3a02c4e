"""Changes as the API shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from monitor.model import EventType, Notice
from monitor.web.api.records import Record, Said
from monitor.web.api.subscription_records import TimesOut


class IntervalOut(Record):
    """The edit happened after `not_before` and by `not_after`."""

    not_before: datetime
    not_after: datetime


class TitleOut(Record):
    """The headline on both sides."""

    old: Said
    new: Said


class StatsOut(Record):
    """Size of a change in words."""

    words_added: int
    words_removed: int
    similarity: float


class ChangeOut(Record):
    """A change as it was published."""

    id: str
    type: EventType
    at: datetime
    article_id: str
    url: Said
    source_ids: list[str]
    sequence: int
    from_version: int
    to_version: int
    title: TitleOut
    interval: IntervalOut
    kinds: list[str]
    notice: Notice
    weight: int
    band: str
    summary: Said
    stats: StatsOut
    html_url: str
    api_url: str


class DiffOut(Record):
    """The difference between two versions; `diff` is the document that `redline diff --format json` prints."""

    article_id: str
    url: Said
    from_version: int
    to_version: int
    first_seen: TimesOut
    change: ChangeOut | None
    diff: dict[str, Any]
    html_url: str
