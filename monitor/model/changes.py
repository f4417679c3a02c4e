"""Changes: from one version to another, with labels and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.model.ids import ArticleId


class Notice(StrEnum):
    """Whether the publisher said so. A claim about the page, never about intent."""

    FOUND = "found"
    TIME_ONLY = "time_only"
    NONE_FOUND = "none_found"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"  # no news: terms, laws and registers carry no correction notes


@dataclass(frozen=True, slots=True)
class Stats:
    """Size of a change in words."""

    words_added: int
    words_removed: int
    similarity: float  # 0..1


@dataclass(frozen=True, slots=True)
class Interval:
    """An edit happened after `not_before` (the old text was still there) and by `not_after` (the new one was)."""

    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """From one version of an article to the next, with its labels as published; never relabelled in place."""

    article: ArticleId
    from_version: int
    to_version: int
    interval: Interval
    old_title: str
    new_title: str
    kinds: tuple[str, ...]
    notice: Notice
    weight: int  # 0..100
    reasons: tuple[str, ...]  # of the weight
    band: str  # minor | small | medium | large | rewrite
    summary: str  # one line, at most 120 characters
    stats: Stats
    rules_version: str
