"""Sources as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from monitor.model import Health, SourceKind, Watch
from monitor.web.api.records import Order, Record, Said


class SourceOut(Record):
    """A source with how it is doing."""

    id: str
    url: Said
    name: Said
    kind: SourceKind
    watch: Watch
    owner: str
    tags: list[Said]
    paused: bool
    archived: bool
    added: datetime
    health: Health
    reason: Said
    failing_since: datetime | None  # the first of the checks in a row that failed
    notes: list[Said]
    checked: datetime | None
    next_check: datetime | None
    articles: int
    changes: int
    checks: int
    failed_checks: int


class SourceOrder(Order):
    """What is to be watched: a feed, a site (its feed is found), a section page or a single article."""

    url: str = Field(min_length=8, max_length=4_000, pattern=r"^https?://[^\s/]")
    name: str = Field(default="", max_length=200)


class SourceEdit(Order):
    """What is to be changed of a source."""

    name: str | None = Field(default=None, max_length=200)
    paused: bool | None = None
    tags: list[Annotated[str, Field(max_length=100)]] | None = Field(default=None, max_length=50)
