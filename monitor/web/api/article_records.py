"""Articles, their versions and their schedule as the API shows them."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from monitor.model import Doubt, Glimpse, Health
from monitor.web.api.records import Record, Said


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
    claims: list[ClaimOut] = Field(default=[])  # versions that we did not see ourselves


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
