"""The invitation and its reminder as mail programs draw them: two widths, light and dark."""

import pytest
from playwright.async_api import Browser

from feedback.invitations.letter import Occasion
from tests.browser import looking
from tests.feedback.invitations.test_letter import BOTH, write

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
WIDTHS = (600, 375)
FINGER = 44


@pytest.mark.parametrize(
    "occasion", BOTH, ids=lambda one: f"{one.kind}-{one.locale}-{one.reminder}"
)
async def test_a_letter_can_be_read_and_tapped_in_every_mail_program(
    occasion: Occasion, chromium: Browser
) -> None:
    page = await chromium.new_page()
    await page.set_content(write(occasion).html)
    faults = []
    for width in WIDTHS:
        await looking.set_width(page, width)
        faults += [f"at {width}: {fault}" for fault in await looking.layout_faults(page)]
        cells = await page.locator("td.cell a").all()
        assert len(cells) == 5
        for cell in cells:
            box = await cell.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= FINGER
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)
            faults += [f"{scheme}: {fault}" for fault in await looking.axe_faults(page)]
    await page.close()
    assert faults == []
