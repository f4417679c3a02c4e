"""What an address holds, told from its bytes: a feed, a sitemap, a site with feeds, or an article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml import html

from monitor.errors import ParseError
from monitor.model import SourceKind
from monitor.sources.section import links_of, parse_html
from monitor.sources.urls import resolve, same_site

FEED_TYPES: Final = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "text/xml",
        "application/xml",
    }
)
MAX_FEEDS: Final = 20
MAX_PATTERNS: Final = 5
MAX_LINKS: Final = 2_000  # of a page that are looked at
MIN_LINKS_OF_A_PATTERN: Final = 3
# Where sites keep feeds that their pages do not announce.
USUAL_PLACES: Final = (
    "/feed",
    "/rss",
    "/feed.xml",
    "/rss.xml",
    "/atom.xml",
    "/index.xml",
    "/feed.json",
    "/sitemap-news.xml",
)
_XML_ROOT = re.compile(rb"<(?![?!])(?:\w+:)?(\w+)")


@dataclass(frozen=True, slots=True)
class Sniffed:
    """What an address holds."""

    kind: SourceKind | None  # None: neither a listing nor a page
    feeds: tuple[str, ...] = ()  # that a page announces
    usual_places: tuple[str, ...] = ()  # to try where it announces none
    patterns: tuple[str, ...] = ()  # of links that look like articles
    is_front: bool = False  # a front or section page rather than an article
    title: str = ""


def sniff(body: bytes, *, url: str, content_type: str = "") -> Sniffed:
    """What these bytes are."""
    start = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in start[:1024]:
        return Sniffed(SourceKind.PAGE)
    if start.startswith(b"{") and b"jsonfeed.org/version" in start:
        return Sniffed(SourceKind.FEED)
    root = _XML_ROOT.search(start)
    name = root[1].decode().lower() if root else ""
    if name in {"rss", "feed", "rdf"}:
        return Sniffed(SourceKind.FEED)
    if name in {"urlset", "sitemapindex"} or (body[:2] == b"\x1f\x8b" and "sitemap" in url):
        return Sniffed(SourceKind.SITEMAP)
    if name in {"html", "head", "body", "div", "p", "h1", "title", "meta", "main", "article"} or "html" in content_type:
        return _page(body, url)
    return Sniffed(None)


def _page(body: bytes, url: str) -> Sniffed:
    try:
        tree = parse_html(body, url)
    except ParseError:
        return Sniffed(None)
    feeds = tuple(dict.fromkeys(_announced(tree, url)))[:MAX_FEEDS]
    own = [link for _, link in islice(links_of(tree, url), MAX_LINKS) if same_site(link, url)]
    patterns = _patterns(own)
    path = urlsplit(url).path.strip("/")
    is_article = bool(tree.xpath("//meta[@property='og:type'][contains(@content,'article')]")) or bool(
        tree.xpath("//script[@type='application/ld+json'][contains(., 'Article')]")
    )
    return Sniffed(
        SourceKind.PAGE,
        feeds,
        tuple(urljoin(url, place) for place in USUAL_PLACES),
        patterns,
        is_front=not is_article and (not path or len(own) >= 10),  # noqa: PLR2004 - a page of links
        title=" ".join(str(tree.xpath("string(//head/title)")).split())[:200],
    )


def _announced(tree: html.HtmlElement, url: str) -> list[str]:
    found = []
    for link in tree.iter("link"):
        rels = str(link.get("rel") or "").lower().split()
        kind = str(link.get("type") or "").lower().partition(";")[0].strip()
        address = resolve(url, str(link.get("href") or "")) if link.get("href") else None
        if "alternate" in rels and kind in FEED_TYPES and address and "comments" not in address:
            found.append(address)
    return found


def _patterns(links: list[str]) -> tuple[str, ...]:
    """Beginnings of paths that several links share and that go on with a long last part: likely articles."""
    counts: dict[str, set[str]] = {}
    for link in links:
        *folders, last = urlsplit(link).path.strip("/").split("/")
        if len(last) >= 12 or re.search(r"\d{4,}", last):  # noqa: PLR2004 - a slug or a number
            place = re.sub(r"\d+", r"\\d+", re.escape("/" + "/".join(folders[:2])))
            counts.setdefault(place, set()).add(link)
    often = sorted(counts.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(place for place, found in often if len(found) >= MIN_LINKS_OF_A_PATTERN)[:MAX_PATTERNS]
