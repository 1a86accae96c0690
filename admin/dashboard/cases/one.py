"""`/shops/{code}/cases/{id}`: one case with its answer and history, and what is done about it."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final
from urllib.parse import urlencode

from litestar import get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Template

from admin.access.door import ShopSeen, Viewer, own_form
from admin.access.roles import Act
from admin.cases import replying, told, wishes, working
from admin.cases.replying import Reach, ReplyDesk
from admin.cases.wishes import Fault, Wish
from admin.dashboard import page, written
from admin.dashboard.cases import words
from admin.dashboard.page import AnyRequest, Clock, Context
from admin.dashboard.responses.page import ItemWords, ReplyWords, story
from admin.dashboard.words import Translate
from models.queries import cases as stored
from models.queries import shops, stories
from models.queries.cases import Case
from models.queries.shops import Shop

Form = URLEncodedBody[dict[str, str]]
# Shows the case, with what was wished and could not be done.
Show = Callable[[Wish | None, Fault | None], Awaitable[Template]]
BESIDE: Final = ("did", "changed")
CONFLICT, UNPROCESSABLE = 409, 422


async def show_case(
    request: AnyRequest,
    case_id: FromPath[int],
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
    reply_desk: NamedDependency[ReplyDesk],
    item_words: NamedDependency[ItemWords],
    reply_words: NamedDependency[ReplyWords],
) -> Show:
    """Return what draws the page of a case, before or after something was tried."""

    async def show(wish: Wish | None, fault: Fault | None) -> Template:
        case = await _case(shop, case_id)
        seen = await page.seen(request, shop, clock, BESIDE)
        path = f"/shops/{shop.code}/cases"
        frame = await page.context(seen, shop, viewer, locale, translate, path)
        name = partial(frame["tag_name"], locale=locale)
        drawn = {
            "case": case, "now": clock(), "why": told.why(case.reasons, name, translate),
            "item_words": item_words, "reply_words": reply_words,
            "did": words.done(request.query_params.get("did", ""), translate),
            "wish": wish, "fault": translate(wishes.SENTENCES[fault]) if fault else "",
        }  # fmt: skip
        told_of = await _story(request, shop, case, translate)
        handling = await _handling(shop, case, reply_desk, translate)
        context = frame | told_of | handling | drawn
        return Template("admin/case.html", context=context, status_code=_status(fault))

    return show


PAGE: Final = {"show": Provide(show_case)}


@get("/shops/{code:str}/cases/{case_id:int}", dependencies=PAGE)
async def case(shop: NamedDependency[ShopSeen], show: NamedDependency[Show]) -> Template:
    """Show one case."""
    shop.require(Act.SEE_CASES)
    return await show(None, None)


@post("/shops/{code:str}/cases/{case_id:int}", guards=[own_form], dependencies=PAGE)
async def act(
    case_id: FromPath[int],
    data: Form,
    shop: NamedDependency[ShopSeen],
    clock: NamedDependency[Clock],
    reply_desk: NamedDependency[ReplyDesk],
    show: NamedDependency[Show],
) -> Template | Redirect:
    """Do one thing about a case, or say why not and keep what was written."""
    shop.require(Act.WORK_CASES)
    wish = wishes.read(data)
    if wish is None:
        raise NotFoundException
    shop.require(working.needed(wish.deed))
    seen, whole = await _case(shop, case_id), await _whole(shop)
    fault = await working.work(whole, seen, wish, shop.viewer_id, clock(), reply_desk)
    if fault is not None:
        return await show(wish, fault)
    done = urlencode({"did": wish.deed})
    return Redirect(f"/shops/{shop.code}/cases/{case_id}?{done}#done", status_code=303)


async def _case(shop: ShopSeen, case_id: int) -> Case:
    found = await stored.one(shop.id, case_id)
    if found is None:
        raise NotFoundException
    return found


async def _whole(shop: ShopSeen) -> Shop:
    found = await shops.by_id(shop.id)
    if found is None:
        raise NotFoundException
    return found


async def _story(request: AnyRequest, shop: ShopSeen, case: Case, say: Translate) -> Context:
    """Return the answer behind the case and what is known of its order and contacts."""
    answer = await stories.one(shop.id, case.answer_id)
    if answer is None:
        raise NotFoundException
    history = words.history(await stored.events(shop.id, case.id), say)
    return story(answer, say) | written.correcting(request, shop) | {"history": history}


async def _handling(shop: ShopSeen, case: Case, desk: ReplyDesk, say: Translate) -> Context:
    """Return what the viewer may do about the case, and what stands in the way of a reply."""
    reach, _ = await replying.reach(await _whole(shop), case, desk)
    return {
        "may_work": shop.may(Act.WORK_CASES),
        "people": await working.people(shop.id) if shop.may(Act.ASSIGN_CASES) else (),
        "reachable": reach is Reach.REACHABLE,
        "unreachable": say(words.UNREACHABLE[reach]) if reach in words.UNREACHABLE else "",
        "outcomes": told.OUTCOMES, "longest": wishes,
    }  # fmt: skip


def _status(fault: Fault | None) -> int:
    if fault is None:
        return 200
    return CONFLICT if fault is Fault.CHANGED_MEANWHILE else UNPROCESSABLE
