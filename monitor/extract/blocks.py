"""The blocks of a page in reading order, each with its kind and the element that it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree, html

from monitor.extract.characters import tidy
from monitor.extract.lines import ends_in_credit, is_correction
from monitor.extract.names import Says, says
from monitor.model import BlockKind

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
KINDS: Final = {
    **dict.fromkeys(HEADINGS, BlockKind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), BlockKind.LIST_ITEM),
    **dict.fromkeys(("figcaption", "caption"), BlockKind.CAPTION),
    "blockquote": BlockKind.QUOTE,
    "tr": BlockKind.TABLE_ROW,
}
BREAKS: Final = frozenset(
    {"address", "article", "aside", "body", "center", "details", "div", "dl", "fieldset", "figure", "footer", "header",
     "hr", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "thead", "tfoot", "ul", "hgroup", "nav",
     "form", "legend", "td", "th", *KINDS}
)  # fmt: skip
CELLS: Final = frozenset({"td", "th"})
PICTURES: Final = frozenset({"figure", "figcaption"})  # a heading inside is the picture's
OUTER: Final = frozenset({BlockKind.QUOTE, BlockKind.LIST_ITEM, BlockKind.CAPTION})  # a <p> inside is of this kind
MAX_CELL_CHARS: Final = 400  # a table with longer cells is there for the layout
NEAR: Final = 4  # elements above a block that still say what it is


@dataclass(slots=True)
class Found:
    """A block and where it stands."""

    kind: BlockKind
    text: str
    element: html.HtmlElement
    linked: int = 0  # characters inside links


class Walk:
    """One pass over a tree; text is never lost: what stands in no block of its own is a paragraph."""

    def __init__(self, root: html.HtmlElement) -> None:
        self._root = root
        self._pending: list[str] = []
        self._linked: list[str] = []
        self._breaks = 0  # <br> in a row
        self._links = 0  # how deep in links
        self._rows: list[html.HtmlElement] = []
        self._owner = root
        self._found: list[Found] = []

    def run(self) -> list[Found]:
        """All blocks, in order."""
        for event, element in etree.iterwalk(self._root, events=("start", "end")):
            if event == "start":
                self._start(element)
            else:
                self._end(element)
        self._close(self._root)
        return self._found

    def _start(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag == "br":
            self._break()
        elif tag == "a":
            self._links += 1
        elif tag == "tr" and is_data_row(element):
            self._close(element)
            self._rows.append(element)
        elif self._rows:
            if tag in CELLS and self._pending:
                self._pending.append(" | ")
            elif tag in BREAKS:
                self._pending.append(" ")
        elif tag in BREAKS:
            self._close(element)
        self._open(element)
        self._take(element.text)

    def _end(self, element: html.HtmlElement) -> None:
        tag = element.tag
        self._leave(element)
        if tag == "a":
            self._links -= 1
        elif self._rows:
            if element is self._rows[-1]:
                self._close_to_parent(element)
                self._rows.pop()
            elif tag in BREAKS and tag not in CELLS:
                self._pending.append(" ")
        elif tag in BREAKS:
            self._close_to_parent(element)
        if element is not self._root:
            self._take(element.tail)

    def _open(self, element: html.HtmlElement) -> None:
        """Called before the text of an element is taken."""

    def _leave(self, element: html.HtmlElement) -> None:
        """Called after all text below an element was taken."""

    def _take(self, text: str | None) -> None:
        if not text:
            return
        if self._breaks and not text.isspace():
            self._breaks = 0
        self._pending.append(text)
        if self._links > 0:
            self._linked.append(text)

    def _break(self) -> None:
        """One <br> is white space, a second one ends the paragraph."""
        self._breaks += 1
        if self._breaks > 1 and not self._rows:
            self._close(self._owner)
        else:
            self._pending.append("\n")

    def _close_to_parent(self, element: html.HtmlElement) -> None:
        parent = element.getparent()
        self._close(parent if parent is not None else self._root)

    def _close(self, next_owner: html.HtmlElement) -> None:
        if self._pending:
            text = tidy("".join(self._pending))
            self._pending.clear()
            if text and text != "|":
                kind = kind_of(self._owner, text)
                self._found.append(Found(kind, text, self._owner, min(len(tidy("".join(self._linked))), len(text))))
            self._linked.clear()
        self._owner = next_owner


def blocks_of(root: html.HtmlElement) -> list[Found]:
    """All blocks below the element, in order."""
    return Walk(root).run()


def is_data_row(row: html.HtmlElement) -> bool:
    """True for a row of a table of data, False where the table only lays out the page."""
    if next(row.iter("table", "article", "h1", "figure"), None) is not None:
        return False
    return all(len("".join(cell.itertext())) < MAX_CELL_CHARS for cell in row if cell.tag in CELLS)


def kind_of(element: html.HtmlElement, text: str) -> BlockKind:
    """What a block in this element is."""
    kind = KINDS.get(str(element.tag), BlockKind.PARAGRAPH)
    if kind is BlockKind.PARAGRAPH:
        kind = next((k for above in _above(element) if (k := KINDS.get(str(above.tag))) in OUTER), kind)
    if kind is BlockKind.HEADING:
        return BlockKind.CAPTION if any(above.tag in PICTURES for above in _above(element)) else kind
    if kind in {BlockKind.CAPTION, BlockKind.TABLE_ROW}:
        return kind
    if is_correction(text) or any(_names_say(e, Says.CORRECTION) for e in _inner_three(element)):
        return BlockKind.CORRECTION
    if kind is BlockKind.PARAGRAPH and ends_in_credit(text):
        return BlockKind.CAPTION
    return BlockKind.CAPTION if any(_names_say(e, Says.CAPTION) for e in _inner_three(element)) else kind


def _above(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for above, _ in zip(element.iterancestors(), range(NEAR), strict=False):
        yield above


def _inner_three(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    yield element
    for above, _ in zip(element.iterancestors(), range(2), strict=False):
        yield above


def _names_say(element: html.HtmlElement, what: Says) -> bool:
    names = element.get("class") or element.get("id")
    return bool(names) and says(str(names)) is what
