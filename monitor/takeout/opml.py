"""OPML 2.0: the sources as other feed readers take them, and what those have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from monitor.errors import ParseError
from monitor.event.plain import one_line
from monitor.model import Source, SourceKind

MAX_DEPTH: Final = 20
_TITLE: Final = "Sources of Redline"


@dataclass(frozen=True, slots=True)
class Listed:
    """An outline with an address."""

    line: int
    title: str
    feed_url: str
    home_url: str
    kind: str  # Redline's own word, where it wrote the file
    tags: tuple[str, ...]  # its categories and the outlines around it


def opml_of(sources: Sequence[tuple[Source, str]]) -> bytes:
    """The sources with what they call themselves; what other readers do not know stands in `redlineKind`."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = _TITLE
    body = etree.SubElement(root, "body")
    for source, title in sources:
        name = _clean(source.name or title or source.url)
        fields = {"text": name, "title": name, "redlineKind": source.kind.value}
        if source.kind is SourceKind.FEED:
            fields |= {"type": "rss", "xmlUrl": _clean(source.url)}
        else:
            fields |= {"type": "link", "url": _clean(source.url), "htmlUrl": _clean(source.url)}
        if source.tags:
            fields["category"] = ",".join(_clean(tag) for tag in source.tags)
        etree.SubElement(body, "outline", fields)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def outlines(data: bytes) -> Iterator[Listed]:
    """Outlines that have an address, in order; raises ParseError for what is no OPML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ParseError(f"line {error.lineno}: this is no OPML: {error.msg}") from error
    if root.tag != "opml":
        raise ParseError(f"this is no OPML: its root is {str(root.tag)[:40]!r}")
    body = root.find("body")
    yield from _below(body, (), 0) if body is not None else ()


def _below(element: etree._Element, around: tuple[str, ...], depth: int) -> Iterator[Listed]:
    for outline in element.iterchildren("outline"):
        fields = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        title = fields.get("title") or fields.get("text", "")
        feed, home = fields.get("xmlurl", ""), fields.get("htmlurl") or fields.get("url", "")
        categories = [part.strip().strip("/") for part in fields.get("category", "").split(",") if part.strip()]
        if feed or home:
            tags = tuple(dict.fromkeys([*around, *categories]))
            kind = fields.get("redlinekind", "")
            is_other = kind not in {"", SourceKind.FEED.value} and not feed
            line: Any = outline.sourceline  # the stubs do not say that it is a number
            yield Listed(line, title, home if is_other else feed, home, kind if is_other else "", tags)
        if depth < MAX_DEPTH:
            yield from _below(outline, (*around, title) if title and not (feed or home) else around, depth + 1)


def _clean(text: str) -> str:
    """The text with what XML can hold."""
    return one_line(text, 4_000)
