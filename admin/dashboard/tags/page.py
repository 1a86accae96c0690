"""The page where a shop names, hides and adds complaints."""

from collections.abc import Callable
from datetime import datetime

from litestar import get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template

from admin.access.door import ShopSeen, Viewer, own_form
from admin.access.roles import Act
from admin.dashboard import page
from admin.dashboard.page import AnyRequest, Clock, Context
from admin.dashboard.tags import known, wishes
from admin.dashboard.tags.errors import TagRefused
from admin.dashboard.tags.wishes import Wish
from admin.dashboard.words import Translate
from admin.measures.periods import week_of
from admin.tag_names import TagNames, tag_names
from models.queries import shop_tags
from nlp.taxonomy import STAGES

Form = URLEncodedBody[dict[str, str]]
NOTHING = Wish()


@get("/shops/{code:str}/tags")
async def tags(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
) -> Template:
    """Show every complaint with its names and how well it is read."""
    shop.require(Act.SEE_NUMBERS)
    shown = await _shown(request, shop, viewer, clock, locale, translate)
    return Template("admin/tags.html", context=shown)


@post("/shops/{code:str}/tags", guards=[own_form])
async def name_tag(
    request: AnyRequest,
    data: Form,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
) -> Template | Redirect:
    """Rename, hide or add a tag; a wish that cannot be granted comes back with the reason."""
    shop.require(Act.NAME_TAGS)
    wish = wishes.wish_of(data)
    try:
        code = await _grant(shop.id, wish, viewer.id, clock())
    except TagRefused as refused:
        fault = translate(refused.sentence).format(**refused.values)
        shown = await _shown(request, shop, viewer, clock, locale, translate)
        context = shown | {"fault": fault, "wish": wish}
        return Template("admin/tags.html", context=context, status_code=422)
    return Redirect(f"/shops/{shop.code}/tags?kept={code}#kept", status_code=303)


async def _grant(shop_id: int, wish: Wish, staff_id: int, now: datetime) -> str:
    names = await tag_names(shop_id)
    if wish.code and not names.knows(wish.code):
        raise NotFoundException
    tag = wishes.granted(wish, names)
    if wish.code:
        await shop_tags.put(shop_id, tag, staff_id, now)
    elif not await shop_tags.add(shop_id, tag, staff_id, now):  # somebody else was quicker
        raise TagRefused(wishes.TAKEN, name=wish.name_en)
    return tag.code


async def _shown(
    request: AnyRequest,
    shop: ShopSeen,
    viewer: Viewer,
    clock: Callable[[], datetime],
    locale: str,
    say: Translate,
) -> Context:
    seen = await page.seen(request, shop, clock, ("kept",))
    frame = await page.context(seen, shop, viewer, locale, say, f"/shops/{shop.code}/tags")
    names: TagNames = frame["tag_names"]
    return frame | {
        "by_stage": await known.every_tag(shop.id, names, week_of(clock(), shop.zone)),
        "may_name": shop.may(Act.NAME_TAGS), "stages": STAGES, "longest": wishes.LONGEST,
        "enough": known.ENOUGH, "fewest": known.FEWEST, "wish": NOTHING, "fault": "",
        "kept": request.query_params.get("kept", ""),
    }  # fmt: skip
