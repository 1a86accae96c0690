"""The page of the weekly audit, and its one button: begin."""

from litestar import get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from admin.access.door import ShopSeen, Viewer, own_form
from admin.access.roles import Act
from admin.audited import A_WEEK
from admin.dashboard import page, written
from admin.dashboard.audit import sheet
from admin.dashboard.page import AnyRequest, Clock, Context
from admin.dashboard.shown import per_cent, shown
from admin.dashboard.words import Translate


@get("/shops/{code:str}/audit")
async def audit(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
) -> Template:
    """Show the comment to judge next, and how right the reader has been."""
    shop.require(Act.READ_COMMENTS)
    seen = await page.seen(request, shop, clock, ("at", "changed"))
    path = f"/shops/{shop.code}/audit"
    frame = await page.context(seen, shop, viewer, locale, translate, path)
    shown_here = await _shown(request, shop, clock, translate)
    judging = written.correcting(request, shop)
    return Template("admin/audit.html", context=frame | judging | shown_here)


@post("/shops/{code:str}/audit", guards=[own_form])
async def begin_audit(shop: NamedDependency[ShopSeen], clock: NamedDependency[Clock]) -> Redirect:
    """Draw last week's comments, unless that was done."""
    shop.require(Act.CORRECT_TAGS)
    now = clock()
    await sheet.begin(shop.id, shop.code, sheet.week_to_audit(now, shop.zone), now)
    return Redirect(f"/shops/{shop.code}/audit", status_code=303)


async def _shown(request: AnyRequest, shop: ShopSeen, clock: Clock, say: Translate) -> Context:
    period = sheet.week_to_audit(clock(), shop.zone)
    this = await sheet.audit_of(shop.id, period)
    return {
        "audit": this,
        "one": this.now(request.query_params.get("at", "")),
        "last_day": sheet.last_day(this.days),
        "results": await sheet.results(shop.id, period),
        "most": A_WEEK,
        "as_share": lambda estimate: shown(estimate, per_cent, say),
    }
