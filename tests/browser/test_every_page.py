"""Each page, in both languages, light and dark, on a phone, a tablet and a desk."""

import pytest

from tests.browser import looking
from tests.browser.conftest import Tab
from tests.browser.pages import Place, Visitor, every_look
from tests.browser.town import Town

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
WIDTHS = (360, 768, 1280)


@pytest.mark.parametrize(
    ("place", "language"),
    [pytest.param(*look, id=f"{look[0].name}-{look[1]}") for look in every_look()],
)
async def test_nothing_stands_in_a_readers_way(
    place: Place, language: str, tabs: dict[Visitor, Tab], town: Town
) -> None:
    tab = tabs[place.visitor]
    await tab.page.emulate_media(color_scheme="light")
    await tab.open(town, place, language)
    faults = [f"said in passing: {text}" for text in tab.complaints]
    for width in WIDTHS:
        await looking.set_width(tab.page, width)
        faults += [f"at {width}: {fault}" for fault in await looking.layout_faults(tab.page)]
    faults += [f"light: {fault}" for fault in await looking.axe_faults(tab.page)]
    await tab.page.emulate_media(color_scheme="dark")
    dark = await looking.axe_faults(tab.page, colours_only=True)
    faults += [f"dark: {fault}" for fault in dark]
    faults += [
        f"other language: {text}" for text in await looking.strange_words(tab.page, language)
    ]
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)
