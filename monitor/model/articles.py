"""Articles, their versions with the evidence, and what was seen and not kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.model.ids import ArticleId, SourceId
from monitor.model.marks import Absence
from monitor.model.reading import Pin
from monitor.model.sources import Health, Validators, Watch
from monitor.model.text import Text


@dataclass(frozen=True, slots=True)
class Evidence:
    """How a version was seen. Kept beside its text, hashed into the chain."""

    look_id: str  # unique per look; makes a repeated commit recognisable
    status: int
    headers: tuple[tuple[str, str], ...]  # those that matter: date, etag, last-modified, content-type, age, server...
    raw_sha256: str  # of the body as decoded from its content coding; "" for feed-only text
    raw_bytes: int
    extractor: str
    extractor_version: str
    final_url: str = ""
    confirmed_by: str = ""  # look id of the confirming look, "" if taken at once
    # page, feed; reread = the version before's page read again, anew = read otherwise, entries = a live blog's new ones
    origin: str = "page"

    @property
    def is_no_change(self) -> bool:
        """True where nothing that stood in the version before was edited."""
        return self.origin in {"reread", "anew", "entries"}


@dataclass(frozen=True, slots=True)
class Version:
    """One kept text of an article; numbers start at 1 and are never reused."""

    article: ArticleId
    number: int
    first_seen: datetime  # the look that first found this text
    last_confirmed: datetime  # the last look, 304 included, that still found exactly this text
    text: Text
    fingerprint: str  # hex, of the folded canonical text: snapshot.fingerprint()
    evidence: Evidence
    prev_hash: str = ""  # hex SHA-256 of the record before, "" for the first
    record_hash: str = ""  # hex SHA-256 of this record
    absence: Absence | None = None  # why `text` is empty: it may not be read, or is no longer kept


@dataclass(frozen=True, slots=True)
class Outline:
    """A version without its text: enough to decide whether the text is kept, and where."""

    number: int
    ended: datetime | None  # when the next version was first seen; None for the newest
    has_text: bool


class Doubt(StrEnum):
    """Why a suspected change waits for more than a second look."""

    NONE = ""  # a second look a moment later is enough
    SHORT = "short"  # less than half of the former text is left
    ACCESS = "access"  # the page shows only the beginning: a paywall, a login
    FLIP = "flip"  # a headline that was there before, a day or less after it went
    FORM = "form"  # the page came in another form: AMP in place of the usual one, or the other way round


@dataclass(frozen=True, slots=True)
class Candidate:
    """A suspected change, kept until a second look agrees or does not."""

    text: Text
    fingerprint: str
    evidence: Evidence
    first_seen: datetime
    looks: int = 1
    why: Doubt = Doubt.NONE


class Glimpse(StrEnum):
    """Why a text was seen and made no version."""

    TRANSIENT = "transient"  # seen once, then gone
    FLIP = "flip"  # a headline that comes and goes: one of several that the outlet tries
    SHORT = "short"  # less than half of the text was there
    ACCESS = "access"  # only its beginning was there
    FORM = "form"  # its page came in another form, AMP or the usual one


@dataclass(frozen=True, slots=True)
class Sighting:
    """A text that was seen and gone again before it counted."""

    seen: datetime
    gone_by: datetime
    title: str
    summary: str  # one line: what was different
    fingerprint: str
    kind: Glimpse = Glimpse.TRANSIENT


@dataclass(frozen=True, slots=True)
class Article:
    """One watched address. Its id is the hash of its normalised link URL."""

    id: ArticleId
    url: str
    host: str
    source: SourceId  # the owner: the first lister; its rules apply
    sources: tuple[SourceId, ...]
    added: datetime  # First seen (by us)
    listed_title: str = ""
    published: str = ""  # Published (outlet says)
    watch: Watch = Watch.ARTICLE
    baseline: bool = False  # found at the first look at its source: its first version makes no event


@dataclass(frozen=True, slots=True)
class ArticleState:
    """What the looks at an article have found so far; small, read before every look."""

    health: Health = Health.NEW
    versions: int = 0  # number of the newest version, 0 = none yet
    changes: int = 0
    fingerprint: str = ""  # of the newest version
    last_confirmed: datetime | None = None
    last_change: datetime | None = None  # first_seen of the newest version after the first
    looked: datetime | None = None
    looks: int = 0
    failures: int = 0  # in a row
    crashes: int = 0  # looks in a row that killed the process that read the page; 3 = quarantined
    reason: str = ""
    validators: Validators = Validators()
    sequence: int = 0  # of the article's newest event
    title: str = ""  # newest headline
    earlier: tuple[str, ...] = ()  # fingerprints of earlier versions, newest first, at most 32 (short form: 16 hex)
    rereads: int = 0  # versions that are no changes: only the way of reading was another one
    titles: tuple[str, ...] = ()  # hashes of the headlines of earlier versions, newest first, at most 8


@dataclass(frozen=True, slots=True)
class Trail:
    """What looks have to agree on several times before it counts, and what they agreed on; empty for most articles."""

    failing_since: datetime | None = None  # the first of the failures in a row
    missing: int = 0  # looks in a row that were answered 404
    missing_since: datetime | None = None
    gone_since: datetime | None = None  # the look that found the page gone for good
    moved_to: str = ""  # where permanent redirects of the last looks led
    moved: int = 0  # how many looks in a row agree on it
    moved_since: datetime | None = None
    address: str = ""  # where the page is asked for now, "" = at its link
    same_as: ArticleId | None = None  # the article that this one turned out to be: looks are made there


@dataclass(frozen=True, slots=True)
class Care:
    """What somebody asked for one article."""

    weight: float = 1.0  # watch weight, times that of its source
    boosted_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What a look must know before it fetches: read in one round trip.

    Most looks need no word of the newest version, so it is decoded when somebody asks for it.
    """

    article: Article
    state: ArticleState
    read_newest: Callable[[], Version | None] = field(compare=False)  # checks its checksum; raises DamagedRecord
    candidate: Candidate | None
    trail: Trail = Trail()
    care: Care = Care()
    pin: Pin | None = None  # how the newest version's page was read; None = only what its evidence says

    @property
    def newest(self) -> Version | None:
        """The newest version; raises DamagedRecord."""
        return self.read_newest()
