"""Sources: what is declared, what their looks have found, and what they list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from monitor.model.fields import Switches
from monitor.model.ids import SourceId
from monitor.model.reading import PageType


class SourceKind(StrEnum):
    """How a source lists its entries."""

    FEED = "feed"  # RSS, Atom, JSON Feed
    SITEMAP = "sitemap"  # sitemap, news sitemap, sitemap index
    SECTION = "section"  # a page whose links match a pattern
    PAGE = "page"  # one single page; its own only entry


class Watch(StrEnum):
    """What of an entry is versioned."""

    ARTICLE = "article"  # the page behind the link
    FEED = "feed"  # title, summary and content of the feed item; labelled "from the feed only"
    CAPTURES = "captures"  # what a web archive captured, taken in once; never looked at


class Owner(StrEnum):
    """Who may change a declared thing: the settings file, or the store (commands and API)."""

    FILE = "file"
    STORE = "store"


@dataclass(frozen=True, slots=True)
class SourceRules:
    """What the owner of a source may set; every field has a safe default."""

    every_s: int | None = None  # fixed schedule; None = the re-check policy decides
    cron: str | None = None  # fixed schedule as a cron line (APScheduler's trigger)
    link_pattern: str | None = None  # regular expression on absolute URLs; section pages need one
    max_new_per_look: int = 50
    max_new_per_day: int = 500
    max_age_days: int | None = 7  # entries with an older date are not taken up; None = any age
    foreign_domains: tuple[str, ...] = ()  # other registrable domains whose links are followed; ("*",) = all
    ignore_robots: bool = False
    retire: bool = True  # closing looks, then finished; False for single pages such as terms and laws
    weight: float = 1.0  # watch weight
    confirm: bool = True  # look a second time before a change is published
    type: PageType = PageType.AUTO  # what its pages are read as
    fields: Switches = ()  # parts of a page that count as a change, or do not, where that is not the usual
    keep_last: int | None = None  # so many texts of an article are kept, None = no such rule
    keep_days: int | None = None  # texts are kept for so long after they were replaced, None = no such rule
    jitter_s: int = 0  # a fixed schedule's looks come up to so much later


@dataclass(frozen=True, slots=True)
class Source:
    """Something that lists articles."""

    id: SourceId
    url: str
    kind: SourceKind
    name: str
    added: datetime
    watch: Watch = Watch.ARTICLE
    owner: Owner = Owner.STORE
    tags: tuple[str, ...] = ()
    rules: SourceRules = SourceRules()
    paused: bool = False
    archived: bool = False  # left the settings file or was removed; history stays


class Health(StrEnum):
    """How the last looks at a subject went."""

    NEW = "new"  # never looked at
    OK = "ok"
    FAILING = "failing"
    DEGRADED = "degraded"  # "could not read the whole page"
    BLOCKED = "blocked"  # consent, bot wall, login or paywall
    ACCESS_CHANGED = "access_changed"  # only the beginning of what was there is shown now
    OTHER_FORM = "other_form"  # AMP is shown in place of the usual page, or the other way round
    UNAVAILABLE = "unavailable"  # 410, or 404 for long enough
    QUARANTINED = "quarantined"  # "set aside after 3 crashes"
    FINISHED = "finished"  # retired: no more looks planned


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to make the next request conditional; sent back verbatim, never invented."""

    etag: str = ""
    last_modified: str = ""
    body_sha256: str = ""  # hash of the raw body: the cheap gate for servers without validators
    gate: str = ""  # hash over all of the page that a version can draw from


RULE_MISSES: Final = 3  # pages in a row on which a site rule matched nothing; then it is failing


@dataclass(frozen=True, slots=True)
class Habit:
    """How often looks at a source find something new, by time of the week; see poll/rhythm.py."""

    found: tuple[float, ...] = ()  # looks that found something new
    watched: tuple[float, ...] = ()  # hours
    expected: float = 0.0  # such looks to be expected since the last one
    newest: datetime | None = None  # when something new was found last
    quiet: bool = False  # it has been told


@dataclass(frozen=True, slots=True)
class Illness:
    """How many looks at a source's articles are degraded; see poll/illness.py."""

    since: datetime | None = None  # when the present window began
    looks: int = 0  # of all time, at its beginning
    failed: int = 0
    usual: float = 0.0  # share
    windows: int = 0  # that the usual share is made of
    share: float = 0.0  # of the last window
    ill: bool = False


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the looks at a source have found so far. `baseline` is False until the first look was recorded."""

    health: Health = Health.NEW
    baseline: bool = False
    looked: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0  # in a row
    reason: str = ""  # of the last failure, in words
    looks: int = 0
    entries_seen: int = 0
    new_today: int = 0
    today: str = ""  # the UTC day that new_today counts, YYYY-MM-DD
    title: str = ""  # as the source calls itself
    validators: Validators = Validators()
    notes: tuple[str, ...] = ()  # warnings of the last look: "cut off in the middle", "12 links over the cap"
    content_until: datetime | None = None  # newest date among its entries
    rule_misses: tuple[tuple[str, int], ...] = ()  # site rules that matched nothing, pages in a row; 3 = failing
    hint_s: int = 0  # how often its publisher wants to be asked at most, 0 = no word
    skip_hours: tuple[int, ...] = ()  # of the day, UTC, in which its publisher does not want to be asked
    skip_days: tuple[int, ...] = ()  # of the week, 0 = Monday
    hub: str = ""  # WebSub hub that it names, "" = none
    topic: str = ""  # what it is called there
    pushed: datetime | None = None  # when its hub last sent what is new
    rhythm: Habit = Habit()
    illness: Illness = Illness()

    @property
    def remarks(self) -> tuple[str, ...]:
        """The notes of the last look, and what its articles' looks have found of its site rules."""
        broken = (
            f"site rule {rule} matches nothing any more; its pages are read without it"
            for rule, misses in self.rule_misses
            if misses >= RULE_MISSES
        )
        quiet = ("no new link for longer than usual at this time of the week",) if self.rhythm.quiet else ()
        share, usual = self.illness.share, self.illness.usual
        ill = (
            (f"{share:.0%} of its pages could not be read whole at the last checks; usually {usual:.0%}",)
            if self.illness.ill
            else ()
        )
        return (*broken, *quiet, *ill, *self.notes)


@dataclass(frozen=True, slots=True)
class Entry:
    """A link that a source lists, with what the source says about it."""

    url: str  # absolute, as listed
    title: str = ""
    summary: str = ""  # HTML or text as published
    content: str = ""  # HTML as published
    author: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    guid: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What one look at a source found."""

    title: str = ""
    entries: tuple[Entry, ...] = ()
    more: tuple[str, ...] = ()  # further documents to read: the sitemaps of an index
    notes: tuple[str, ...] = ()  # what was wrong with it, in words
    feeds: tuple[str, ...] = ()  # feeds that an HTML page announces
    hub: str = ""  # WebSub hub, where announced
    self_url: str = ""
    min_interval_s: int = 0  # the publisher's hint (ttl, sy:), 0 = none
    skip_hours: tuple[int, ...] = ()  # of the day, UTC, in which it does not want to be asked
    skip_days: tuple[int, ...] = ()  # of the week, 0 = Monday
