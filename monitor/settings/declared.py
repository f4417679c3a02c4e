"""What the file declares and owns: sources and subscriptions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from pydantic import Field, field_validator

from monitor.event.filters import known_bands, known_kinds
from monitor.model import EventType, Notice, PageType, SourceKind, Watch
from monitor.model import Field as PartOfPage
from monitor.settings.measures import Seconds
from monitor.settings.sections import Section


class SourceSettings(Section):
    """One source that the file owns."""

    url: str
    name: str = ""
    kind: SourceKind | None = None  # None: found out at the first look
    watch: Watch = Watch.ARTICLE
    tags: tuple[str, ...] = ()
    every: Seconds | None = None
    cron: str | None = None
    jitter: Seconds = Field(default=0.0, ge=0, le=86_400)
    link_pattern: str | None = None
    max_new_per_look: int = Field(default=50, ge=1)
    max_new_per_day: int = Field(default=500, ge=1)
    max_age_days: int | None = Field(default=7, ge=0)  # 0 = any age
    foreign_domains: tuple[str, ...] = ()
    allow_networks: tuple[str, ...] = ()
    ignore_robots: bool = False
    retire: bool | None = None  # None: all but single pages
    weight: float = Field(default=1.0, gt=0, le=100)
    confirm: bool = True
    type: PageType = PageType.AUTO
    fields: Mapping[PartOfPage, bool] = Field(default_factory=dict)  # what counts as a change, and what does not

    @field_validator("url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        if not re.match(r"https?://[^/\s]+", value):
            raise ValueError("expected an address that begins with http:// or https://")
        return value

    @field_validator("allow_networks")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        from ipaddress import ip_network

        for network in value:
            ip_network(network)
        return value

    @field_validator("link_pattern")
    @classmethod
    def _is_pattern(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        return value


class SubscriptionSettings(Section):
    """One subscription that the file owns."""

    name: str
    sink: Literal["webhook"] = "webhook"
    target: str
    secret_env: str = ""  # name of the environment variable that holds the whsec_ secret
    types: tuple[EventType, ...] = ()
    sources: tuple[str, ...] = ()  # names or addresses of sources
    tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    min_weight: int = Field(default=0, ge=0, le=100)
    headline_only: bool = False
    min_words: int = Field(default=0, ge=0)
    max_words: int | None = Field(default=None, ge=0)
    allow_networks: tuple[str, ...] = ()

    _kinds = field_validator("kinds")(known_kinds)
    _bands = field_validator("bands")(known_bands)
