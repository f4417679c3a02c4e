"""One version's page: its text as published and how it was seen."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from monitor.model import Article, ArticleState, Block, Version
from monitor.web.links import web_link
from monitor.web.moments import said, stamp
from monitor.web.views.article import headline
from monitor.web.words import FEED_ONLY, NO_HEADLINE


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the evidence."""

    name: str
    value: str | Markup


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
    blocks: tuple[Block, ...]
    first_seen: Markup
    confirmed: Markup
    published: Markup
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
        blocks=text.blocks,
        first_seen=stamp(version.first_seen),
        confirmed=stamp(version.last_confirmed),
        published=said(text.published),
        previous=version.number - 1,
        next=version.number + 1 if version.number < state.versions else 0,
        facts=(*facts(version, original), *_copy(copy)),
    )


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
