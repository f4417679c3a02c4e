"""The text of an article as its page gave it, in blocks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from monitor.model.reading import PageType, Pin

PAGE_NOT_FOUND: Final = "page not found"  # the reason of an extraction: a page that says so, whatever its status


class BlockKind(StrEnum):
    """What a block of an article is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    CAPTION = "caption"
    CORRECTION = "correction"
    TABLE_ROW = "table_row"
    STANDFIRST = "standfirst"  # between headline and article; of a feed item it stands apart, in Text.standfirst


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph-like piece of an article, its text as published, without line breaks."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a part of a text begins: a page of a PDF, an entry of a live blog."""

    name: str  # "page 3", or what the entry is known by
    first: int  # index of its first block


@dataclass(frozen=True, slots=True)
class Text:
    """What a reader of the page reads: the result of extraction and the content of a version."""

    title: str
    blocks: tuple[Block, ...]
    standfirst: str = ""  # of a feed item: its summary, where it has a text, too
    authors: tuple[str, ...] = ()
    published: str = ""  # ISO 8601 as precise as the page says, "" if unknown
    modified: str = ""
    canonical: str = ""
    language: str = ""  # BCP 47, "" if unknown
    section: str = ""
    type: PageType = PageType.NEWS  # what the page was read as; never AUTO
    effective: str = ""  # of terms and laws: since when they hold, ISO 8601
    og_title: str = ""  # og:title, "" where it is the title
    data_title: str = ""  # JSON-LD headline, "" where it is the title
    links: tuple[str, ...] = ()  # targets of the links in the blocks, absolute, each once
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """One extraction: the text and how far it can be trusted."""

    text: Text
    extractor: str  # name of the step of the chain that gave the blocks
    extractor_version: str
    degraded: bool = False  # no version is made of a degraded one
    reason: str = ""  # why degraded: "empty page", "consent page", "bot wall", "paywall", "needs a browser"
    notes: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()  # the steps of the chain that were tried, in order
    gate: str = ""  # hash over all of the page that a version can draw from
    rule: str = ""  # name of the site rule that was asked
    rule_fault: str = ""  # why it does not hold
    rule_failed: bool = False  # it matched nothing any more, so that the generic chain has read the page
    pin: Pin = Pin()  # how it was read
    paths: tuple[str, ...] = ()  # the place of each block of the text, "" = nowhere of its own; see extract.turning
    unchanged: bool = False  # the gate was the one that was known: the page was not read, `text` is empty
