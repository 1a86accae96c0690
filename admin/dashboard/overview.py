"""The first screen of a shop: four numbers, the journey, the complaints, and what changed."""

from collections.abc import Mapping

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.response import Template

from admin.access.door import ShopSeen, Viewer
from admin.access.roles import Act
from admin.alerts.weekly import due_week
from admin.audited import audited_rates
from admin.dashboard import (
    cards,
    courses,
    exporting,
    gathering,
    outcomes,
    page,
    pictures,
    sentences,
    sheets,
    true_shares,
)
from admin.dashboard.alerts.block import block
from admin.dashboard.audit import sheet
from admin.dashboard.cases.block import block as open_cases
from admin.dashboard.exporting import Offer
from admin.dashboard.findings import Sums, judge
from admin.dashboard.page import AnyRequest, Clock, Context, Seen
from admin.dashboard.shown import shown_corrected
from admin.dashboard.weighted import screens, told
from admin.dashboard.weighted.gathering import sides
from admin.dashboard.words import Translate
from admin.measures.periods import week_of
from nlp.rates import TagRates


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
    own = await audited_rates(shop.id, week_of(clock(), shop.zone))
    drawn = await _drawn(asked, shop, own, locale, translate)
    if exporting.wish(request):
        offer = _files(drawn, locale, translate)
        return await exporting.granted(request, offer, shop, asked.filters, translate)
    path = f"/shops/{shop.code}"
    frame = await page.context(asked, shop, viewer, locale, translate, path)
    beside = {
        "to_judge": await sheet.waiting(shop.id, sheet.week_to_audit(clock(), shop.zone)),
        "alerts": await block(shop.id, due_week(clock(), shop.zone), locale, translate),
        "cases": await open_cases(shop.id, locale, translate, clock()),
    }
    return Template("admin/overview.html", context=frame | drawn | beside)


async def _drawn(
    asked: Seen, shop: ShopSeen, own: Mapping[str, TagRates], locale: str, say: Translate
) -> Context:
    filters, base = asked.filters, f"/shops/{shop.code}"
    now = await gathering.sums(shop.id, filters.days, filters.where, shop.zone)
    before = None
    if filters.compared is not None:
        before = await gathering.sums(shop.id, filters.compared, filters.where, shop.zone)
    weighed = screens.both(await sides(shop.id, filters, shop.zone, course=True))
    plain = judge(now, before)
    truly = true_shares.true_shares(now, plain, own)
    screen = screens.overview(weighed, plain, now, before)
    weights = told.told(weighed, screen.beside, now.scores.answers, locale, say)
    course = screen.course or courses.plain(now)
    now, before, found = screen.now, screen.before, screen.found
    return {
        "now": now,
        "found": found,
        "weights": weights,
        "weighted_sheets": told.sheets(weighed, screen.beside, locale, say),
        "cards": cards.cards(now, found, filters, base, say, screen.course),
        "outcomes": outcomes.rows(found, say),
        "course_sheet": sheets.course(course, say),
        "journey": pictures.journey(now, found, filters, base, say),
        "complaints": pictures.complaints(now, before, found, filters, base, locale, say),
        "true_shares": truly,
        "true_sheet": true_shares.sheet(truly, now.names, locale, say),
        "as_corrected": lambda estimate: shown_corrected(estimate, "{:.1%}".format, say),
        "sentences": sentences.what_changed(found, locale, say),
        "closer": sentences.closer(found, locale, say) if found.tested else (),
        "tested": found.tested if found.is_news else 0,
    }


def _files(drawn: Context, locale: str, say: Translate) -> Offer:
    now: Sums = drawn["now"]
    more = (*drawn["weighted_sheets"], drawn["true_sheet"], drawn["course_sheet"])
    return Offer(
        "overview",
        say("{n} answers").format(n=f"{now.scores.answers:,}"),
        lambda: (*more, *sheets.sheets(now, drawn["found"], locale, say)),
        lambda: exporting.drawn_in(drawn),
    )
