"""Subscriptions, their filters and their deliveries as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from monitor.event.filters import known_bands, known_kinds, known_words
from monitor.event.pace import known_pace
from monitor.model import EventType, Notice, Rhythm
from monitor.web.api.records import Order, Record, Said


class TimesOut(Record):
    """A time on both sides."""

    old: datetime
    new: datetime


class FilterModel(BaseModel):
    """Which events a subscription wants; an empty list means all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    types: tuple[EventType, ...] = Field(default=(), max_length=20)
    sources: tuple[str, ...] = Field(default=(), max_length=200)
    tags: tuple[str, ...] = Field(default=(), max_length=50)
    articles: tuple[str, ...] = Field(default=(), max_length=200)
    kinds: tuple[str, ...] = Field(default=(), max_length=50)
    bands: tuple[str, ...] = Field(default=(), max_length=5)
    notices: tuple[Notice, ...] = Field(default=(), max_length=4)
    min_weight: int = Field(default=0, ge=0, le=100)
    headline_only: bool = False
    min_words: int = Field(default=0, ge=0, le=10**9)
    max_words: int | None = Field(default=None, ge=0, le=10**9)
    words: tuple[str, ...] = Field(default=(), max_length=50)  # added or removed
    min_age_s: int = Field(default=0, ge=0, le=10**9)  # of the article when it was changed
    max_age_s: int = Field(default=0, ge=0, le=10**9)  # 0 = any age
    saved: tuple[str, ...] = Field(default=(), max_length=20)  # names of saved filters

    _kinds = field_validator("kinds")(known_kinds)
    _bands = field_validator("bands")(known_bands)
    _words = field_validator("words")(known_words)


class PaceModel(BaseModel):
    """When a subscription wants to hear; limits are for people's channels."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rhythm: Rhythm = Rhythm.AT_ONCE
    zone: str = Field(default="UTC", max_length=100)
    quiet: str = Field(default="", max_length=11, description="22:00-07:00")
    at: str = Field(default="08:00", max_length=5)
    per_hour: int = Field(default=0, ge=0, le=10_000)
    per_day: int = Field(default=0, ge=0, le=100_000)
    apart_s: int = Field(default=0, ge=0, le=10**7)

    @field_validator("zone", "quiet", "at")
    @classmethod
    def _is_pace(cls, value: str, info: ValidationInfo) -> str:
        return known_pace(info.field_name or "", value)


class SubscriptionOut(Record):
    """A subscription; its secret is shown once, when it is made."""

    id: str
    name: Said
    sink: str
    target: Said
    owner: str
    filter: FilterModel
    pace: PaceModel
    created: datetime
    disabled: Said
    waiting: int
    given_up: int


class SubscriptionMade(SubscriptionOut):
    """A new subscription with its signing secret: keep it, it is not shown again."""

    secret: str


class SubscriptionOrder(Order):
    """Who wants which events."""

    target: str = Field(min_length=8, max_length=2_000)
    sink: str = Field(default="webhook", pattern=r"^[a-z_]{1,32}$")
    name: str = Field(default="", max_length=200)
    filter: FilterModel = FilterModel()
    pace: PaceModel = PaceModel()
    preset: Literal["", "worth-a-look"] = ""
    since: datetime | None = None


class SubscriptionEdit(Order):
    """What is to be changed of a subscription."""

    name: str | None = Field(default=None, max_length=200)
    filter: FilterModel | None = None
    pace: PaceModel | None = None


class SavedFilterModel(BaseModel):
    """A filter with a name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    owner: str = "store"
    filter: FilterModel


class AttemptOut(Record):
    """One try to deliver."""

    at: datetime
    event_id: str
    ok: bool
    status: int
    detail: Said
    elapsed_s: float
    tries_before: int
    events: int  # that went in the same message
    sent: Said = ""  # of a failure, at most 4 kB, for the last 100 tries
    answer: Said = ""  # likewise


class DeadOut(Record):
    """A delivery that was given up after ten tries."""

    event_id: str
    type: str
    queued: datetime
    tries: int


class ResendOrder(Order):
    """What to send again, with the same ids: one event, everything since a time, or (neither) what was given up."""

    event_id: str = Field(default="", max_length=64)
    since: datetime | None = None


class SecretOut(Record):
    """A new signing secret: keep it, it is not shown again."""

    secret: str
