"""The page of the service channels."""

import asyncio

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.response import Template

from admin.access.door import ShopSeen, Viewer
from admin.access.roles import Act
from admin.dashboard import exporting, page
from admin.dashboard.channels import findings, pictures, sheets
from admin.dashboard.channels.findings import Found
from admin.dashboard.channels.measures import MEASURES
from admin.dashboard.exporting import Offer
from admin.dashboard.filters import CONTACT, Filters
from admin.dashboard.narrowing import (
    ORDERS,
    narrowed,
    offering,
    offering_channels,
    reached,
)
from admin.dashboard.page import AnyRequest, Clock, Context
from admin.dashboard.shown import per_cent, shown
from admin.dashboard.words import Translate
from models.queries import channels as told


@get("/shops/{code:str}/channels")
async def channels(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
) -> Template | Response[bytes]:
    """Show how customer service was reached and what came of it, as a page or as a file."""
    shop.require(Act.SEE_NUMBERS)
    beside = (CONTACT, *exporting.beside(request))
    seen = reached(request, narrowed(await page.seen(request, shop, clock, beside), ORDERS))
    found = await judged(shop.id, seen.filters)
    if exporting.wish(request):
        offer = files(found, translate, with_agents=shop.may(Act.SEE_AGENTS))
        return await exporting.granted(request, offer, shop, seen.filters, translate)
    path = f"/shops/{shop.code}/channels"
    frame = await page.context(seen, shop, viewer, locale, translate, path)
    acts = {"may_see_agents": shop.may(Act.SEE_AGENTS)}
    shapes = drawn(found, translate, with_agents=acts["may_see_agents"])
    frame = offering_channels(offering(frame, ORDERS), translate)
    return Template("admin/channels.html", context=frame | shapes | acts)


async def judged(shop_id: int, filters: Filters) -> Found:
    """Read the contacts of the days shown and of those compared with, and judge them."""
    now = await told.contacts_told(shop_id, filters.days, filters.where)
    before = None
    if filters.compared is not None:
        before = await told.contacts_told(shop_id, filters.compared, filters.where)
    # Thousands of contacts take a while to count; others must not wait for it.
    return await asyncio.to_thread(findings.judge, now, before)


def files(found: Found, say: Translate, *, with_agents: bool) -> Offer:
    """Return what the page can give as files; agents only to those who may see them."""
    return Offer(
        "channels",
        say("{n} contacts").format(n=f"{found.every.n:,}"),
        lambda: sheets.sheets(found, say, with_agents=with_agents),
        lambda: exporting.drawn_in(drawn(found, say, with_agents=with_agents)),
    )


def drawn(found: Found, say: Translate, *, with_agents: bool) -> Context:
    """Return what the page of the channels shows."""
    levels = zip(MEASURES, found.every.levels, strict=True)
    return {
        "found": found, "measures": MEASURES,
        "cards": [(measure.name, pictures.mark(measure, level, say)) for measure, level in levels],
        "mobility": pictures.mobility(found, say), "denial": pictures.denial(found, say),
        "by_channel": pictures.lines(found.by_channel, say), "apart": pictures.apart(found, say),
        "no_person": shown(found.no_person, per_cent, say),
        "agents": pictures.agents(found, say) if with_agents else None,
    }  # fmt: skip
