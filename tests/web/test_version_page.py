"""How blocks stand on a version's page."""

from __future__ import annotations

import pytest
from pages import BEARER, Desk

from monitor.model import Block, BlockKind, Text
from monitor.web.views.version import css_of

SIGNED = [
    "1. The first",
    "12) The twelfth",
    "(a) this",
    "iv. that",
    "2.3 Liability",
    "• a point",
    "– another",
    "* a third",
]
UNSIGNED = [
    "The first",
    "1.5 million were hurt",
    "12 were hurt",
    "A reporter was there",
    "1.The first",
    "-5 degrees",
    "",
]


@pytest.mark.parametrize("text", SIGNED)
def test_an_item_with_a_sign_of_its_own_gets_none_from_us(text: str) -> None:
    assert css_of(Block(BlockKind.LIST_ITEM, text)) == "block-list_item signed"
    assert css_of(Block(BlockKind.PARAGRAPH, text)) == "block-paragraph"


@pytest.mark.parametrize("text", UNSIGNED)
def test_an_item_without_one_is_marked(text: str) -> None:
    assert css_of(Block(BlockKind.LIST_ITEM, text)) == "block-list_item"


async def test_a_list_stands_on_the_page_with_one_sign_an_item() -> None:
    desk = Desk()
    items = tuple(Block(BlockKind.LIST_ITEM, text) for text in ("1. The first", "The second"))
    article = await desk.article(Text("Terms", items))
    async with desk.client(**BEARER) as client:
        page = (await client.get(f"/articles/{article}/versions/1")).text
        style = (await client.get("/static/redline.css")).text
    assert '<p class="block-list_item signed" dir="auto">1. The first</p>' in page
    assert '<p class="block-list_item" dir="auto">The second</p>' in page
    assert ".block-list_item:not(.signed)::before" in style
