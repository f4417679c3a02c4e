"""Sitemaps (sitemaps.org 0.9), news sitemaps and sitemap indexes; gzipped ones too."""

from __future__ import annotations

import zlib
from dataclasses import replace
from io import BytesIO
from typing import Final

from lxml import etree

from monitor.errors import ParseError
from monitor.model import Entry, Listing, SourceRules
from monitor.sources import dates
from monitor.sources.entries import MAX_ENTRIES, clean, one_line
from monitor.sources.urls import resolve

MAX_NOTES: Final = 20
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
                _take(element, entries if name == "url" else None, more)
                element.clear()
            root = name
    except etree.XMLSyntaxError as error:
        if not entries and not more:
            raise ParseError(f"{url}: not a sitemap: {one_line(error.msg)}") from error
        notes.append(f"the sitemap is cut off or damaged: {one_line(error.msg)}")
    if not entries and not more and root not in {"urlset", "sitemapindex"}:
        raise ParseError(f"{url}: not a sitemap: its root is {root[:40]!r}")
    if len(entries) > MAX_ENTRIES:
        notes.append(f"{len(entries) - MAX_ENTRIES} addresses beyond the newest {MAX_ENTRIES} are left out")
    newest = sorted(entries, key=_age, reverse=True)[:MAX_ENTRIES]
    links = [link for _, link in sorted(more, reverse=True)[:MAX_ENTRIES]]
    return Listing(
        entries=tuple(replace(entry, url=link) for entry in newest if (link := _resolved(url, entry.url, notes))),
        more=tuple(link for one in links if (link := _resolved(url, one, notes))),
        notes=tuple(notes[:MAX_NOTES]),
    )


def _resolved(base: str, link: str, notes: list[str]) -> str:
    """The absolute address, "" and a note where it is none. It costs more than the rest."""
    found = resolve(base, link) if link else None
    if found is None and len(notes) < MAX_NOTES:
        notes.append(f"an address that is none is left out: {link[:80]!r}")
    return found or ""


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


def _take(element: etree._Element, entries: list[Entry] | None, more: list[tuple[str, str]]) -> None:
    texts = {_name(child): clean(child.text) for child in element.iter() if child is not element}
    link = texts.get("loc", "")
    if entries is None:
        more.append((texts.get("lastmod", ""), link))
    else:
        published = dates.parse(texts.get("publication_date", ""))
        entries.append(
            Entry(link, texts.get("title", ""), published=published, updated=dates.parse(texts.get("lastmod", "")))
        )
