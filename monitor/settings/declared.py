"""What the file declares and owns: sources and subscriptions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from monitor.event.filters import known_bands, known_kinds, known_name, known_words
from monitor.event.pace import known_pace
from monitor.event.recipients import known_address
from monitor.model import EventType, Notice, PageType, Rhythm, SourceKind, Watch
from monitor.model import Field as PartOfPage
from monitor.settings.measures import Cidrs, Seconds
from monitor.settings.sections import Section
from monitor.sources import normalise


class SourceSettings(Section):
    """One source that the file owns."""

    url: str
    name: str = ""
    kind: SourceKind | None = None  # None: a feed or a sitemap
    watch: Literal[Watch.ARTICLE, Watch.FEED] = Watch.ARTICLE
    tags: tuple[str, ...] = ()
    every: Seconds | None = Field(default=None, ge=1)
    cron: str | None = None
    jitter: Seconds = Field(default=0.0, ge=0, le=86_400)
    link_pattern: str | None = None
    max_new_per_look: int = Field(default=50, ge=1)
    max_new_per_day: int = Field(default=500, ge=1)
    max_age_days: int | None = Field(default=7, ge=0)  # 0 = any age
    foreign_domains: tuple[str, ...] = ()
    allow_networks: Cidrs = ()
    ignore_robots: bool = False
    retire: bool | None = None  # None: all but single pages
    weight: float = Field(default=1.0, gt=0, le=100)
    confirm: bool = True
    keep_last: int | None = Field(default=None, ge=1)
    keep_days: int | None = Field(default=None, ge=1)
    type: PageType = PageType.AUTO
    fields: Mapping[PartOfPage, bool] = Field(default_factory=dict)  # what counts as a change, and what does not

    @field_validator("url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        if not re.match(r"https?://[^/\s]+", value):
            raise ValueError("expected an address that begins with http:// or https://")
        normalise(value)
        return value

    @field_validator("cron")
    @classmethod
    def _is_the_only_schedule(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value and info.data.get("every"):
            raise ValueError("every and cron are two schedules; name one")
        return value

    @field_validator("link_pattern")
    @classmethod
    def _is_pattern(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        return value


class Wanted(Section):
    """What a filter asks for."""

    types: tuple[EventType, ...] = ()
    sources: tuple[str, ...] = ()  # names or addresses of sources
    tags: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()  # addresses or ids
    kinds: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    min_weight: int = Field(default=0, ge=0, le=100)
    headline_only: bool = False
    min_words: int = Field(default=0, ge=0)
    max_words: int | None = Field(default=None, ge=0)
    words: tuple[str, ...] = ()  # one of them was added or removed
    min_age: Seconds = 0.0  # of the article when it was changed
    max_age: Seconds = 0.0  # 0 = any age

    _kinds = field_validator("kinds")(known_kinds)
    _bands = field_validator("bands")(known_bands)
    _words = field_validator("words")(known_words)


class FilterSettings(Wanted):
    """A filter with a name that the file owns."""

    name: str

    _name = field_validator("name")(known_name)


class PersonSettings(Section):
    """Somebody with a key of their own for the pages and the API."""

    name: str = Field(min_length=1, max_length=40)  # stands beside what they write
    key_env: str  # name of the environment variable that holds the key
    may: Literal["write", "read"] = "write"

    @field_validator("name")
    @classmethod
    def _is_a_name(cls, value: str) -> str:
        if not value.isprintable() or value != value.strip() or value == "owner":
            raise ValueError("expected a name on one line; 'owner' is who holds the admin key")
        return value


class TargetSettings(Section):
    """A target that the address guard can not hold: it is named here, and subscriptions refer to it."""

    name: str
    kind: Literal["apprise", "mail"]
    url: str = ""  # apprise
    url_env: str = ""  # name of the environment variable that holds the address, which is a secret of a kind
    to: tuple[str, ...] = ()  # mail

    @field_validator("to")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(known_address(one) for one in value)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.kind == "mail" and not self.to:
            raise ValueError("a mail target needs addresses: to = [...]")
        if self.kind == "apprise" and bool(self.url) == bool(self.url_env):
            raise ValueError("an apprise target needs url or url_env")
        return self


class SubscriptionSettings(Wanted):
    """One subscription that the file owns."""

    name: str
    sink: Literal["webhook", "apprise", "mail"] = "webhook"
    target: str
    secret_env: str = ""  # name of the environment variable that holds the whsec_ secret
    preset: Literal["", "worth-a-look"] = ""  # ready-made values for what is not set here
    filters: tuple[str, ...] = ()  # names of saved filters, one of which must agree too
    digest: Rhythm = Rhythm.AT_ONCE
    zone: str = "UTC"
    quiet: str = ""
    at: str = "08:00"
    per_hour: int = Field(default=0, ge=0, le=10_000)
    per_day: int = Field(default=0, ge=0, le=100_000)
    apart: Seconds = 0.0
    allow_networks: Cidrs = ()

    @field_validator("zone", "quiet", "at")
    @classmethod
    def _is_pace(cls, value: str, info: ValidationInfo) -> str:
        return known_pace(info.field_name or "", value)
