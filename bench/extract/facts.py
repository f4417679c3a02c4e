"""How often the page's own facts are read right, where the truth is known."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from lxml import html

from bench.extract.pages import Expected, plain
from monitor.model import Text


def dates(pages: Sequence[Expected], texts: Sequence[Text]) -> float:
    """Share of publication dates that are right to the minute, whatever zone the truth is written in."""
    pairs = [(p.published, t.published) for p, t in zip(pages, texts, strict=True) if p.published]
    return sum(same_minute(*pair) for pair in pairs) / max(1, len(pairs))


def modified(pages: Sequence[Expected], texts: Sequence[Text]) -> tuple[float, int]:
    """Share of pages that state when they were modified whose word was read, and how many pages state it.

    The data has no truth of its own for this; the pages' own JSON-LD or meta tag, found here by another way, stands in.
    """
    pairs = [(told, t.modified) for p, t in zip(pages, texts, strict=True) if (told := _told_modified(p))]
    return sum(same_minute(*pair) for pair in pairs) / max(1, len(pairs)), len(pairs)


def authors(pages: Sequence[Expected], texts: Sequence[Text]) -> float:
    """Share of pages with the very set of authors, style of letters aside."""
    pairs = [(p.authors, t.authors) for p, t in zip(pages, texts, strict=True) if p.authors]
    return sum({plain(a) for a in one} == {plain(a) for a in two} for one, two in pairs) / max(1, len(pairs))


def titles(pages: Sequence[Expected], texts: Sequence[Text]) -> float:
    """Share of the titles that are the same, style of letters aside."""
    pairs = [(p.title, t.title) for p, t in zip(pages, texts, strict=True) if p.title]
    return sum(plain(one) == plain(two) for one, two in pairs) / max(1, len(pairs))


def same_minute(told: str, read: str) -> bool:
    """True if both are the same minute; a time without a zone is the same at any zone's offset."""
    try:
        one, two = (datetime.fromisoformat(text) for text in (told, read))
    except ValueError:
        return False
    if one.tzinfo is None or two.tzinfo is None:
        apart = abs(one.replace(tzinfo=None) - two.replace(tzinfo=None))
        return apart < timedelta(hours=14) and apart.seconds % 900 < 60
    return abs(one.astimezone(UTC) - two.astimezone(UTC)) < timedelta(minutes=1)


def _told_modified(page: Expected) -> str:
    tree = html.document_fromstring(page.body, parser=html.HTMLParser(encoding="utf-8"))
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            told = _deep(json.loads(script.text or "", strict=False))
        except ValueError:
            continue
        if told:
            return told
    return str(tree.xpath("string(//meta[@property='article:modified_time']/@content)"))


def _deep(node: object) -> str:
    """The first dateModified of an article anywhere in the graph."""
    if isinstance(node, dict):
        kind = str(node.get("@type")).lower()
        if "dateModified" in node and ("article" in kind or "posting" in kind):
            return str(node["dateModified"])
        return next((found for value in node.values() if (found := _deep(value))), "")
    if isinstance(node, list):
        return next((found for value in node if (found := _deep(value))), "")
    return ""
