"""The text between headline and article: told by the page's description, by its names, or by its form and place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from lxml import html

from monitor.extract.blocks import Found
from monitor.extract.characters import letters
from monitor.extract.items import MAX_LINKED
from monitor.extract.names import names_standfirst
from monitor.model import BlockKind

REACH: Final = 10  # blocks beyond the ends among which captions and corrections are still the article's
LABEL: Final = 60  # characters; a standfirst has more
SENTENCE: Final = 80
BODY_SHARE: Final = 0.5  # an element with so much of the text is the article
SAME: Final = 40  # letters by which the page's description is known again


def find(
    blocks: Sequence[Found],
    whys: list[str],
    first: int,
    *,
    title: str,
    description: str,
    weights: Mapping[html.HtmlElement, int],
) -> None:
    """Keeps the standfirst and gives it its kind, in place; `first` is the first block of the article itself.

    `title` and `description` are letters, `weights` characters of the article below an element.
    """
    start = next((i for i in range(first, -1, -1) if blocks[i].element.tag == "h1"), max(0, first - REACH))
    body = BODY_SHARE * max(weights.values(), default=0)

    def is_one(at: int) -> bool:
        return _is_deck(blocks, at, title) or _is_named(blocks[at], weights, body)

    for i in range(start, first):
        if not whys[i] or not _may_be(blocks[i], title):
            continue
        if letters(blocks[i].text)[:SAME] == description[:SAME] or is_one(i):
            whys[i] = ""
            blocks[i].kind = BlockKind.STANDFIRST
    texts = (i for i, block in enumerate(blocks) if not whys[i] and block.kind is not BlockKind.CAPTION)
    lead = next((i for i in texts if letters(blocks[i].text) != title), None)
    if lead is not None and _may_be(blocks[lead], title) and is_one(lead):
        blocks[lead].kind = BlockKind.STANDFIRST


def _may_be(block: Found, title: str) -> bool:
    is_text = block.kind not in {BlockKind.CAPTION, BlockKind.CORRECTION, BlockKind.TABLE_ROW}
    is_long = len(block.text) >= LABEL and block.linked <= MAX_LINKED * len(block.text)
    return is_text and is_long and letters(block.text) != title


def _is_deck(blocks: Sequence[Found], at: int, title: str) -> bool:
    """True for a heading of whole sentences right below the headline."""
    block, above = blocks[at], blocks[at - 1] if at else None
    is_below = above is not None and (above.element.tag == "h1" or letters(above.text) == title)
    return is_below and block.kind is BlockKind.HEADING and len(block.text) >= SENTENCE


def _is_named(block: Found, weights: Mapping[html.HtmlElement, int], body: float) -> bool:
    chain = [block.element, *(a for a, _ in zip(block.element.iterancestors(), range(2), strict=False))]
    named = (e for e in chain if names_standfirst(f"{e.get('class') or ''} {e.get('itemprop') or ''}"))
    return any(weights.get(element, 0) <= body for element in named)
