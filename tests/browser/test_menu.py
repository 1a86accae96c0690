"""The way between a shop's pages: one line on a desk, a menu that opens on a phone, no script."""

import pytest
from playwright.async_api import Browser

from tests.browser import looking
from tests.browser.conftest import visit
from tests.browser.pages import PLACES
from tests.browser.town import Town

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
(OVERVIEW,) = (place for place in PLACES if place.name == "overview")


async def test_a_phone_opens_the_menu_by_one_touch_without_a_script(
    chromium: Browser, town: Town
) -> None:
    window = await visit(chromium, town, "owner", scripts=False)
    page = await window.new_page()
    await looking.set_width(page, 360)
    await page.goto(OVERVIEW.address(town, "zh-Hans"))
    drivers = page.locator(".rooms a", has_text="影响因素")
    assert not await drivers.is_visible()
    await page.locator(".menu > summary").click()
    await drivers.click()
    await page.wait_for_url("**/drivers*")
    await window.close()


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
async def test_a_desk_shows_every_page_in_one_line(
    chromium: Browser, town: Town, language: str
) -> None:
    window = await visit(chromium, town, "owner", scripts=False)
    page = await window.new_page()
    await looking.set_width(page, 1280)
    await page.goto(OVERVIEW.address(town, language))
    links = await page.locator(".rooms a").all()
    boxes = [await link.bounding_box() for link in links]
    assert len(links) >= 10
    assert len({round(box["y"]) for box in boxes if box}) == 1
    assert all([await link.is_visible() for link in links])
    assert not await page.locator(".menu > summary").is_visible()
    await window.close()
