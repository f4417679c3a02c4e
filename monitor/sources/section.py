"""Section pages: the links of a page that match the source's pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree, html

from monitor.errors import ParseError
from monitor.model import Entry, Listing, SourceRules
from monitor.sources.entries import MAX_ENTRIES, clean, one_line
from monitor.sources.urls import normalise, resolve

MAX_LINKS: Final = 20_000  # of a page that are tried on a pattern
MAX_PATTERN_INPUT: Final = 2_000  # characters of an address that a pattern is tried on


def read(body: bytes, *, url: str, content_type: str, rules: SourceRules) -> Listing:
    """The links that match `rules.link_pattern`, in the page's order; raises ParseError if the page has no links."""
    del content_type
    tree = parse_html(body, url)
    pattern = re.compile(rules.link_pattern or r".")
    entries: dict[str, Entry] = {}
    notes: list[str] = []
    links = 0
    for title, link in links_of(tree, url):
        links += 1
        if len(entries) > MAX_ENTRIES or links > MAX_LINKS:
            notes.append(f"links beyond the first {links - 1} are left out")
            break
        if pattern.search(link[:MAX_PATTERN_INPUT]):
            key = normalise(link)
            if key not in entries or (title and not entries[key].title):
                entries[key] = Entry(link, title)
    if not entries:
        notes.append(f"none of the {links} links of the page matches {rules.link_pattern!r}")
    title = clean(" ".join(tree.xpath("string(//head/title)").split()))
    hub, self_url = _link(tree, "hub", url), _link(tree, "self", url)
    return Listing(title, tuple(entries.values())[:MAX_ENTRIES], notes=tuple(notes), hub=hub, self_url=self_url)


def _link(tree: html.HtmlElement, relation: str, base: str) -> str:
    """The first <link> of the head that has this relation, such as its WebSub hub."""
    for link in tree.xpath("//head/link[@rel and @href]"):
        if relation in str(link.get("rel")).lower().split() and (found := resolve(base, str(link.get("href")))):
            return found
    return ""


def parse_html(body: bytes, url: str) -> html.HtmlElement:
    """The tree of a page; raises ParseError if there is none."""
    if not body.strip():
        raise ParseError(f"{url}: an empty page")
    try:
        tree = html.document_fromstring(body, parser=html.HTMLParser(huge_tree=False, no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ParseError(f"{url}: not a page: {one_line(error)}") from error
    return tree


def links_of(tree: html.HtmlElement, url: str) -> Iterator[tuple[str, str]]:
    """(text, absolute address) of every link to another page, in order."""
    base = str(next(iter(tree.xpath("//base/@href")), "")) or url
    base = resolve(url, base) or url
    here = normalise(url)
    for anchor in tree.iter("a"):
        link = resolve(base, str(anchor.get("href") or "#"))
        if link is not None and normalise(link) != here:
            yield clean(" ".join(str(anchor.text_content()).split()))[:300], link
