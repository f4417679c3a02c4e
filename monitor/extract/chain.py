"""The chain of ways to read a page: each step is tried when the one before gave too little."""

from __future__ import annotations

from typing import Final

import trafilatura
from lxml import etree, html

from monitor.extract import metadata
from monitor.extract.decoding import decode
from monitor.model import Block, BlockKind, Extraction, Text

VERSION: Final = "1"
MAX_BYTES: Final = 10_000_000
KINDS: Final = {
    "head": BlockKind.HEADING,
    "item": BlockKind.LIST_ITEM,
    "quote": BlockKind.QUOTE,
    "row": BlockKind.TABLE_ROW,
    "p": BlockKind.PARAGRAPH,
}


def extract(body: bytes, *, url: str, content_type: str = "") -> Extraction:
    """The article in these bytes; whatever they are, a result: degraded, with a reason, where it can not be trusted."""
    if len(body) > MAX_BYTES:
        return _degraded("too large")
    text, note = decode(body, content_type)
    if not text.strip():
        return _degraded("empty page")
    try:
        tree = html.document_fromstring(text, parser=html.HTMLParser(remove_comments=True))
    except (etree.LxmlError, ValueError):
        return _degraded("not HTML")
    facts = metadata.read(tree)
    document = trafilatura.bare_extraction(tree, url=url, fast=True, include_comments=False)
    blocks = () if document is None else tuple(_blocks(document.body))
    found = Text(
        facts.title,
        blocks,
        authors=facts.authors,
        published=facts.published,
        modified=facts.modified,
        canonical=facts.canonical,
        language=facts.language,
        section=facts.section,
    )
    notes = (note,) if note else ()
    if not blocks:
        return Extraction(found, "none", VERSION, degraded=True, reason="empty page", notes=notes)
    return Extraction(found, "trafilatura", VERSION, notes=notes, trail=("trafilatura",))


def _blocks(body: etree._Element) -> list[Block]:
    found = []
    for element in body.iter(*KINDS):
        if not any(parent.tag in KINDS for parent in element.iterancestors()):
            text = " ".join("".join(element.itertext()).split())
            if text:
                found.append(Block(KINDS[element.tag], text))
    return found


def _degraded(reason: str) -> Extraction:
    return Extraction(Text("", ()), "none", VERSION, degraded=True, reason=reason)
