"""One browser, one town served by a process of its own, and one tab for each kind of visitor."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser import looking
from tests.browser.chromium import chromium, required_chromium
from tests.browser.pages import Place, Visitor
from tests.browser.town import Town, a_town

__all__ = ["chromium"]


@pytest.fixture(scope="package")
def town() -> Iterator[Town]:
    """Serve a town until the last look is over."""
    required_chromium()
    with a_town() as built:
        yield built


@dataclass(repr=False)
class Tab:
    """A visitor's page, and what the browser complained of since it was last opened."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to what the browser says about pages."""
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        # A page with an error status is what some places are about.
        if message.type in {"error", "warning"} and "server responded" not in message.text:
            self.complaints.append(message.text)

    async def open(self, town: Town, place: Place, language: str) -> None:
        """Go to a place in a language; its status must be the expected one."""
        self.complaints.clear()
        reply = await self.page.goto(place.address(town, language))
        assert reply is not None
        assert reply.status == place.status


async def visit(
    chromium: Browser, town: Town, visitor: Visitor, *, scripts: bool = True
) -> BrowserContext:
    """Return a browser window of a visitor, signed in where they are somebody."""
    context = await chromium.new_context(reduced_motion="reduce", java_script_enabled=scripts)
    if visitor != "shopper":
        token: str = getattr(town, visitor)
        await context.add_cookies([{"name": "huiyin", "value": token, "url": town.base_url}])
    return context


@pytest.fixture(scope="package")
async def tabs(chromium: Browser, town: Town) -> AsyncIterator[dict[Visitor, Tab]]:
    """Give one open tab for each kind of visitor."""
    kinds: tuple[Visitor, ...] = ("shopper", "owner", "new_here")
    windows = {kind: await visit(chromium, town, kind) for kind in kinds}
    for window in windows.values():
        await looking.bring_axe(window)
    yield {kind: Tab(await window.new_page()) for kind, window in windows.items()}
    for window in windows.values():
        await window.close()
