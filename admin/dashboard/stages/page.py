"""The page of one stage."""

from collections.abc import Callable
from functools import partial

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from admin.access.door import ShopSeen, Viewer
from admin.access.roles import Act
from admin.dashboard import exporting, page
from admin.dashboard.exporting import Offer
from admin.dashboard.filters import CONTACT, Filters
from admin.dashboard.first_screen import first_screen
from admin.dashboard.narrowing import offering_channels, reached
from admin.dashboard.page import AnyRequest, Clock, Context, Seen
from admin.dashboard.shown import per_cent, points, shown
from admin.dashboard.stages import facts, findings, gathering, pictures, sentences, sheets
from admin.dashboard.stages.facts import Facts
from admin.dashboard.stages.findings import Found
from admin.dashboard.stages.gathering import Rows
from admin.dashboard.stages.items import prefix
from admin.dashboard.weighted import screens, told
from admin.dashboard.weighted.gathering import sides
from admin.dashboard.weighted.told import Told
from admin.dashboard.words import N_, STAGES, Translate
from admin.exports.sheet import Sheet
from models.choices import Stage

ItemWords = Callable[[str, str], str]
STAYS = N_("The course by week, groups and facts below stay as answered.")


@get("/shops/{code:str}/stages/{stage:str}")
async def stage(
    request: AnyRequest,
    stage: FromPath[str],
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
    item_words: NamedDependency[ItemWords],
) -> Template | Response[bytes]:
    """Show one stage in depth, as a page or as a file."""
    shop.require(Act.SEE_NUMBERS)
    seen = await _seen(request, shop, clock, named(stage))
    rows = await gathering.rows(shop.id, named(stage), seen.filters)
    plain, beside = findings.judge(rows), facts_of(rows)
    found, weights, more = await _weighted(shop, rows, plain, seen.filters, locale, translate)
    shapes = drawn(rows, found, beside, seen.filters, f"/shops/{shop.code}", locale, translate)
    if exporting.wish(request):
        tables = partial(_sheets, more, rows, found, beside, locale, translate)
        offer = files(rows, tables, shapes, translate)
        return await exporting.granted(request, offer, shop, seen.filters, translate)
    path = f"/shops/{shop.code}/stages/{stage}"
    frame = await page.context(seen, shop, viewer, locale, translate, path)
    if rows.stage is Stage.CONTACT:
        frame = offering_channels(frame, translate)
    about = {"item_words": item_words, "weights": weights}
    return Template("admin/stage.html", context=frame | shapes | about)


async def _seen(request: AnyRequest, shop: ShopSeen, clock: Clock, stage: Stage) -> Seen:
    """Read the filters; only contacts have a channel by which customer service was reached."""
    beside = exporting.beside(request)
    if stage is not Stage.CONTACT:
        return await page.seen(request, shop, clock, beside)
    return reached(request, await page.seen(request, shop, clock, (CONTACT, *beside)))


async def _weighted(
    shop: ShopSeen, rows: Rows, plain: Found, filters: Filters, locale: str, say: Translate
) -> tuple[Found, Told | None, tuple[Sheet, ...]]:
    """Return the stage's numbers, weighted where that is asked for, and what is said of it."""
    weighed = screens.both(await sides(shop.id, filters, shop.zone, prefix(rows.stage)))
    found, both = screens.stage(weighed, plain, rows.stage)
    found = findings.settled(found, await first_screen(shop.id, filters, shop.zone), rows.stage)
    weights = told.told(weighed, both, rows.now.answers, locale, say, STAYS)
    return found, weights, told.sheets(weighed, both, locale, say)


def _sheets(
    more: tuple[Sheet, ...], rows: Rows, found: Found, facts: Facts, locale: str, say: Translate
) -> tuple[Sheet, ...]:
    return (*more, *sheets.sheets(rows, found, facts, locale, say))


def files(
    rows: Rows, tables: Callable[[], tuple[Sheet, ...]], shapes: Context, say: Translate
) -> Offer:
    """Return what the page can give as files; a chart of a stratum is called by its name."""
    strata = {f"by-{group.name.replace('_', '-')}": picture for group, picture in shapes["strata"]}
    answers = say("{n} answers").format(n=f"{rows.now.answers:,}")
    return Offer(rows.stage, answers, tables, lambda: exporting.drawn_in(shapes | strata))


def named(stage: str) -> Stage:
    """Return the stage of an address."""
    if stage not in STAGES:
        raise NotFoundException
    return Stage(stage)


def facts_of(rows: Rows) -> Facts:
    """Return the facts beside a stage's ratings."""
    if rows.stage is Stage.CONTACT:
        return facts.of_contacts(rows.contacts)
    return facts.of_orders(rows.stage, rows.orders)


def drawn(
    rows: Rows,
    found: Found,
    beside: Facts,
    filters: Filters,
    base: str,
    locale: str,
    say: Translate,
) -> Context:
    """Return what the page of a stage shows."""
    path = f"{base}/stages/{rows.stage}"
    strata = [(group, pictures.strata(group, path, filters, say)) for group in found.strata]
    return {
        "stage": rows.stage, "answers": rows.now.answers, "found": found, "facts": beside,
        "names": pictures.STRATA,
        "items": pictures.items(found, rows.stage, say),
        "course": pictures.course(rows, say), "weeks": len(rows.weeks.mondays),
        "strata": [(group, picture) for group, picture in strata if picture or group.gone],
        "tags": pictures.tags(found, filters, base, locale, say),
        "gap_told": sentences.promise_gap(beside.gap, say),
        "as_points": lambda estimate: shown(estimate, points, say),
        "as_share": lambda estimate: shown(estimate, per_cent, say),
        "as_time": lambda estimate: shown(estimate, "{:.1f}".format, say),
        "gone_names": lambda group: [
            pictures.value_name(group.name, value, say) for value in group.gone
        ],
        "change": lambda level: pictures.change(level, say),
    }  # fmt: skip
