"""Sitemaps (sitemaps.org 0.9), news sitemaps and sitemap indexes; gzipped ones too."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import Final

from lxml import etree

from monitor.errors import ParseError
from monitor.model import Entry, Listing, SourceRules
from monitor.sources import dates
from monitor.sources.feed import MAX_ENTRIES, clean
from monitor.sources.urls import resolve

MAX_BYTES: Final = 60_000_000  # the protocol allows 50 MB unpacked


def read(body: bytes, *, url: str, content_type: str, rules: SourceRules) -> Listing:
    """The addresses of a sitemap, newest first, or the sitemaps of an index; raises ParseError if it is neither."""
    del content_type, rules
    if body[:2] == b"\x1f\x8b":
        body = _unpack(body, url)
    entries: list[Entry] = []
    more: list[tuple[str, str]] = []
    notes: list[str] = []
    root = ""
    try:
        for _, element in etree.iterparse(
            BytesIO(body), events=("end",), resolve_entities=False, no_network=True, huge_tree=False, recover=False
        ):
            name = _name(element)
            if name in {"url", "sitemap"}:
                _take(element, url, entries if name == "url" else None, more, notes)
                element.clear()
            root = name
    except etree.XMLSyntaxError as error:
        if not entries and not more:
            raise ParseError(f"{url}: not a sitemap: {error.msg}") from error
        notes.append(f"the sitemap is cut off or damaged: {error.msg}")
    if not entries and not more and root not in {"urlset", "sitemapindex"}:
        raise ParseError(f"{url}: not a sitemap: its root is {root[:40]!r}")
    if len(entries) > MAX_ENTRIES:
        notes.append(f"{len(entries) - MAX_ENTRIES} addresses beyond the newest {MAX_ENTRIES} are left out")
    entries.sort(key=_age, reverse=True)
    newest = tuple(link for _, link in sorted(more, reverse=True))
    return Listing(entries=tuple(entries[:MAX_ENTRIES]), more=newest, notes=tuple(notes[:20]))


def _age(entry: Entry) -> float:
    at = entry.updated or entry.published
    return at.timestamp() if at else 0.0


def _unpack(body: bytes, url: str) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, MAX_BYTES)
    except zlib.error as error:
        raise ParseError(f"{url}: damaged gzip: {error}") from error
    if unpacker.unconsumed_tail:
        raise ParseError(f"{url}: more than {MAX_BYTES} bytes when unpacked")
    return plain


def _name(element: etree._Element) -> str:
    tag: object = element.tag  # a function for comments
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _take(
    element: etree._Element, base: str, entries: list[Entry] | None, more: list[tuple[str, str]], notes: list[str]
) -> None:
    texts = {_name(child): clean(child.text) for child in element.iter() if child is not element}
    link = resolve(base, texts.get("loc", "")) if texts.get("loc") else None
    if link is None:
        notes.append(f"an address that is none is left out: {texts.get('loc', '')[:80]!r}")
    elif entries is None:
        more.append((texts.get("lastmod", ""), link))
    else:
        published = dates.parse(texts.get("publication_date", ""))
        entries.append(
            Entry(link, texts.get("title", ""), published=published, updated=dates.parse(texts.get("lastmod", "")))
        )
