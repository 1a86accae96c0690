"""The first screen of a shop: four numbers, the journey, the complaints, and what changed."""

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.response import Template

from admin.access.door import ShopSeen, Viewer
from admin.access.roles import Act
from admin.dashboard import cards, exporting, gathering, page, pictures, sentences, sheets
from admin.dashboard.alerts.block import block
from admin.dashboard.exporting import Offer
from admin.dashboard.findings import Sums, judge
from admin.dashboard.page import AnyRequest, Clock, Context, Seen
from admin.dashboard.weighted import screens, told
from admin.dashboard.weighted.gathering import sides
from admin.dashboard.words import Translate


@get("/shops/{code:str}")
async def overview(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
) -> Template | Response[bytes]:
    """Show how the shop is doing, as a page or as a file."""
    shop.require(Act.SEE_NUMBERS)
    asked = await page.seen(request, shop, clock, exporting.beside(request))
    shown = await _shown(asked, shop, locale, translate)
    if exporting.wish(request):
        offer = _files(shown, locale, translate)
        return await exporting.granted(request, offer, shop, asked.filters, translate)
    path = f"/shops/{shop.code}"
    frame = await page.context(asked, shop, viewer, locale, translate, path)
    return Template("admin/overview.html", context=frame | shown)


async def _shown(asked: Seen, shop: ShopSeen, locale: str, say: Translate) -> Context:
    filters, base = asked.filters, f"/shops/{shop.code}"
    now = await gathering.sums(shop.id, filters.days, filters.where, shop.zone)
    before = None
    if filters.compared is not None:
        before = await gathering.sums(shop.id, filters.compared, filters.where, shop.zone)
    weighed = screens.both(await sides(shop.id, filters, shop.zone))
    screen = screens.overview(weighed, judge(now, before), now, before)
    weights = told.told(weighed, screen.beside, now.scores.answers, locale, say)
    now, before, found = screen.now, screen.before, screen.found
    return {
        "now": now,
        "found": found,
        "weights": weights,
        "weighted_sheets": told.sheets(weighed, screen.beside, locale, say),
        "cards": cards.cards(now, found, filters, base, say),
        "journey": pictures.journey(now, found, filters, base, say),
        "complaints": pictures.complaints(now, before, found, filters, base, locale, say),
        "sentences": sentences.what_changed(found, locale, say),
        "tested": found.tested if found.is_news else 0,
        "alerts": await block(shop.id, locale, say),
    }


def _files(shown: Context, locale: str, say: Translate) -> Offer:
    now: Sums = shown["now"]
    return Offer(
        "overview",
        say("{n} answers").format(n=f"{now.scores.answers:,}"),
        lambda: (*shown["weighted_sheets"], *sheets.sheets(now, shown["found"], locale, say)),
        lambda: exporting.drawn_in(shown),
    )
