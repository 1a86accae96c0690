"""What can be wrong with a page on a screen, each found and named in one line; [] is a good page.

Pure rules run inside the page; what a person has to judge is in the pictures (pictures.py).
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import anyio
from playwright.async_api import BrowserContext, Page

from huiyin.demo import world

HERE = Path(__file__).parent
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
EVERY_RULE = {
    "runOnly": {"type": "tag", "values": RULES},
    "rules": {"target-size": {"enabled": True}},
}
# All that a page's colours decide; the other rules say the same light and dark.
OF_COLOURS = {"runOnly": {"type": "rule", "values": ("color-contrast", "link-in-text-block")}}
HEIGHT = 900
PATIENCE = 60
HAN = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}")
# What the shop calls its things is not translated, and WCAG 3.1.2 excuses proper names.
PROPER_NAMES = re.compile(
    "|".join(("回音", "茶舍", "别家", *world.CARRIERS, *world.CATEGORIES, *world.REGIONS))
)


@cache
def _script(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


async def set_width(page: Page, width: int) -> None:
    """Give the page a screen of this width."""
    await page.set_viewport_size({"width": width, "height": HEIGHT})


async def bring_axe(window: BrowserContext) -> None:
    """Let every page of a window begin with axe-core: cheaper than to bring it to each."""
    await window.add_init_script(_script("vendor/axe.min.js"))


async def axe_faults(page: Page, *, colours_only: bool = False) -> list[str]:
    """Return what axe-core has against the page, or its colours, under WCAG 2.2 AA."""
    if not await page.evaluate("typeof axe === 'object'"):
        await page.evaluate(_script("vendor/axe.min.js"))
    asked = OF_COLOURS if colours_only else EVERY_RULE
    with anyio.fail_after(PATIENCE):  # a page that runs no scripts never answers
        found = await page.evaluate(
            "asked => axe.run(document, {...asked, resultTypes: ['violations']})", asked
        )
    return [_told(rule, node) for rule in found["violations"] for node in rule["nodes"]]


def _told(rule: dict[str, Any], node: dict[str, Any]) -> str:  # Any: as axe reports
    reason = " ".join(str(node.get("failureSummary", "")).split())
    return f"{rule['id']} at {' '.join(map(str, node['target']))}: {reason[:200]}"


async def layout_faults(page: Page) -> list[str]:
    """Return what lies outside the screen, is cut off, or is drawn over other words."""
    faults: list[str] = await page.evaluate(_script("layout.js"))
    return faults


async def small_targets(page: Page, least: int) -> list[str]:
    """Return what can be tapped and is smaller than `least` pixels either way."""
    faults: list[str] = await page.evaluate(_script("targets.js"), least)
    return faults


@dataclass(frozen=True)
class Stop:
    """Where the keyboard is on its way through a page."""

    tag: str
    name: str
    can_be_seen: bool
    is_on_screen: bool


async def focused(page: Page) -> Stop:
    """Return what has the focus."""
    return Stop(*await page.evaluate(_script("focus.js")))


async def strange_words(page: Page, language: str) -> list[str]:
    """Return words of another language than the page's that do not say so with `lang`."""
    texts: list[str] = await page.evaluate(_script("texts.js"), language)
    strange = HAN if language == "en" else ENGLISH
    return [text for text in texts if strange.search(PROPER_NAMES.sub("", text))]
