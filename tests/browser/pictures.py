"""Pictures of every page for people to judge: `python -m tests.browser.pictures OUT`.

Without more it builds the town of the browser tests and goes to all of its pages. With
`--base-url URL --sign-in LINK` it looks at a server that runs, from its front page on.
"""

import argparse
import asyncio
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.async_api import Browser, BrowserContext, Page

from tests.browser.chromium import started
from tests.browser.pages import LANGUAGES, PLACES, Place
from tests.browser.town import Town, a_town

WIDTHS = (360, 768, 1280)
SCHEMES = ("light", "dark")
MOST_KINDS = 40
TOKEN = 22
LINKS = "all => all.map(a => new URL(a.getAttribute('href'), location).href)"  # of drawings, too
# The same page in another language, and what is not a page.
BESIDE = ("lang=", "format=", "#")


async def window(chromium: Browser, base_url: str, token: str) -> BrowserContext:
    """Return a browser window, signed in where a token is given."""
    context = await chromium.new_context(reduced_motion="reduce")
    if token:
        await context.add_cookies([{"name": "huiyin", "value": token, "url": base_url}])
    return context


async def picture(page: Page, address: str, name: str, out: Path, language: str) -> None:
    """Take one page at every width and in both schemes, whole."""
    await page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            file = out / f"{name}.{language}.{scheme}.{width}.png"
            await page.screenshot(path=file, full_page=True)


async def of_the_town(town: Town, out: Path, places: Iterable[Place]) -> None:
    """Take every page of a town."""
    async with started() as chromium:
        tokens = {"shopper": "", "owner": town.owner, "new_here": town.new_here}
        windows = {who: await window(chromium, town.base_url, tokens[who]) for who in tokens}
        pages = {who: await context.new_page() for who, context in windows.items()}
        for place in places:
            for language in LANGUAGES:
                address = place.address(town, language).rpartition("lang=")[0].rstrip("?&")
                name = place.name.replace(" ", "_").replace(",", "")
                await picture(pages[place.visitor], address, name, out, language)


async def of_a_server(base_url: str, way_in: str, out: Path) -> None:
    """Sign in, and take the pages that the first screens of a running server lead to."""
    async with started() as chromium:
        page = await (await window(chromium, base_url, "")).new_page()
        await page.goto(way_in)
        if await page.locator("#enter button").count():
            await page.locator("#enter button").click()
            await page.wait_for_url(lambda url: "/sign-in" not in url)
        for name, address in await _led_to(page, base_url):
            for language in LANGUAGES:
                await picture(page, address, name, out, language)


async def _led_to(page: Page, base_url: str) -> list[tuple[str, str]]:
    """Return one address for each kind of page that links lead to."""
    found: dict[str, str] = {}
    waiting = [page.url, urljoin(base_url, "/account"), urljoin(base_url, "/captured-mail")]
    while waiting and len(found) < MOST_KINDS:
        address = waiting.pop(0)
        if _kind(address) in found:
            continue
        found[_kind(address)] = address
        await page.goto(address)
        links = await page.eval_on_selector_all("a[href]", LINKS)
        waiting += [link for link in links if link.startswith(base_url)]
        waiting = [link for link in waiting if not any(part in link for part in BESIDE)]
    return sorted(found.items())


def _kind(address: str) -> str:
    """Return an address's path with what differs from row to row taken out."""
    parts = [part for part in urlsplit(address).path.split("/") if part]
    kind = ["N" if part.isdigit() or len(part) >= TOKEN else part for part in parts]
    return "-".join(kind) or "front"


def main() -> None:
    """Take the pictures that the command line asks for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("out", type=Path)
    asked.add_argument("--base-url", default="")
    asked.add_argument("--sign-in", default="", help="a one-time link, used up by this")
    asked.add_argument("--only", default="", help="pages of the town whose name contains this")
    given = asked.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    if given.base_url:
        asyncio.run(of_a_server(given.base_url, given.sign_in, given.out))
        return
    with a_town() as town:
        places = [place for place in PLACES if given.only in place.name]
        asyncio.run(of_the_town(town, given.out, places))


if __name__ == "__main__":
    main()
