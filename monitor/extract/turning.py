"""Leaving out boxes that were seen to turn on other pages of a source, and never a part of the article's body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from monitor.model import BlockKind

if TYPE_CHECKING:
    from lxml import html

    from monitor.extract.blocks import Found

WHY: Final = "in a box that turns with every request"
MAX_SHARE: Final = 0.15  # of a page's text; boxes with more of it are the body
LEVELS: Final = 3  # elements that tell a place, the innermost ones
MAX_NAMES: Final = 3  # of one element
MAX_NAME: Final = 40
KEPT: Final = frozenset({BlockKind.CORRECTION, BlockKind.CAPTION, BlockKind.HEADING, BlockKind.TABLE_ROW})


def path(element: html.HtmlElement) -> str:
    """The place of an element by tags and names, "" where no name tells it from any other.

    >>> page = html.document_fromstring("<article><div class='css-9 box'><p>Offer</p></div><p>Text</p></article>")
    >>> [path(p) for p in page.iter("p")]
    ['article>div.box.css-9>p', '']
    """
    chain = [element, *(above for above, _ in zip(element.iterancestors(), range(LEVELS - 1), strict=False))]
    steps = [_step(one) for one in reversed(chain)]
    return ">".join(steps) if any("." in step or "#" in step for step in steps[-2:]) else ""


def left_out(places: Sequence[str], blocks: Sequence[Found], whys: Sequence[str]) -> list[str]:
    """The reasons, with one for each block in such a place; none if the places hold too much of the page."""
    if not places:
        return list(whys)
    total = sum(len(block.text) for block, why in zip(blocks, whys, strict=True) if not why)
    known = frozenset(places)
    inside = [
        not why and block.kind not in KEPT and path(block.element) in known
        for block, why in zip(blocks, whys, strict=True)
    ]
    size = sum(len(block.text) for block, is_inside in zip(blocks, inside, strict=True) if is_inside)
    if size > MAX_SHARE * total:
        return list(whys)
    return [WHY if is_inside else why for is_inside, why in zip(inside, whys, strict=True)]


def _step(element: html.HtmlElement) -> str:
    names = sorted(one for one in element.get("class", "").split() if len(one) <= MAX_NAME)[:MAX_NAMES]
    return f"{element.tag}{''.join(f'.{name}' for name in names)}"
