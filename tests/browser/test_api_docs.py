"""The API's viewer, which is another project's: folded and unfolded, in both schemes."""

import pytest
from playwright.async_api import Page, expect

from tests.browser import looking
from tests.browser.conftest import Tab
from tests.browser.pages import LANGUAGES, Visitor
from tests.browser.town import Town

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
WIDTHS = (360, 768, 1280)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_viewer_of_the_api_stands_in_nobodys_way(
    language: str, tabs: dict[Visitor, Tab], town: Town
) -> None:
    tab = tabs["shopper"]
    tab.complaints.clear()
    await tab.page.goto(f"{town.base_url}/api/docs?lang={language}")
    operations = tab.page.locator(".opblock-summary-control")
    await expect(operations.first).to_be_visible()
    for number in (0, await operations.count() - 1):
        await operations.nth(number).click()
    await expect(tab.page.locator(".opblock-body").nth(1)).to_be_visible()
    assert await _faults(tab.page) == []
    assert tab.complaints == []


async def _faults(page: Page) -> list[str]:
    faults = []
    for width in WIDTHS:
        await looking.set_width(page, width)
        faults += [f"at {width}: {fault}" for fault in await looking.layout_faults(page)]
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        faults += [f"{scheme}: {fault}" for fault in await looking.axe_faults(page)]
    return faults
