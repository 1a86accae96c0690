"""The page of response health."""

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.response import Template

from admin.access.door import ShopSeen, Viewer
from admin.access.roles import Act
from admin.dashboard import exporting, page
from admin.dashboard.exporting import Offer
from admin.dashboard.filters import Filters
from admin.dashboard.health import findings, gathering, shapes, silence, weeks
from admin.dashboard.health.findings import Found
from admin.dashboard.health.gathering import Rows
from admin.dashboard.health.shapes import ReasonWords
from admin.dashboard.health.silence import Silence
from admin.dashboard.health.weeks import Weeks
from admin.dashboard.narrowing import narrowed, offering
from admin.dashboard.page import AnyRequest, Clock, Context
from admin.dashboard.shown import per_cent, points, shown
from admin.dashboard.verdicts import PER_CENT_BETTER, figure
from admin.dashboard.weighted.gathering import Side
from admin.dashboard.weighted.weighing import weigh
from admin.dashboard.words import Translate
from models.queries import answered_strata, asked_strata, served_strata
from models.queries.quality import Slice

KEPT = frozenset({"kind"})


@get("/shops/{code:str}/health")
async def health(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
    reason_words: NamedDependency[ReasonWords],
) -> Template | Response[bytes]:
    """Show how asking goes, as a page or as a file."""
    shop.require(Act.SEE_NUMBERS)
    seen = narrowed(await page.seen(request, shop, clock, exporting.beside(request)), KEPT)
    rows = await gathering.rows(shop.id, seen.filters, shop.zone)
    found = findings.judge(rows)
    quiet = await _silence(shop, seen.filters, rows)
    course = await weeks.weeks(shop.id, seen, clock().astimezone(shop.zone).date())
    if exporting.wish(request):
        offer = files(found, quiet, course, locale, reason_words, translate)
        return await exporting.granted(request, offer, shop, seen.filters, translate)
    path = f"/shops/{shop.code}/health"
    frame = await page.context(seen, shop, viewer, locale, translate, path)
    about = {"reason_words": reason_words} | weeks.drawn(course, translate)
    drawn = shapes_of(found, translate) | silence_of(quiet, translate) | about
    return Template("admin/health.html", context=offering(frame, KEPT) | drawn)


async def _silence(shop: ShopSeen, filters: Filters, rows: Rows) -> Silence:
    kind = filters.where.kind
    span = gathering.moments(filters.days, shop.zone)
    asked = await asked_strata.asked(shop.id, *span, kind)
    where = Slice(kind=kind)
    served = await served_strata.served(shop.id, *span, where)
    cells = await answered_strata.only_cells(shop.id, filters.days, served, where)
    return silence.silence(asked, served, weigh(Side(cells, served)), rows.replies)


def silence_of(quiet: Silence, say: Translate) -> Context:
    """Return what the page says of those who did not answer."""
    return {
        "weights_told": silence.told(quiet, say), "groups": silence.tables(quiet, say),
        "effort_steps": [(one.name, *silence.step_row(one, say)) for one in quiet.steps],
    }  # fmt: skip


def files(
    found: Found,
    quiet: Silence,
    course: Weeks,
    locale: str,
    reason_words: ReasonWords,
    say: Translate,
) -> Offer:
    """Return what the page can give as files."""
    return Offer(
        "health",
        say("{n} orders and contacts").format(n=f"{found.steps[0].n:,}"),
        lambda: (
            *shapes.sheets(found, locale, reason_words, say),
            *silence.sheets(quiet, say),
            *weeks.files(course, say),
        ),
        lambda: exporting.drawn_in(shapes_of(found, say) | weeks.drawn(course, say)),
    )


def shapes_of(found: Found, say: Translate) -> Context:
    """Return what the page of response health shows."""
    return {
        "found": found, "funnel": shapes.funnel(found, say), "letters": shapes.LETTERS,
        "forms": shapes.FORMS,
        "change": figure(found.response.verdict, PER_CENT_BETTER, say),
        "effort_told": shapes.effort_told(found.effort, say),
        "promise_told": lambda took: shapes.promise_told(took, say),
        "as_share": lambda estimate: shown(estimate, per_cent, say),
        "as_tenths": lambda estimate: shown(estimate, "{:.2%}".format, say),
        "as_points": lambda estimate: shown(estimate, points, say),
        "as_time": lambda estimate: shown(estimate, "{:.1f}".format, say),
        "as_seconds": lambda estimate: shown(estimate, "{:.0f}".format, say),
    }  # fmt: skip
