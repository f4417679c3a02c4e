"""The nouns of Redline: frozen records that every stage shares.

Times are aware datetimes in UTC. Units are in the names (`_s`, `_bytes`). No record knows how it is stored or sent.
"""

from __future__ import annotations

from monitor.model.annotations import Annotation, Remark, RemarkKind
from monitor.model.articles import (
    Article,
    ArticleState,
    Candidate,
    Care,
    Doubt,
    Evidence,
    Glimpse,
    Head,
    Outline,
    Sighting,
    Trail,
    Version,
)
from monitor.model.changes import Change, Interval, Notice, Stats
from monitor.model.events import CHANGES, Event, EventType, Position
from monitor.model.fetching import FetchFailed, FetchReason, FetchResult, NotModified, Request, Response
from monitor.model.fields import Field, Switches, counted
from monitor.model.ids import ArticleId, EventId, SourceId, SubscriptionId
from monitor.model.marks import WHOLE, Absence, Act, Deed, Standing
from monitor.model.paging import Page, every_page
from monitor.model.planning import Away, Decision, Item, ItemKind, Lease, Planned
from monitor.model.pushes import Pushed, PushLease, PushState
from monitor.model.reading import PageType, Pin, Reading, SiteRule, masks_hash
from monitor.model.sources import (
    Entry,
    Habit,
    Health,
    Illness,
    Listing,
    Owner,
    Source,
    SourceKind,
    SourceRules,
    SourceState,
    Validators,
    Watch,
)
from monitor.model.subscriptions import (
    WEBHOOK,
    Attempt,
    Delivery,
    Filter,
    Former,
    Pace,
    Rhythm,
    SavedFilter,
    Streak,
    Subscription,
)
from monitor.model.text import PAGE_NOT_FOUND, Block, BlockKind, Extraction, Mark, Text
from monitor.model.turning import TurningBox

__all__ = [
    "CHANGES",
    "PAGE_NOT_FOUND",
    "WEBHOOK",
    "WHOLE",
    "Absence",
    "Act",
    "Annotation",
    "Article",
    "ArticleId",
    "ArticleState",
    "Attempt",
    "Away",
    "Block",
    "BlockKind",
    "Candidate",
    "Care",
    "Change",
    "Decision",
    "Deed",
    "Delivery",
    "Doubt",
    "Entry",
    "Event",
    "EventId",
    "EventType",
    "Evidence",
    "Extraction",
    "FetchFailed",
    "FetchReason",
    "FetchResult",
    "Field",
    "Filter",
    "Former",
    "Glimpse",
    "Habit",
    "Head",
    "Health",
    "Illness",
    "Interval",
    "Item",
    "ItemKind",
    "Lease",
    "Listing",
    "Mark",
    "NotModified",
    "Notice",
    "Outline",
    "Owner",
    "Pace",
    "Page",
    "PageType",
    "Pin",
    "Planned",
    "Position",
    "PushLease",
    "PushState",
    "Pushed",
    "Reading",
    "Remark",
    "RemarkKind",
    "Request",
    "Response",
    "Rhythm",
    "SavedFilter",
    "Sighting",
    "SiteRule",
    "Source",
    "SourceId",
    "SourceKind",
    "SourceRules",
    "SourceState",
    "Standing",
    "Stats",
    "Streak",
    "Subscription",
    "SubscriptionId",
    "Switches",
    "Text",
    "Trail",
    "TurningBox",
    "Validators",
    "Version",
    "Watch",
    "counted",
    "every_page",
    "masks_hash",
]
