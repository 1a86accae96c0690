"""A reply to a shopper as mail programs draw it: two widths, light and dark."""

import httpx
import pytest
from playwright.async_api import Browser

from tests.browser import looking
from tests.browser.town import Town

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
WIDTHS = (600, 375)


async def test_a_shopper_can_read_the_reply_in_every_mail_program(
    town: Town, chromium: Browser
) -> None:
    async with httpx.AsyncClient(base_url=town.base_url) as web:
        letter = (await web.get(f"{town.reply}/html")).text
    page = await chromium.new_page()
    await page.set_content(letter)
    faults = []
    for width in WIDTHS:
        await looking.set_width(page, width)
        faults += [f"at {width}: {fault}" for fault in await looking.layout_faults(page)]
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            faults += [f"{scheme}: {fault}" for fault in await looking.axe_faults(page)]
    await page.close()
    assert faults == []
