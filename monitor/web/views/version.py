"""One version's page: its text as published and how it was seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from monitor.model import Article, ArticleState, Block, BlockKind, Mark, PageType, Text, Version
from monitor.web.links import web_link
from monitor.web.moments import said, stamp
from monitor.web.views.article import headline
from monitor.web.words import FEED_ONLY, NO_HEADLINE

# what an item of a list begins with where the outlet wrote its sign or number out
_OWN_SIGN: Final = re.compile(
    r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxlcIVXLC]{1,6})[.)]\s"  # 1.  12)  (a)  iv.
    r"|\d{1,3}(?:\.\d{1,3})+\.?\s+(?=[^\W\d_a-z])"  # 2.3 Liability, but not 1.5 million
    r"|[•·▪●‣◦*–—-]\s"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the evidence."""

    name: str
    value: str | Markup


@dataclass(frozen=True, slots=True)
class Part:
    """A page of a PDF, an entry of a live blog, or all of a text that has no parts."""

    name: str | Markup  # "" for what stands in no part
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class VersionView:
    """Everything that a version's page shows."""

    article_id: str
    article_title: str
    url: str
    number: int
    versions: int
    title: str
    standfirst: str
    authors: str
    language: str
    parts: tuple[Part, ...]
    first_seen: Markup
    confirmed: Markup
    published: Markup
    effective: Markup  # of terms and laws: since when they hold
    previous: int
    next: int
    facts: tuple[Fact, ...]


def version_view(
    article: Article, state: ArticleState, version: Version, *, original: str = "", copy: str = ""
) -> VersionView:
    """The version's page."""
    text = version.text
    return VersionView(
        article_id=article.id,
        article_title=headline(article, state),
        url=article.url,
        number=version.number,
        versions=state.versions,
        title=text.title or NO_HEADLINE,
        standfirst=text.standfirst,
        authors=", ".join(text.authors),
        language=text.language,
        parts=parts(text),
        first_seen=stamp(version.first_seen),
        confirmed=stamp(version.last_confirmed),
        published=said(text.published),
        effective=said(text.effective) if text.effective else Markup(),
        previous=version.number - 1,
        next=version.number + 1 if version.number < state.versions else 0,
        facts=(*facts(version, original), *_copy(copy)),
    )


def parts(text: Text) -> tuple[Part, ...]:
    """The blocks by the parts that they stand in: marks that are none of the text's own are passed over."""
    marks = sorted((mark for mark in text.marks if 0 <= mark.first < len(text.blocks)), key=lambda mark: mark.first)
    starts = [0, *(mark.first for mark in marks)]
    ends = [*starts[1:], len(text.blocks)]
    names: list[str | Markup] = ["", *(_name(mark, text.type) for mark in marks)]
    cut = (Part(name, text.blocks[a:b]) for name, a, b in zip(names, starts, ends, strict=True))
    return tuple(part for part in cut if part.blocks)


def css_of(block: Block) -> str:
    """The class of a block; an item of a list that brings its own sign or number gets none from us."""
    is_signed = block.kind is BlockKind.LIST_ITEM and _OWN_SIGN.match(block.text) is not None
    return f"block-{block.kind}{' signed' if is_signed else ''}"


def _name(mark: Mark, kind: PageType) -> str | Markup:
    """What a reader calls it: an entry that is known by its time has that for a name."""
    if kind is not PageType.LIVE or not mark.name:
        return mark.name
    when = said(mark.name)
    return when if "<time" in when else f"entry {mark.name}"


def _copy(copy: str) -> tuple[Fact, ...]:
    """Where the Wayback Machine keeps the version, once it does."""
    return (Fact("Copy", web_link(copy, "at the Wayback Machine")),) if copy.startswith("http") else ()


def facts(version: Version, original: str = "") -> tuple[Fact, ...]:
    """How the version was seen: what anybody needs to check it."""
    seen = version.evidence
    found = [
        Fact("Answer of the site", f"HTTP {seen.status}") if seen.status else Fact("Taken", FEED_ONLY),
        Fact("Address after redirects", seen.final_url),
        Fact("Size of the page", f"{seen.raw_bytes:,} bytes"),
        Fact("SHA-256 of the page", seen.raw_sha256),
        Fact("Original", original or "not kept") if seen.raw_sha256 else Fact("", ""),
        Fact("Read by", f"{seen.extractor} {seen.extractor_version}".strip()),
        *(Fact(f"Header {name}", value) for name, value in seen.headers),
        Fact("Fingerprint of the text", version.fingerprint),
        Fact("Hash of this record", version.record_hash),
        Fact("Hash of the record before", version.prev_hash),
    ]
    return tuple(fact for fact in found if fact.value)
