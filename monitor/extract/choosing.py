"""Which blocks of a page are the article: from the first to the last that were named, and what belongs to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lxml import html

from monitor.extract import containers, standfirst
from monitor.extract.blocks import Found
from monitor.extract.bylines import names_in
from monitor.extract.characters import letters
from monitor.extract.items import ALL_LINKED, MAX_LINKED, Item, is_turning
from monitor.extract.kept import Kept
from monitor.extract.lines import is_credit, is_noise
from monitor.extract.standfirst import LABEL, REACH, SENTENCE
from monitor.model import BlockKind

CONTAINER_SHARE: Final = 0.75  # of the named text: so much stands in the container
FLOW_SHARE: Final = 0.25  # an element with so much of it carries the flow; what hangs beside it is an item
NOT_NAMED: Final = "trafilatura takes none of the page for an article"
SAME_START: Final = 24  # letters by which a caption that was cut off is known again
MAX_MORE: Final = 8  # of what stands where it was cut off, such as "more"
MAX_DATELINE: Final = 110
_SENTENCE_END: Final = re.compile(r"(?<=[.?!])\s+")
_END = re.compile(r"[.!?…。！？؟:;»”\"'’)）」』]\W*$")
_DATE = re.compile(
    r"\b\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}|\b\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}\b|\b\d{1,2}[:.h]\d{2}\b|"
    r"(?<!\d)\d{1,2}:\d{2}\b|"
    r"\b\d{1,2}\.?\s+\w{3,10}\.?,?\s+\d{4}\b|\b\w{3,10}\.?\s+\d{1,2},?\s+\d{4}\b"
)


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
        told = {"title": self._title, "description": self._description}
        standfirst.find(self.blocks, whys, first, weights=self._weights, **told)
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
        if any(is_noise(sentence) for sentence in _SENTENCE_END.split(block.text)[:2]):
            return "the caption of a picture that promotes something"
        return "the caption of a picture that is shown twice" if self._is_again(key) else ""

    def _is_again(self, key: str) -> bool:
        """True for the caption of a picture that the page shows twice, or for the one of the two that is cut off."""
        if key in self._captions:
            return True
        self._captions.add(key)
        start = key[: max(SAME_START, len(key) - MAX_MORE)]
        is_cut_off = (len(other) > len(key) and other.startswith(start) for other in self._all_captions)
        return len(key) >= SAME_START and any(is_cut_off)

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
                text_follows = not heading or self._leads_on(i)
        return whys

    def _leads_on(self, at: int) -> bool:
        """True if a heading stands right before this one, beside it: a chapter's is above that of its first part."""
        block, above = self.blocks[at], self.blocks[at - 1] if at else None
        is_heading = above is not None and above.kind is BlockKind.HEADING and above.element.tag != "h1"
        return is_heading and above is not None and above.element.getparent() is block.element.getparent()


def is_dateline(block: Found) -> bool:
    """True for a short line with a date or a time of day that is no sentence."""
    if block.kind in {BlockKind.HEADING, BlockKind.CORRECTION, BlockKind.TABLE_ROW} or len(block.text) > MAX_DATELINE:
        return False
    return _DATE.search(block.text) is not None and not _END.search(block.text)
