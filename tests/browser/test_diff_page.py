"""The diff page in a real browser, with and without JavaScript."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from browsing import IN_A_BROWSER, chromium, served
from pages import NEW, OLD, Desk
from playwright.async_api import Browser

from monitor.model import ArticleId

pytestmark = IN_A_BROWSER


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


@pytest.fixture
async def shown() -> AsyncIterator[tuple[str, ArticleId]]:
    """The address of a served desk with one change, and the article."""
    desk = Desk()
    article = await desk.article(OLD, NEW)
    async with served(desk) as base:
        yield base, article


async def test_marks_are_more_than_colour_and_nothing_breaks_the_policy(
    browser: Browser, shown: tuple[str, ArticleId], tmp_path: Path
) -> None:
    base, article = shown
    page = await browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    await page.goto(f"{base}/articles/{article}/diff/1/2")
    gone = page.locator("td del, .cell-old del").first
    come = page.locator("td ins, .cell-new ins").first
    assert "Twelve" in await gone.inner_text()
    assert "Fifteen" in await come.inner_text()
    style = "e => getComputedStyle(e).textDecorationLine"
    assert "line-through" in await gone.evaluate(style)
    assert "underline" in await come.evaluate(style)
    left, right = await gone.bounding_box(), await come.bounding_box()
    assert left is not None
    assert right is not None
    assert left["x"] < right["x"]
    assert abs(left["y"] - right["y"]) < 40
    assert said == []
    await page.screenshot(path=tmp_path / "diff.png")
    assert (tmp_path / "diff.png").stat().st_size > 10_000


async def test_it_works_without_javascript_and_on_a_narrow_screen(
    browser: Browser, shown: tuple[str, ArticleId]
) -> None:
    base, article = shown
    context = await browser.new_context(java_script_enabled=False, viewport={"width": 380, "height": 800})
    page = await context.new_page()
    for view in ("side", "inline", "changes"):
        await page.goto(f"{base}/articles/{article}/diff/1/2?view={view}")
        assert "Twelve" in await page.locator("del").nth(1).inner_text() or await page.locator("del").count() > 0
        width = await page.locator("main").evaluate("e => e.scrollWidth - e.clientWidth")
        assert width <= 1, view
    await page.goto(f"{base}/")
    await page.get_by_role("link", name="Fifteen hurt").first.click()
    assert "/diff/1/2" in page.url
    await context.close()


async def test_a_page_is_readable_by_its_roles(browser: Browser, shown: tuple[str, ArticleId]) -> None:
    base, article = shown
    page = await browser.new_page()
    await page.goto(f"{base}/articles/{article}")
    assert await page.get_by_role("heading", level=1).count() == 1
    assert await page.get_by_role("main").count() == 1
    assert await page.get_by_role("navigation").count() >= 1
