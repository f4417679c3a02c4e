"""Boxes that are not the article, told by the names that sites give them; as data."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

# whole words of class, id, role, aria-label and data-component names, split at - _ and camelCase
# fmt: off
BOX_WORDS: Final = frozenset({
    "ad", "ads", "advert", "adverts", "advertisement", "advertising", "adslot", "adbox", "banner", "promo",
    "promotion", "promoted", "sponsor", "sponsored", "related", "recommend", "recommended", "recommendations",
    "recirculation", "teaser", "teasers", "outbrain", "taboola", "mostread", "popular", "trending",
    "newsletter", "signup", "subscribe", "subscription", "subscriptions", "paywall", "piano", "register",
    "registration", "share", "sharing", "shares", "social", "sharebar", "comment", "comments", "disqus",
    "counter", "counters", "views", "viewcount", "likes", "reactions", "poll", "quiz", "survey", "nav",
    "navigation", "navbar", "menu", "breadcrumb", "breadcrumbs", "sidebar", "footer", "masthead", "toolbar",
    "pagination", "pager", "cookie", "cookies", "consent", "gdpr", "onetrust", "popup", "modal", "overlay",
    "tooltip", "ticker", "livefeed", "weather", "stocks", "tags", "taglist", "topics", "keywords", "authorbio",
    "aboutauthor", "bio", "widget", "embed", "skip", "print", "hidden",
})
BOX_PAIRS: Final = frozenset({
    ("most", "read"), ("read", "more"), ("read", "next"), ("more", "stories"), ("more", "news"),
    ("also", "read"), ("see", "also"), ("you", "may"), ("up", "next"), ("site", "header"), ("site", "footer"),
    ("page", "footer"), ("sign", "up"), ("share", "count"), ("related", "links"), ("author", "bio"),
    ("article", "tags"), ("trending", "now"),
})
BOX_ROLES: Final = frozenset({
    "navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog", "menu",
})
BOX_TAGS: Final = frozenset({
    "script", "style", "template", "noscript", "iframe", "svg", "canvas", "form", "button", "nav", "input",
    "select", "textarea", "object", "embed", "audio", "video", "dialog",
})
KEPT_WORDS: Final = frozenset({
    "correction", "corrections", "corrected", "clarification", "clarifications", "erratum", "errata",
    "editornote", "editorsnote", "amendment", "caption", "figcaption", "credit", "byline", "headline",
    "standfirst", "articlebody", "storybody",
})
CORRECTION_WORDS: Final = frozenset({
    "correction", "corrections", "corrected", "clarification", "clarifications", "erratum", "errata",
    "editornote", "editorsnote", "amendment",
})
# fmt: on
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def words_of(name: str) -> list[str]:
    """The words of a class or id name.

    >>> words_of("article__newsletterBox ad-slot")
    ['article', 'newsletter', 'box', 'ad', 'slot']
    """
    return [part.lower() for part in _PART.findall(name[:2_000])]


def is_box_name(name: str) -> bool:
    """True if these names say that the element is a box beside the article."""
    words = words_of(name)
    if any(word in KEPT_WORDS for word in words):
        return False
    return any(word in BOX_WORDS for word in words) or any(pair in BOX_PAIRS for pair in pairwise(words))


def is_correction_name(name: str) -> bool:
    """True if these names say that the element is a correction note."""
    words = words_of(name)
    joined = {a + b for a, b in pairwise(words)}
    return any(word in CORRECTION_WORDS for word in words) or bool(joined & CORRECTION_WORDS)
