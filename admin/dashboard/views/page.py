"""`/shops/{code}/views`: a person's views, and what they do with them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import unquote_plus

from litestar import get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from admin.access.door import ShopSeen, Viewer, own_form
from admin.access.roles import Act
from admin.dashboard import page
from admin.dashboard.page import AnyRequest, Clock, Context
from admin.dashboard.views import saving
from admin.dashboard.views.saving import Wanted
from admin.dashboard.words import Translate
from models.queries import views as kept
from models.queries.shops import write_down
from models.queries.views import View

Form = URLEncodedBody[dict[str, str]]
BESIDE = ("deleted",)
LONGEST_ID = 18
LARGEST_ID = 10**LONGEST_ID


class Deed(StrEnum):
    """What a person may do with a view of their own; who runs the shop also ends a shared one."""

    RENAME = "rename"
    SHARE = "share"
    KEEP_TO_MYSELF = "keep-to-myself"
    BEGIN_HERE = "begin-here"
    BEGIN_ANEW = "begin-anew"
    DELETE = "delete"
    UNDO = "undo"


@get("/shops/{code:str}/views")
async def views(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
) -> Template:
    """Show the views one keeps of the shop, and those that others share."""
    shop.require(Act.SEE_NUMBERS)
    frame = await _frame(request, shop, viewer, clock, locale, translate)
    number = request.query_params.get("deleted", "")
    gone = None
    if number.isdecimal() and len(number) <= LONGEST_ID:
        gone = await _removed(shop, viewer.id, int(number))
    return Template("admin/views.html", context=frame | {"gone": gone})


@post("/shops/{code:str}/views", guards=[own_form])
async def save(
    request: AnyRequest,
    data: Form,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
) -> Template | Redirect:
    """Keep the page somebody looks at under a name, and lead them back to it."""
    shop.require(Act.SEE_NUMBERS)
    asked = await saved(shop.id, viewer.id, saving.wanted(shop.code, data), clock())
    if not asked.fault:
        return Redirect(asked.address, status_code=303)
    frame = await _frame(request, shop, viewer, clock, locale, translate)
    return Template("admin/views.html", context=frame | {"asked": asked}, status_code=422)


@post("/shops/{code:str}/views/{view_id:int}", guards=[own_form])
async def change(
    request: AnyRequest,
    view_id: FromPath[int],
    data: Form,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
) -> Template | Redirect:
    """Rename, share, begin with, delete or put back a view of one's own.

    Who runs the shop may delete and put back what anybody shares; that is written down.
    """
    shop.require(Act.SEE_NUMBERS)
    fault = await changed(shop, viewer.id, view_id, data, clock())
    if not fault:
        after = f"?deleted={view_id}" if data.get("do") == Deed.DELETE else ""
        return Redirect(f"/shops/{shop.code}/views{after}", status_code=303)
    frame = await _frame(request, shop, viewer, clock, locale, translate)
    named = {"faulty": view_id, "fault": fault, "typed": saving.tidy(data.get("name", ""))}
    return Template("admin/views.html", context=frame | named, status_code=422)


async def saved(shop_id: int, staff_id: int, asked: Wanted, now: datetime) -> Wanted:
    """Keep a view; return it, with what is wrong where it could not be kept."""
    if asked.fault:
        return asked
    if await kept.how_many(shop_id, staff_id) >= saving.MOST_VIEWS:
        return replace(asked, fault=saving.TOO_MANY)
    told = (asked.name, asked.address, now)
    if not await kept.add(shop_id, staff_id, *told, shared=asked.shared):
        return replace(asked, fault=saving.NAME_TAKEN)
    return asked


async def changed(
    shop: ShopSeen, staff_id: int, view_id: int, form: Mapping[str, str], now: datetime
) -> str:
    """Do what a form asks with a view; return what is wrong, "" for nothing.

    Raises
    ------
    NotFoundException
        If the person has no such view, or there is no such deed.
    """
    asked = form.get("do", "")
    if asked not in list(Deed) or view_id >= LARGEST_ID:
        raise NotFoundException
    deed, whose = Deed(asked), (shop.id, staff_id)
    if deed is Deed.UNDO:
        return await _put_back(shop, staff_id, view_id, now)
    view = next((one for one in await kept.seen_by(*whose) if one.id == view_id), None)
    if view is None or not (view.own or (deed is Deed.DELETE and _runs(shop))):
        raise NotFoundException
    if deed is Deed.RENAME:
        return await _renamed(*whose, view_id, saving.tidy(form.get("name", "")))
    if deed is Deed.DELETE:
        await kept.remove(shop.id, view.staff_id, view_id, now)
        await _told(shop, staff_id, view, "views.removed", now)
    elif deed in {Deed.SHARE, Deed.KEEP_TO_MYSELF}:
        await kept.share(*whose, view_id, shared=deed is Deed.SHARE)
    else:
        await kept.begin_with(*whose, view_id if deed is Deed.BEGIN_HERE else None)
    return ""


def _runs(shop: ShopSeen) -> bool:
    return shop.may(Act.CHANGE_SETTINGS)


async def _removed(shop: ShopSeen, staff_id: int, view_id: int) -> View | None:
    """Return a removed view that the person may put back."""
    own = await kept.removed(shop.id, staff_id, view_id)
    if own is None and _runs(shop):
        return await kept.removed_for_all(shop.id, staff_id, view_id)
    return own


async def _put_back(shop: ShopSeen, staff_id: int, view_id: int, now: datetime) -> str:
    view = await _removed(shop, staff_id, view_id)
    if view is None:
        raise NotFoundException
    if not await kept.put_back(shop.id, view.staff_id, view_id):
        return saving.NAME_TAKEN if view.own else saving.NAME_TAKEN_BY_OWNER
    await _told(shop, staff_id, view, "views.put_back", now)
    return ""


async def _told(shop: ShopSeen, staff_id: int, view: View, action: str, now: datetime) -> None:
    """Write down what was done with what is another person's."""
    if not view.own:
        detail = f"{view.name}: {view.address}"
        await write_down(shop.id, staff_id, action, f"view {view.id}", detail, now)


async def _renamed(shop_id: int, staff_id: int, view_id: int, name: str) -> str:
    fault = saving.fault_of(name)
    if fault:
        return fault
    return "" if await kept.rename(shop_id, staff_id, view_id, name) else saving.NAME_TAKEN


async def _frame(
    request: AnyRequest,
    shop: ShopSeen,
    viewer: Viewer,
    clock: Clock,
    locale: str,
    say: Translate,
) -> Context:
    path = f"/shops/{shop.code}/views"
    seen = await page.seen(request, shop, clock, BESIDE)
    frame = await page.context(seen, shop, viewer, locale, say, path)
    nothing = {
        "may_end": _runs(shop),
        "asked": None,
        "gone": None,
        "faulty": 0,
        "fault": "",
        "typed": "",
    }
    return frame | nothing | {"readable": unquote_plus}
