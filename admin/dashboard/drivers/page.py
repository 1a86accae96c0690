"""The page of the key drivers."""

import asyncio
from dataclasses import replace
from functools import partial

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.response import Template

from admin.access.door import ShopSeen, Viewer
from admin.access.roles import Act
from admin.dashboard import exporting, page
from admin.dashboard.drivers import sentences, shapes
from admin.dashboard.drivers.analysis import Analysis, analyse
from admin.dashboard.drivers.shelf import Shelf, shelf_of
from admin.dashboard.exporting import Offer
from admin.dashboard.filters import Against, Filters
from admin.dashboard.narrowing import ORDERS, narrowed, offering
from admin.dashboard.page import AnyRequest, Clock, Context
from admin.dashboard.shown import per_cent, shown
from admin.dashboard.words import Translate
from models.queries import drivers as rated
from models.queries.quality import Days, Slice

KEPT = ORDERS | {"kind"}


@get("/shops/{code:str}/drivers")
async def drivers(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
) -> Template | Response[bytes]:
    """Show what drives overall satisfaction, as a page or as a file."""
    shop.require(Act.SEE_NUMBERS)
    seen = narrowed(await page.seen(request, shop, clock, exporting.beside(request)), KEPT)
    found = await analysed(shop.id, seen.filters, shelf_of(request.app.state))
    if exporting.wish(request):
        alone = replace(seen.filters, against=Against.OFF)
        offer = files(found, alone, f"/shops/{shop.code}", translate)
        return await exporting.granted(request, offer, shop, alone, translate)
    path = f"/shops/{shop.code}/drivers"
    frame = await page.context(seen, shop, viewer, locale, translate, path)
    drawn = shapes_of(found, seen.filters, f"/shops/{shop.code}", translate)
    about = {"compares": False}
    return Template("admin/drivers.html", context=offering(frame, KEPT) | drawn | about)


async def analysed(shop_id: int, filters: Filters, shelf: Shelf) -> Analysis:
    """Return the analysis of the days shown, computed only if an answer came or changed."""
    days, where = filters.days, filters.where
    key = (shop_id, days, where, await rated.freshness(shop_id, days, where))
    return await shelf.kept(key, partial(_computed, shop_id, days, where))


async def _computed(shop_id: int, days: Days, where: Slice) -> Analysis:
    people = await rated.people(shop_id, days, where)
    # The shop is the seed: the same answers show the same intervals on every visit.
    return await asyncio.to_thread(analyse, people, shop_id)


def files(found: Analysis, filters: Filters, base: str, say: Translate) -> Offer:
    """Return what the page can give as files."""
    return Offer(
        "drivers",
        say("{n} answers").format(n=f"{found.drivers.r_squared.n:,}"),
        lambda: shapes.sheets(found, say),
        lambda: exporting.drawn_in(shapes_of(found, filters, base, say)),
    )


def shapes_of(found: Analysis, filters: Filters, base: str, say: Translate) -> Context:
    """Return what the page of the drivers shows."""
    refusal = sentences.refusal(found, say)
    return {
        "found": found, "refusal": refusal,
        "shares": None if refusal else shapes.shares(found, filters, base, say),
        "priorities": None if refusal else shapes.priorities(found, filters, base, say),
        "leading": "" if refusal else sentences.leading(found, say),
        "readings": () if refusal else sentences.readings(found, say),
        "swings": [sentences.swing(one, say) for one in found.stages],
        "places": sentences.PLACES, "caveats": sentences.CAVEATS,
        "as_share": lambda estimate: shown(estimate, per_cent, say),
        "as_points": lambda estimate: shown(estimate, signed, say),
    }  # fmt: skip


def signed(points: float) -> str:
    """Write points with their sign; what rounds to nothing has none."""
    written = f"{points:+.2f}"
    return "0.00" if written in {"+0.00", "-0.00"} else written.replace("-", "−")
