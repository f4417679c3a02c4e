"""Which blocks of a page are the article: from the first to the last that were named, and what belongs to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from lxml import html

from monitor.extract import containers
from monitor.extract.blocks import Found
from monitor.extract.bylines import names_in
from monitor.extract.characters import letters
from monitor.extract.cleaning import FORM_MARK
from monitor.extract.kept import Kept
from monitor.extract.lines import is_call, is_credit, is_noise, is_pointer
from monitor.extract.names import names_standfirst
from monitor.extract.trees import is_there
from monitor.model import BlockKind

REACH: Final = 10  # blocks beyond the ends among which captions and corrections are still the article's
MAX_LINKED: Final = 0.6  # a block that was not named, with more of it in links, is a box
CONTAINER_SHARE: Final = 0.75  # of the named text: so much stands in the container
FLOW_SHARE: Final = 0.25  # an element with so much of it carries the flow; what hangs beside it is an item
LABEL: Final = 60
NOT_NAMED: Final = "trafilatura takes none of the page for an article"
ALL_LINKED: Final = 0.9
SENTENCE: Final = 80
MIN_TEASERS: Final = 2
TEASER_SHARE: Final = 0.4  # of an item's blocks that are nothing but links
SAME_START: Final = 24  # letters by which a caption that was cut off is known again
MAX_BOX: Final = 600
MAX_ASKING: Final = 6  # blocks of a box that asks the reader for something
MAX_DATELINE: Final = 110
_END = re.compile(r"[.!?…。！？؟:;»”\"'’)）」』]\W*$")
_DATE = re.compile(
    r"\b\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|\b\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}\b|\b\d{1,2}[:.h]\d{2}\b|"
    r"(?<!\d)\d{1,2}:\d{2}\b|"
    r"\b\d{1,2}\.?\s+\w{3,10}\.?,?\s+\d{4}\b|\b\w{3,10}\.?\s+\d{1,2},?\s+\d{4}\b"
)


@dataclass(slots=True)
class Item:
    """What hangs below the flow of the article: a paragraph, a figure, or a box with several blocks."""

    element: html.HtmlElement
    blocks: list[Found] = field(default_factory=list)

    def box(self) -> str:
        """Why this item is no part of the article, by its form alone; "" where nothing says so."""
        if self.element.tag in {"p", "h2", "h3", "h4", "h5", "figure", "table", "blockquote", "pre"}:
            return ""
        chars = sum(len(block.text) for block in self.blocks)
        linked = sum(block.linked for block in self.blocks)
        if linked > MAX_LINKED * chars:
            return "in a box that is mostly links"
        if self._are_teasers():
            return "in a box of headlines of other texts"
        return self._asking() if chars <= MAX_BOX else ""

    def _asking(self) -> str:
        """The same for a small box, by what it says."""
        if is_turning(self.blocks[0]):
            return "in a box that begins with promotion, a counter or a time"
        if is_there(self.element, f"descendant-or-self::*[@{FORM_MARK}]"):
            return "in a box with a field to fill in"
        calls = any(
            is_call(b.text) and (b is self.blocks[0] or b.linked == len(b.text)) for b in self.blocks[:MAX_ASKING]
        )
        return "in a box that asks for something" if calls else ""

    def _are_teasers(self) -> bool:
        """True for headlines of other texts, each a link, with a line or two below it."""
        linked = sum(block.linked > ALL_LINKED * len(block.text) for block in self.blocks)
        return linked >= MIN_TEASERS and linked >= TEASER_SHARE * len(self.blocks)


class Choice:
    """The choice for one page."""

    def __init__(
        self,
        blocks: Sequence[Found],
        kept: Kept,
        title: str,
        description: str,
        authors: Sequence[str],
        *,
        pinned: str = "",
    ) -> None:
        self.blocks = blocks
        self.named = [kept.has(block.text) for block in blocks]
        self._title = letters(title)
        self._description = letters(description)
        self._captions: set[str] = set()
        self._all_captions = [letters(b.text) for b in blocks if b.kind is BlockKind.CAPTION]
        self._authors = [letters(a) for a in authors]
        self._weights = self._weigh()
        self.container = self._pinned(pinned) if pinned else None
        if self.container is None:
            self.container = self._container()
        self._items: dict[html.HtmlElement, Item] = {}

    def run(self) -> list[str]:
        """For each block the reason that leaves it out, in words; "" for the article's own."""
        if self.container is None:
            return [NOT_NAMED] * len(self.blocks)
        inside = [self._is_inside(block) for block in self.blocks]
        marks = [i for i, name in enumerate(self.named) if name and inside[i]]
        first, last = marks[0], marks[-1]
        items = [self._item(block) if inside[i] else None for i, block in enumerate(self.blocks)]
        whys = []
        for i, block in enumerate(self.blocks):
            if first <= i <= last:
                whys.append(self._between(block, items[i], named=self.named[i]))
            elif first - REACH <= i <= last + REACH and self._belongs_outside(block):
                whys.append("")
            else:
                whys.append("above the first paragraph" if i < first else "below the last paragraph")
        self._add_standfirst(whys, first)
        whys = [why or self._line(block) for block, why in zip(self.blocks, whys, strict=True)]
        return self._without_loose_headings(whys)

    def _weigh(self) -> dict[html.HtmlElement, int]:
        weights: dict[html.HtmlElement, int] = {}
        for block, name in zip(self.blocks, self.named, strict=True):
            if name and block.linked <= MAX_LINKED * len(block.text):
                size = len(block.text)
                weights[block.element] = weights.get(block.element, 0) + size
                for above in block.element.iterancestors():
                    weights[above] = weights.get(above, 0) + size
        return weights

    def _pinned(self, path: str) -> html.HtmlElement | None:
        """The element at this path, for as long as it holds nearly all that was named."""
        total = max(self._weights.values(), default=0)
        heavy = [e for e, weight in self._weights.items() if weight >= CONTAINER_SHARE * total]
        return max((e for e in heavy if containers.path(e) == path), key=self._weights.__getitem__, default=None)

    def _container(self) -> html.HtmlElement | None:
        """The deepest element that holds nearly all that was named."""
        total = max(self._weights.values(), default=0)
        best, size = None, 0
        for element, weight in self._weights.items():
            if weight >= CONTAINER_SHARE * total:
                depth = sum(1 for _ in element.iterancestors())
                if best is None or depth > size:
                    best, size = element, depth
        if best is not None and best.tag in {"p", "li", "h2", "h3", "span", "blockquote"}:
            best = best.getparent() if best.getparent() is not None else best
        return best

    def _is_inside(self, block: Found) -> bool:
        return block.element is self.container or any(a is self.container for a in block.element.iterancestors())

    def _item(self, block: Found) -> Item:
        """What hangs below the flow and holds this block."""
        total = self._weights.get(self.container, 1)
        element = block.element
        if element is not self.container:
            for above in block.element.iterancestors():
                if above is self.container or self._weights.get(above, 0) >= FLOW_SHARE * total:
                    break
                element = above
        item = self._items.setdefault(element, Item(element))
        item.blocks.append(block)
        return item

    def _between(self, block: Found, item: Item | None, *, named: bool) -> str:
        """Why a block between the first and the last of the article is none of it."""
        if item is None:
            return "" if named and len(block.text) >= SENTENCE else "outside the element that holds the article"
        box = item.box()
        if box:
            return box
        if block.linked > ALL_LINKED * len(block.text) and not _END.search(block.text):
            return "a link alone"
        if named or block.linked > MAX_LINKED * len(block.text):
            return "" if named else "mostly links"
        if block.kind is BlockKind.PARAGRAPH and len(item.blocks) > 1:
            return (
                "" if len(block.text) >= SENTENCE and _END.search(block.text) else "no sentence, inside a larger item"
            )
        return ""

    def _belongs_outside(self, block: Found) -> bool:
        return block.kind in {BlockKind.CAPTION, BlockKind.CORRECTION} and block.linked <= MAX_LINKED * len(block.text)

    def _line(self, block: Found) -> str:
        """Why a single line is none of the article."""
        key = letters(block.text)
        if key in {"", self._title}:
            return "the headline again"
        byline = key in self._authors or self._is_byline(block)
        if byline or is_turning(block):
            return "an author's name" if byline else "promotion, a counter or a time"
        if block.kind is BlockKind.CAPTION:
            return self._caption(block, key)
        return "a line with a date" if is_dateline(block) else ""

    def _is_byline(self, block: Found) -> bool:
        """True for a short line that names nobody but the authors: "von Ana Prado"."""
        if not self._authors or len(block.text) > LABEL or block.kind is not BlockKind.PARAGRAPH:
            return False
        names = names_in(block.text)
        return bool(names) and {letters(name) for name in names} <= set(self._authors)

    def _caption(self, block: Found, key: str) -> str:
        if is_credit(block.text):
            return "only whose picture it is"
        return "the caption of a picture that is shown twice" if self._is_again(key) else ""

    def _is_again(self, key: str) -> bool:
        """True for the caption of a picture that the page shows twice, or for the one of the two that is cut off."""
        if key in self._captions:
            return True
        self._captions.add(key)
        return len(key) >= SAME_START and any(key != other and other.startswith(key) for other in self._all_captions)

    def _add_standfirst(self, whys: list[str], first: int) -> None:
        start = next((i for i in range(first, -1, -1) if self.blocks[i].element.tag == "h1"), max(0, first - REACH))
        for i in range(start, first):
            block = self.blocks[i]
            if not whys[i] or len(block.text) < LABEL or block.linked > MAX_LINKED * len(block.text):
                continue
            key = letters(block.text)
            if key != self._title and (key[:40] == self._description[:40] or _is_named_standfirst(block)):
                whys[i] = ""
                if block.kind is BlockKind.HEADING:
                    block.kind = BlockKind.PARAGRAPH

    def _without_loose_headings(self, whys: list[str]) -> list[str]:
        """A heading with nothing of the article below it belongs to a box."""
        text_follows = False
        for i in range(len(whys) - 1, -1, -1):
            if whys[i]:
                continue
            heading = self.blocks[i].kind is BlockKind.HEADING
            if heading and not text_follows:
                whys[i] = "a heading with nothing below it"
            else:
                text_follows = not heading
        return whys


def is_dateline(block: Found) -> bool:
    """True for a short line with a date or a time of day that is no sentence."""
    if block.kind in {BlockKind.HEADING, BlockKind.CORRECTION, BlockKind.TABLE_ROW} or len(block.text) > MAX_DATELINE:
        return False
    return _DATE.search(block.text) is not None and not _END.search(block.text)


def is_turning(block: Found) -> bool:
    """True for promotion, counters and times; a pointer to another text only where it is a link."""
    return is_noise(block.text) and not (block.linked == 0 and is_pointer(block.text))


def _is_named_standfirst(block: Found) -> bool:
    chain = [block.element, *(a for a, _ in zip(block.element.iterancestors(), range(2), strict=False))]
    return any(names_standfirst(f"{e.get('class') or ''} {e.get('itemprop') or ''}") for e in chain)
