"""Keys of the dashboard, for whoever never leaves the keyboard; links do the same without them."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from tests.browser import looking
from tests.browser.conftest import visit
from tests.browser.town import Town

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
HERE = "() => location.pathname + location.search"


@pytest.fixture
async def page(chromium: Browser, town: Town) -> AsyncIterator[Page]:
    window = await visit(chromium, town, "owner")
    page = await window.new_page()
    await page.goto(f"{town.base_url}/shops/tea?period=7d&lang=en")
    yield page
    await window.close()


async def follow(page: Page, key: str) -> str:
    """Press a key that leads to another page and return where that is."""
    async with page.expect_navigation():
        await page.keyboard.press(key)
    return str(await page.evaluate(HERE))


async def test_brackets_go_back_in_time_and_forward_again(page: Page) -> None:
    assert await follow(page, "[") == "/shops/tea?since=2026-11-10&until=2026-11-17"
    assert await follow(page, "]") == "/shops/tea?since=2026-11-17&until=2026-11-24"


async def test_x_takes_the_comparison_off_and_brings_it_back(page: Page) -> None:
    assert await follow(page, "x") == "/shops/tea?period=7d&compare=off"
    assert "against" not in await page.locator(".filters .span").inner_text()
    assert await follow(page, "x") == "/shops/tea?period=7d"


async def test_the_slash_leads_to_the_search_box_and_letters_typed_there_stay_letters(
    page: Page,
) -> None:
    await follow(page, "/")
    assert await page.evaluate("document.activeElement.id") == "q"
    await page.keyboard.type("x[j/")
    assert await page.locator("#q").input_value() == "x[j/"
    assert await page.evaluate("() => location.pathname") == "/shops/tea/responses"


async def test_j_and_k_go_from_row_to_row(page: Page) -> None:
    stops = []
    for key in ("j", "j", "k", "k", "k"):
        await page.keyboard.press(key)
        stop = await looking.focused(page)
        assert stop.can_be_seen
        assert stop.is_on_screen
        stops.append(await page.evaluate("document.activeElement.textContent"))
    assert stops[0] != stops[1]
    assert stops[0] == stops[2] == stops[3] == stops[4]


@pytest.mark.parametrize(("language", "words"), [("en", "Next row"), ("zh-Hans", "下一行")])
async def test_the_question_mark_shows_the_keys_in_the_readers_language(
    page: Page, town: Town, language: str, words: str
) -> None:
    await page.goto(f"{town.base_url}/shops/tea?lang={language}")
    shown = page.locator("#shortcuts")
    assert not await shown.is_visible()
    await page.keyboard.press("?")
    assert words in await shown.inner_text()
    assert await looking.axe_faults(page) == []
    await page.keyboard.press("Escape")
    assert not await shown.is_visible()


async def test_the_list_opens_without_a_script_too(chromium: Browser, town: Town) -> None:
    window = await visit(chromium, town, "owner", scripts=False)
    page = await window.new_page()
    await page.goto(f"{town.base_url}/shops/tea?lang=en")
    await page.get_by_role("button", name="Keyboard shortcuts").click()
    assert await page.locator("#shortcuts").is_visible()
    await window.close()


async def test_single_keys_can_be_turned_off_and_stay_so(page: Page) -> None:
    await page.keyboard.press("?")
    await page.get_by_label("Single keys are on").uncheck()
    await page.keyboard.press("Escape")
    await page.reload()
    await page.keyboard.press("x")
    await page.keyboard.press("j")
    assert await page.evaluate(HERE) == "/shops/tea?period=7d&lang=en"
    assert await page.evaluate("document.activeElement.tagName") == "BODY"


async def test_keys_with_control_belong_to_the_browser(page: Page) -> None:
    await page.keyboard.press("Control+x")
    assert await page.evaluate(HERE) == "/shops/tea?period=7d&lang=en"
