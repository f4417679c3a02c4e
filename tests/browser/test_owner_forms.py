"""What the owner does on the pages, in a real browser: it decides which headers a form of ours comes with."""

from __future__ import annotations

from browsing import IN_A_BROWSER, chromium, served
from pages import KEY, NEW, OLD, Desk
from playwright.async_api import Browser, Page

pytestmark = IN_A_BROWSER


async def signed_in(browser: Browser, url: str) -> Page:
    page = await browser.new_page()
    await page.goto(url)
    await page.get_by_label("Key").fill(KEY)
    await page.get_by_role("button", name="Sign in").click()
    return page


async def test_the_owner_signs_in_and_asks_for_more_checks() -> None:
    desk = Desk()
    article = await desk.article(OLD, NEW)
    async with served(desk) as base, chromium() as browser:
        page = await signed_in(browser, f"{base}/login?next=/articles/{article}")
        await page.get_by_role("button", name="Check now").click()
        await page.get_by_role("link", name="Why then?").click()
        await page.get_by_label("Check every 2 minutes for").select_option("3")
        await page.get_by_role("button", name="Set").first.click()
        await page.get_by_label("Watch weight").fill("4")
        async with page.expect_navigation():
            await page.get_by_role("button", name="Set").last.click()
    assert desk.looked == [article]
    assert desk.cared == [(article, "boost", 3.0), (article, "weight", 4.0)]


async def test_a_form_on_another_site_writes_nothing() -> None:
    desk = Desk()
    article = await desk.article(OLD, NEW)
    async with served(desk) as base, chromium() as browser:
        page = await signed_in(browser, f"{base}/login")
        elsewhere = f'<form method="post" action="{base}/articles/{article}/check"><button>Win</button></form>'
        await page.route(
            "https://elsewhere.example/", lambda route: route.fulfill(body=elsewhere, content_type="text/html")
        )
        await page.goto("https://elsewhere.example/")
        await page.get_by_role("button", name="Win").click()
        await page.wait_for_url(f"{base}/**")
        assert "comes from another site" in await page.content()
    assert desk.looked == []
