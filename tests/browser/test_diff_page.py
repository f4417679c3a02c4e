"""The diff page in a real browser, with and without JavaScript."""

from __future__ import annotations

import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pages import NEW, OLD, Desk
from playwright.async_api import Browser, async_playwright

from monitor.model import ArticleId
from monitor.web.app import build
from monitor.web.serving import serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def shown() -> AsyncIterator[tuple[str, ArticleId]]:
    """The address of a served desk with one change, and the article."""
    desk = Desk()
    article = await desk.article(OLD, NEW)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    async with serving(build(desk.services(), desk.options), host="127.0.0.1", port=port):
        yield f"http://127.0.0.1:{port}", article


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
