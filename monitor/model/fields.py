"""The parts of a page that can count as a change, each on its own."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Field(StrEnum):
    """A part of a page beside the paragraphs of its text, which always count."""

    HEADLINE = "headline"
    OG_TITLE = "og_title"  # the headline for social networks, where it is another one
    DATA_TITLE = "data_title"  # the headline in the page's data (JSON-LD), where it is another one
    STANDFIRST = "standfirst"
    BYLINE = "byline"
    PUBLISHED = "published"
    MODIFIED = "modified"  # to the minute
    EFFECTIVE = "effective"  # of terms and laws: since when they hold
    SECTION = "section"
    LANGUAGE = "language"
    CANONICAL = "canonical"
    CORRECTIONS = "corrections"
    CAPTIONS = "captions"
    LINKS = "links"  # where the links in the text lead


Switches = tuple[tuple[Field, bool], ...]
COUNTED: Final = frozenset({Field.HEADLINE, Field.STANDFIRST, Field.BYLINE, Field.CORRECTIONS, Field.CAPTIONS})


def counted(switches: Switches = ()) -> frozenset[Field]:
    """The parts that count as a change: the usual ones, those switched on, without those switched off."""
    said = dict(switches)
    return frozenset(field for field in Field if said.get(field, field in COUNTED))
