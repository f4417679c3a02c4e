"""What hangs below the flow of an article, and why some of it is no part of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from lxml import html

from monitor.extract.blocks import Found
from monitor.extract.cleaning import FORM_MARK
from monitor.extract.lines import is_bare_count, is_call, is_counter, is_noise, is_pointer
from monitor.extract.trees import is_there
from monitor.model import BlockKind

MAX_LINKED: Final = 0.6  # a block that was not named, with more of it in links, is a box
ALL_LINKED: Final = 0.9
MIN_TEASERS: Final = 2
TEASER_SHARE: Final = 0.4  # of an item's blocks that are nothing but links
MAX_BOX: Final = 600
MAX_ASKING: Final = 6  # blocks of a box that asks the reader for something


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
        if any(is_counter(b.text) for b in self.blocks if b.kind is BlockKind.PARAGRAPH):
            return "in a box that counts something"
        calls = any(
            is_call(b.text) and (b is self.blocks[0] or b.linked == len(b.text)) for b in self.blocks[:MAX_ASKING]
        )
        return "in a box that asks for something" if calls else ""

    def _are_teasers(self) -> bool:
        """True for headlines of other texts, each a link, with a line or two below it."""
        linked = sum(block.linked > ALL_LINKED * len(block.text) for block in self.blocks)
        return linked >= MIN_TEASERS and linked >= TEASER_SHARE * len(self.blocks)


def is_turning(block: Found) -> bool:
    """True for promotion, counters and times; a pointer to another text only where it is a link."""
    if block.kind is BlockKind.PARAGRAPH and is_bare_count(block.text):  # in a list or a table it may be what is said
        return True
    return is_noise(block.text) and not (block.linked == 0 and is_pointer(block.text))
