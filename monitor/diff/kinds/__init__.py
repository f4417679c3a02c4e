"""The kinds of change; `finding` tells which of them a diff is of, and loads what it compares words with."""

from __future__ import annotations

from typing import Final

# Strongest first: the order in which kinds are told.
ORDER: Final = (
    "reverted",
    "ab_test",
    "access_changed",
    "headline",
    "correction_notice",
    "number",
    "name",
    "negation",
    "quote",
    "date",
    "attribution",
    "hedge",
    "standfirst",
    "wording",
    "entry_removed",
    "paragraph_removed",
    "paragraph_added",
    "paragraph_merged",
    "paragraph_split",
    "paragraph_moved",
    "byline",
    "caption",
    "link",
    "metadata",
    "spelling",
    "punctuation",
    "case",
    "typography",
    "visible_time",
    "timestamp_only",
    "entry_added",
    "extraction",
)
