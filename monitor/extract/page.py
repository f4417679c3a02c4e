"""Bytes to the tree of a page, within limits; or the reason why they are no page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree, html

from monitor.extract import mojibake
from monitor.extract.characters import readable
from monitor.extract.decoding import decode
from monitor.extract.trees import count

MAX_BYTES: Final = 10_000_000
MAX_ELEMENTS: Final = 60_000  # more take longer than a look may
MAX_DEPTH: Final = 250  # libxml2 reads no text below 256
SNIFFED: Final = 1_024
BINARY: Final = (b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"\0\0\0", b"wOF",
                 b"ID3", b"OggS", b"\x7fELF", b"BM", b"{", b"[")  # fmt: skip
FOREIGN: Final = re.compile(r"<(?:rss|feed|urlset|sitemapindex|svg|rdf:rdf)\b", re.IGNORECASE)
HTML_TYPES: Final = ("html", "xml", "text/plain", "octet-stream")
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 2)})")  # level by level: far faster than counting ancestors
_TAG = re.compile(r"<[a-zA-Z!]")
_WRAPPERS = re.compile(
    r"</?(?:div|span|section|article|main|b|i|em|strong|font|center|table|tbody|tr|td|a|u|small|big)\b[^>]*>",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Page:
    """A page that can be read."""

    tree: html.HtmlElement
    markup: str
    notes: tuple[str, ...] = ()
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Refused:
    """Bytes that are no page that can be read, and why."""

    reason: str
    notes: tuple[str, ...] = ()


def parse(body: bytes, content_type: str = "", *, encoding: str = "") -> Page | Refused:
    """The page in these bytes; `encoding` is the one that it was read in before."""
    reason = _sniffed(body, content_type)
    if reason:
        return Refused(reason)
    decoded = decode(body, content_type, pinned=encoding)
    notes = (decoded.note,) if decoded.note else ()
    if decoded.broken:
        return Refused("broken encoding", notes)
    text = readable(decoded.text)
    if not text.strip():
        return Refused("empty page")
    start = text[:SNIFFED].lower()
    if not _TAG.search(text) or (FOREIGN.search(start) and "<html" not in start):
        return Refused("not HTML", notes)
    if mojibake.is_broken(text):
        mended = mojibake.repaired(text)
        notes = (*notes, "decoded once too often; put right" if mended else "decoded once too often")
        text = mended or text
    found = _tree(text, notes)
    if isinstance(found, Page):
        found.encoding = decoded.encoding
    return found


def _sniffed(body: bytes, content_type: str) -> str:
    """Why bytes like these are no page, told by their size, their beginning and their declared type."""
    if len(body) > MAX_BYTES:
        return "too large"
    start = body[:SNIFFED].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not body.strip():
        return "empty page"
    return "not HTML" if start.startswith(BINARY) or not _is_text_type(content_type) else ""


def _is_text_type(content_type: str) -> bool:
    return not content_type or any(kind in content_type.lower() for kind in HTML_TYPES)


def _tree(text: str, notes: tuple[str, ...]) -> Page | Refused:
    if text.count("<") > 4 * MAX_ELEMENTS:
        return Refused("too large", notes)
    tree = _parsed(text)
    if tree is None:
        return Refused("empty page" if not _TAG.sub("", text).strip() else "not HTML", notes)
    if _is_too_deep(tree):
        text = _WRAPPERS.sub(" ", text)
        notes = (*notes, "nested too deeply; read without its containers")
        tree = _parsed(text)
        if tree is None:
            return Refused("empty page", notes)
    if count(tree, "//*") > MAX_ELEMENTS:
        return Refused("too large", notes)
    return Page(tree, text, notes)


def _parsed(text: str) -> html.HtmlElement | None:
    try:
        tree = html.document_fromstring(
            text.encode("utf-8", "replace"),
            parser=html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True),
        )
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return tree if isinstance(tree, html.HtmlElement) and isinstance(tree.tag, str) else None


def _is_too_deep(tree: html.HtmlElement) -> bool:
    return _TOO_DEEP(tree) is True
