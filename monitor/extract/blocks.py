"""The blocks of a page in reading order, each with its kind and the element that it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from lxml import etree, html

from monitor.extract.boxes import is_correction_name
from monitor.extract.lines import is_correction
from monitor.model import BlockKind

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
KINDS: Final = {
    **dict.fromkeys(HEADINGS, BlockKind.HEADING),
    "li": BlockKind.LIST_ITEM,
    "dt": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
    "figcaption": BlockKind.CAPTION,
    "tr": BlockKind.TABLE_ROW,
    "caption": BlockKind.CAPTION,
}
# fmt: off
BREAKS: Final = frozenset({
    "address", "article", "aside", "body", "center", "details", "div", "dl", "fieldset", "figure", "footer", "header",
    "hr", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "thead", "ul", *KINDS,
})
# fmt: on
CELLS: Final = frozenset({"td", "th"})
INSIDE: Final = frozenset({BlockKind.QUOTE, BlockKind.LIST_ITEM, BlockKind.CAPTION})  # a <p> inside keeps these
MAX_BLOCKS: Final = 20_000
MAX_TEXT_CHARS: Final = 5_000_000
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")


@dataclass(slots=True)
class Found:
    """A block and where it stands."""

    kind: BlockKind
    text: str
    element: html.HtmlElement
    linked: int = 0  # characters inside links


def clean(text: str) -> str:
    """The text as published, without control characters, its ASCII white space as single spaces."""
    return _SPACE.sub(" ", _UNSEEN.sub("", text)).strip(" ")


def walk(root: html.HtmlElement) -> list[Found]:
    """All blocks below the element, in order; text is never lost: what stands in no block of its own is a paragraph."""
    found: list[Found] = []
    pending: list[str] = []
    owner = [root]
    linked, depth_of_links, seen = 0, 0, 0

    def close(nearest: html.HtmlElement) -> None:
        nonlocal linked
        text = clean("".join(pending))
        if text and len(found) < MAX_BLOCKS:
            found.append(Found(_kind(owner[0], text), text, owner[0], min(linked, len(text))))
        pending.clear()
        linked = 0
        owner[0] = nearest

    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if name in BREAKS:
                close(element)
            elif name in CELLS and pending:
                pending.append(" | ")
            elif name == "br":
                pending.append("\n")
            depth_of_links += name == "a"
            text = (element.text or "") if name else ""
        else:
            depth_of_links -= name == "a"
            if name in BREAKS:
                parent = element.getparent()
                close(parent if parent is not None else root)
            text = (element.tail or "") if element is not root else ""
        if text and seen < MAX_TEXT_CHARS:
            seen += len(text)
            linked += len(text.strip()) if depth_of_links > 0 else 0
            pending.append(text)
    close(root)
    return found


def _kind(element: html.HtmlElement, text: str) -> BlockKind:
    kind = KINDS.get(str(element.tag), BlockKind.PARAGRAPH)
    if kind is BlockKind.PARAGRAPH:
        for above, _ in zip(element.iterancestors(), range(4), strict=False):
            outer = KINDS.get(str(above.tag))
            if outer in INSIDE:
                kind = outer
                break
    if kind is not BlockKind.CAPTION and (is_correction(text) or _named_correction(element)):
        return BlockKind.CORRECTION
    return kind


def _named_correction(element: html.HtmlElement) -> bool:
    chain = [element, *(above for above, _ in zip(element.iterancestors(), range(2), strict=False))]
    return any(is_correction_name(f"{e.get('class') or ''} {e.get('id') or ''}") for e in chain)
