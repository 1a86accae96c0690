"""The page of the complaints."""

from collections.abc import Callable
from functools import partial

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.response import Template

from admin.access.door import ShopSeen, Viewer
from admin.access.roles import Act
from admin.dashboard import exporting, written
from admin.dashboard.complaints import findings, gathering, pictures, quoting, rising, sheets
from admin.dashboard.complaints.findings import Found
from admin.dashboard.complaints.gathering import Rows
from admin.dashboard.complaints.rising import Rising
from admin.dashboard.exporting import Offer
from admin.dashboard.filters import Filters
from admin.dashboard.first_screen import first_screen
from admin.dashboard.page import AnyRequest, Clock, Context
from admin.dashboard.shown import per_cent, shown, shown_corrected
from admin.dashboard.verdicts import PER_CENT_WORSE, figure
from admin.dashboard.weighted import screens, told
from admin.dashboard.weighted.gathering import sides
from admin.dashboard.words import N_, TagName, Translate
from admin.measures.periods import week_of

Segment = Callable[[str], list[str]]
MOST_PAIRS = 10
STAYS = N_(
    "The course by week, pairs and shares corrected for the reader’s errors stay as answered."
)


@get("/shops/{code:str}/complaints")
async def complaints(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
    segment: NamedDependency[Segment],
) -> Template | Response[bytes]:
    """Show what people complain of, how often, and in which words; correct a tag in one click."""
    shop.require(Act.READ_COMMENTS)
    frame = await written.listed(request, shop, viewer, clock, locale, translate, "complaints")
    filters, tag, base = frame["filters"], frame["asked"].tag, frame["base"]
    rows = await gathering.rows(shop.id, filters, week_of(clock(), shop.zone))
    names = frame["tag_names"]
    name = partial(names.name, locale=locale)
    plain = findings.judge(rows, names.shows)
    found, weights = await _weighted(shop, plain, filters, locale, translate)
    words = rising.NOTHING
    if not tag:
        words = await rising.rising(shop.id, filters, segment, request.app.state)
    shapes = weights | drawn(rows, found, words, tag, filters, base, name, translate)
    if exporting.wish(request):
        offer = files(rows, found, words, shapes, name, translate)
        return await exporting.granted(request, offer, shop, filters, translate)
    top = () if tag else [one.code for one in found.tags[: quoting.MOST_COMPLAINTS]]
    quotes = await quoting.quotes(shop.id, filters, frame["listed"], top)
    return Template("admin/complaints.html", context=frame | shapes | {"quotes": quotes})


async def _weighted(
    shop: ShopSeen, plain: Found, filters: Filters, locale: str, say: Translate
) -> tuple[Found, Context]:
    """Return the complaints, weighted where that is asked for, and what is said of it."""
    weighed = screens.both(await sides(shop.id, filters, shop.zone))
    found, beside = screens.complaints(weighed, plain)
    found = findings.settled(found, await first_screen(shop.id, filters, shop.zone))
    return found, {
        "weights": told.told(weighed, beside, plain.answers, locale, say, STAYS),
        "weighted_sheets": told.sheets(weighed, beside, locale, say),
    }


def files(
    rows: Rows, found: Found, words: Rising, shapes: Context, name: TagName, say: Translate
) -> Offer:
    """Return what the page can give as files."""
    return Offer(
        "complaints",
        say("{n} answers").format(n=f"{found.answers:,}"),
        lambda: (*shapes["weighted_sheets"], *sheets.sheets(rows, found, words, name, say)),
        lambda: exporting.drawn_in(shapes),
    )


def drawn(
    rows: Rows,
    found: Found,
    words: Rising,
    tag: str,
    filters: Filters,
    base: str,
    name: TagName,
    say: Translate,
) -> Context:
    """Return what the page shows beside the comments: of every complaint, or of one of them."""
    every = found.pairs.found
    pairs = [pair for pair in every if not tag or tag in {pair.one, pair.other}]
    return {
        "found": found, "one": found.of(tag), "read": rows.now.read,
        "weeks": len(rows.weeks.mondays), "rising": words, "least": rising.LEAST,
        "pairs": pairs[:MOST_PAIRS], "more_pairs": len(pairs[MOST_PAIRS:]),
        "by_week": None if tag else pictures.by_week(rows, found, filters, base, name, say),
        "course": pictures.course(rows, tag, name, say) if tag else None,
        "as_rate": lambda estimate: shown(estimate, pictures.per_hundred, say),
        "as_corrected": lambda estimate: shown_corrected(estimate, pictures.per_hundred, say),
        "as_share": lambda estimate: shown(estimate, per_cent, say),
        "as_times": lambda estimate: shown(estimate, "{:.1f}".format, say),
        "change": lambda level: figure(level.verdict, PER_CENT_WORSE, say),
        "is_real": lambda pair: sheets.is_real(pair.is_real, say),
    }  # fmt: skip
