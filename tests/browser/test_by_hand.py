"""What a person does with a page: by finger, by keyboard, without scripts, on a slow line."""

import gzip
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser, Page, Response

from tests.browser import looking
from tests.browser.conftest import Tab, visit
from tests.browser.pages import PLACES, Place, Visitor
from tests.browser.town import Town

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
FINGER = 44
KILOBYTE = 1024
BY_NAME = {place.name: place for place in PLACES}
SHOPPERS = [place for place in PLACES if place.route.startswith(("/a/", "/u/"))]
# One page for each route: its other states share its parts.
MANAGERS = list(
    {
        place.route: place
        for place in reversed(PLACES)
        if place.route.startswith("/shops/") and place.visitor == "owner"
    }.values()
)


@pytest.mark.parametrize("place", SHOPPERS, ids=lambda one: one.name)
async def test_a_thumb_hits_everything_a_shopper_can_tap(
    place: Place, tabs: dict[Visitor, Tab], town: Town
) -> None:
    tab = tabs["shopper"]
    await looking.set_width(tab.page, 360)
    await tab.open(town, place, "zh-Hans")
    assert await looking.small_targets(tab.page, FINGER) == []


@pytest.mark.parametrize("place", [BY_NAME["answer page"], *MANAGERS], ids=lambda one: one.name)
async def test_a_page_says_the_same_without_scripts(
    place: Place, chromium: Browser, tabs: dict[Visitor, Tab], town: Town
) -> None:
    await tabs[place.visitor].open(town, place, "en")
    with_scripts = await tabs[place.visitor].page.locator("main").inner_text()
    window = await visit(chromium, town, place.visitor, scripts=False)
    page = await window.new_page()
    await page.goto(place.address(town, "en"))
    without = await page.locator("main").inner_text()
    await window.close()
    assert without == with_scripts
    assert len(without) > 40


@dataclass
class Scales:
    """What a page weighs on the line: its requests, and their bytes as they travel."""

    replies: list[Response] = field(default_factory=list)

    def note(self, reply: Response) -> None:
        """Put one reply on the scales."""
        self.replies.append(reply)

    async def weight(self) -> int:
        """Return the bytes of all bodies, packed where the server packs them."""
        total = 0
        for reply in self.replies:
            body = await reply.body()
            packed = (await reply.all_headers()).get("content-encoding") == "gzip"
            total += len(gzip.compress(body, 6)) if packed else len(body)
        return total


async def weighed(chromium: Browser, town: Town, place: Place, language: str) -> Scales:
    """Open a page for the first time and return what travelled."""
    window = await visit(chromium, town, place.visitor)
    page = await window.new_page()
    scales = Scales()
    page.on("response", scales.note)
    await page.goto(place.address(town, language), wait_until="networkidle")
    await scales.weight()
    return scales


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
async def test_the_answer_page_is_one_small_request(
    chromium: Browser, town: Town, language: str
) -> None:
    scales = await weighed(chromium, town, BY_NAME["answer page"], language)
    assert len(scales.replies) == 1
    assert await scales.weight() <= 14 * KILOBYTE


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
async def test_the_first_screen_of_the_dashboard_is_light(
    chromium: Browser, town: Town, language: str
) -> None:
    scales = await weighed(chromium, town, BY_NAME["overview"], language)
    assert len(scales.replies) <= 3
    assert await scales.weight() <= 60 * KILOBYTE


@pytest.mark.parametrize("place", MANAGERS, ids=lambda one: one.name)
async def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    place: Place, tabs: dict[Visitor, Tab], town: Town
) -> None:
    page = tabs["owner"].page
    await looking.set_width(page, 1280)
    await tabs["owner"].open(town, place, "en")
    await page.keyboard.press("Tab")
    first = await looking.focused(page)
    assert first.name == "Skip to the content"
    assert first.is_on_screen
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.closest('main') !== null")
    assert await _unseen_stops(page) == []


async def _unseen_stops(page: Page) -> list[str]:
    """Return the stops on the way through a page at which nobody sees where they are."""
    unseen = []
    for _ in range(30):
        stop = await looking.focused(page)
        if stop.tag == "BODY":
            break
        if not (stop.can_be_seen and stop.is_on_screen):
            unseen.append(f"{stop.tag} {stop.name}")
        await page.keyboard.press("Tab")
    return unseen
