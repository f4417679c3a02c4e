"""What the API answers and takes: its public shapes, apart from the records inside."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from monitor.event.filters import known_bands, known_kinds, known_words
from monitor.event.pace import known_pace
from monitor.event.plain import whole
from monitor.model import Doubt, EventType, Glimpse, Health, Notice, Rhythm, SourceKind, Watch

T = TypeVar("T")


def _whole(value: object) -> object:
    return whole(value) if isinstance(value, str) else value


Said = Annotated[str, BeforeValidator(_whole)]  # text from outside: may hold half characters, which JSON can not


class Record(BaseModel):
    """An answer."""

    model_config = ConfigDict(frozen=True)


class Listing(Record, Generic[T]):
    """A page of a list; `next` is the cursor of the next one, "" at the end."""

    items: list[T]
    next: str = ""


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


class ArticleOut(Record):
    """An article with how it is doing."""

    id: str
    url: Said
    title: Said
    source_id: str
    source_ids: list[str]
    first_seen: datetime
    published: Said
    health: Health
    reason: Said
    versions: int
    changes: int
    checks: int
    checked: datetime | None
    last_confirmed: datetime | None
    last_change: datetime | None
    html_url: str


class ArticleDetail(ArticleOut):
    """An article, with what is scheduled."""

    next_check: datetime | None
    being_checked: bool
    possible_edit: bool
    doubt: Doubt  # why the possible edit waits for more than a second check, "" = it does not
    boosted_until: datetime | None  # checked every two minutes until then
    weight: float  # watch weight, beside that of its source
    same_as: str  # id of the article that this one turned out to be, where it is checked; "" for most
    seen_once: list[SightingOut]
    claims: list[ClaimOut] = []  # versions that we did not see ourselves


class ClaimOut(Record):
    """Versions that somebody else says were there, and who."""

    first: int
    last: int
    by: Said
    taken_in: datetime


class SightingOut(Record):
    """A text that was seen and went again before it counted."""

    seen: datetime
    gone_by: datetime
    title: Said
    summary: Said
    kind: Glimpse


class SightingsOut(Record):
    """An article with the texts of one kind that were seen there and went again, newest first."""

    article: ArticleOut
    seen_once: list[SightingOut]


class VersionOut(Record):
    """A version without its text."""

    article_id: str
    number: int
    title: Said
    first_seen: datetime
    last_confirmed: datetime
    fingerprint: str
    record_hash: str
    prev_hash: str
    absence: str  # why there is no text: hidden, erased, dropped (by a rule of retention); "" = there is one
    html_url: str
    archived_url: str = ""  # the copy at the Wayback Machine, once there is one


class BlockOut(Record):
    """One paragraph-like piece of a text."""

    kind: str
    text: Said


class PartOut(Record):
    """Where a part of a text begins."""

    name: Said  # "" where what follows stands in no part
    first: int  # index of its first block


class EvidenceOut(Record):
    """How a version was seen."""

    status: int
    headers: list[tuple[Said, Said]]
    raw_sha256: str
    raw_bytes: int
    extractor: str
    extractor_version: str
    final_url: Said
    origin: str


class VersionDetail(VersionOut):
    """A version with its text and evidence."""

    standfirst: Said
    authors: list[Said]
    published: Said
    modified: Said
    canonical: Said
    language: Said
    effective: Said  # of terms and laws: since when they hold
    blocks: list[BlockOut]
    parts: list[PartOut]  # pages of a PDF, entries of a live blog
    evidence: EvidenceOut


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


class Order(BaseModel):
    """A request's body; unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class SourceOrder(Order):
    """What is to be watched: a feed, a site (its feed is found), a section page or a single article."""

    url: str = Field(min_length=8, max_length=4_000, pattern=r"^https?://[^\s/]")
    name: str = Field(default="", max_length=200)


class SourceEdit(Order):
    """What is to be changed of a source."""

    name: str | None = Field(default=None, max_length=200)
    paused: bool | None = None
    tags: list[Annotated[str, Field(max_length=100)]] | None = Field(default=None, max_length=50)


class SubscriptionOrder(Order):
    """Who wants which events."""

    target: str = Field(min_length=8, max_length=2_000)
    sink: str = Field(default="webhook", pattern=r"^[a-z_]{1,32}$")
    name: str = Field(default="", max_length=200)
    filter: FilterModel = FilterModel()
    pace: PaceModel = PaceModel()
    preset: Literal["", "worth-a-look"] = ""
    since: datetime | None = None


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


class SavedFilterModel(BaseModel):
    """A filter with a name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    owner: str = "store"
    filter: FilterModel


class SubscriptionEdit(Order):
    """What is to be changed of a subscription."""

    name: str | None = Field(default=None, max_length=200)
    filter: FilterModel | None = None
    pace: PaceModel | None = None


class FactOut(Record):
    """One figure that a plan is made from."""

    what: str
    value: Said


class ScheduleOut(Record):
    """Why an article is checked next when it is."""

    due: datetime | None
    why: Said
    last: datetime | None  # the last planned check, null where checks never end
    facts: list[FactOut]


class Done(Record):
    """What was done, in words."""

    text: Said


class Problem(Record):
    """An error, as RFC 9457 has it (application/problem+json)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: Said = ""
    errors: list[dict[str, Any]] = []


ArticleDetail.model_rebuild()
DiffOut.model_rebuild()
