"""The page of alerts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.response import Template

from admin.access.door import ShopSeen, Viewer
from admin.access.roles import Act
from admin.alerts import told, weekly
from admin.alerts.gathering import lasting_of
from admin.alerts.lasting import Lasting
from admin.alerts.watched import OVERALL
from admin.dashboard import exporting, page
from admin.dashboard.alerts import asking, findings, gathering, shapes, sheets
from admin.dashboard.alerts.asking import Asked
from admin.dashboard.alerts.findings import Basis, Found
from admin.dashboard.alerts.gathering import Rows
from admin.dashboard.alerts.shapes import Shown, TagName
from admin.dashboard.exporting import Offer
from admin.dashboard.narrowing import narrowed, offering
from admin.dashboard.page import AnyRequest, Clock, Context, Seen
from admin.dashboard.words import N_, Translate
from admin.measures.baselines import SMALLEST_BASELINE
from models.queries import baselines
from models.queries.alerts import Alert

Lasts = Mapping[int, Lasting]

KEPT = frozenset({"source"})
DONE = {
    "frozen": N_("The baseline is frozen: from now on it judges every week."),
    "refused": N_(
        "No baseline was frozen: 20 usual weeks of ten answers or more are needed,"
        " and some of them must hold a low score."
    ),
    "noted": N_("The week has its note; it stays on every chart."),
    "acknowledged": N_("The alert is acknowledged; it closes by itself when the measure is back."),
    "closed": N_("The alert is closed."),
    "open": N_("The alert is open again."),
    "unchanged": N_("Nothing was changed."),
}


@dataclass(frozen=True, slots=True)
class AlertTold:
    """One alert as it is read."""

    alert: Alert
    sentence: str
    since: str


@get("/shops/{code:str}/alerts")
async def alerts(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
) -> Template | Response[bytes]:
    """Show what is outside its limits, week by week, as a page or as a file."""
    shop.require(Act.SEE_NUMBERS)
    beside = (*asking.BESIDE, *exporting.beside(request))
    seen = narrowed(await page.seen(request, shop, clock, beside), KEPT)
    rows = await gathering.rows(shop.id, seen, clock().astimezone(shop.zone).date())
    asked = asking.read(request.query_params.dict(), rows.series)
    every = (*rows.opened, *rows.acknowledged, *rows.closed)
    lasts = await lasting_of(shop.id, every, weekly.due_week(clock(), shop.zone))
    drawn = await _drawn(rows, lasts, asked, shop, locale, translate)
    if exporting.wish(request):
        offer = _files(drawn, rows, locale, translate)
        return await exporting.granted(request, offer, shop, seen.filters, translate)
    seen = _naming(seen, asked)
    path = f"/shops/{shop.code}/alerts"
    frame = await page.context(seen, shop, viewer, locale, translate, path, asked.parameters())
    return Template("admin/alerts.html", context=offering(frame, KEPT) | drawn)


def _naming(seen: Seen, asked: Asked) -> Seen:
    filters = replace(seen.filters, ignored=(*seen.filters.ignored, *asked.ignored))
    return Seen(filters, seen.known)


async def _drawn(
    rows: Rows, lasts: Lasts, asked: Asked, shop: ShopSeen, locale: str, say: Translate
) -> Context:
    found = findings.judge(rows, asked.measure, asked.tried)
    shown, name = Shown(rows.shown, rows.notes), partial(rows.names.name, locale=locale)
    measure = found.chosen.series.measure
    return {
        "asked": asked, "found": found, "rows": rows, "compares": False,
        "done": say(DONE[asked.did]) if asked.did in DONE else "",
        "opened": [_told(one, lasts, name, say) for one in rows.opened],
        "acknowledged": [_told(one, lasts, name, say) for one in rows.acknowledged],
        "closed": [_told(one, lasts, name, say) for one in rows.closed],
        "table": shapes.table(found, name, say),
        "outside": shapes.provisionally_outside(found, name, say),
        "level": shapes.level_chart(found.chosen, shown, name, say),
        "drift": shapes.drift_chart(found.chosen, shown, name, say),
        "ranges": shapes.step_chart(found.chosen, shown, name, say),
        "written": partial(told.written, measure),
        "measure_name": told.measure_name(measure, name, say),
        "basis": say(shapes.BASES[found.chosen.basis]), "is_frozen": _is(found, Basis.FROZEN),
        "versions": await baselines.versions(shop.id, measure),
        "by_chance": told.by_chance(found.expected, len(found.judgeable), say),
        "weeks": [week for week in rows.series[OVERALL].weeks if week >= rows.shown],
        "needed": SMALLEST_BASELINE, "overall": OVERALL,
        "may_handle": shop.may(Act.HANDLE_ALERTS) and not rows.is_imported,
    }  # fmt: skip


def _is(found: Found, basis: Basis) -> bool:
    return found.chosen.basis is basis


def _told(alert: Alert, lasts: Lasts, tag_name: TagName, say: Translate) -> AlertTold:
    went_on = lasts.get(alert.id)
    sentence = told.what_happened(alert, tag_name, say, went_on)
    return AlertTold(alert, sentence, told.since_then(alert, say, went_on))


def _files(drawn: Context, rows: Rows, locale: str, say: Translate) -> Offer:
    found: Found = drawn["found"]
    name = partial(rows.names.name, locale=locale)
    return Offer(
        "alerts",
        drawn["basis"],
        lambda: sheets.sheets(found, Shown(rows.shown, rows.notes), name, say),
        lambda: exporting.drawn_in(drawn),
    )
