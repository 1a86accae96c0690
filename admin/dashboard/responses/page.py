"""The pages of every answer and of one."""

from collections.abc import Callable, Sequence
from typing import Final

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from admin.access.door import ShopSeen, Viewer
from admin.access.roles import Act
from admin.dashboard import exporting, listing, page, timeline, written
from admin.dashboard.filters import Filters
from admin.dashboard.page import AnyRequest, Clock, Context
from admin.dashboard.responses.files import answers_file, wording
from admin.dashboard.words import STAGES, Translate
from models.queries import cases, stories
from models.queries.stories import WholeAnswer

ItemWords = Callable[[str, str], str]
# The list from which an answer was opened; without it, that of every answer.
LIST: Final = "list"
ReplyWords = Callable[[str, str, str], str]


@get("/shops/{code:str}/responses")
async def responses(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
    item_words: NamedDependency[ItemWords],
    item_codes: NamedDependency[Sequence[str]],
) -> Template | Response[bytes]:
    """Show every answer, newest first, with search in what was written, as a page or as a file."""
    shop.require(Act.READ_COMMENTS)
    frame = await written.listed(request, shop, viewer, clock, locale, translate, "responses")
    wish = exporting.wish(request)
    if wish and not wish.chart:
        worded = wording(frame, item_codes, item_words, locale, translate)
        looked_at = (frame["filters"], frame["asked"])
        return await answers_file(request, wish.kind, shop, *looked_at, worded)
    return Template("admin/responses.html", context=frame | _choices(frame, locale, translate))


@get("/shops/{code:str}/responses/{answer_id:int}")
async def response(
    request: AnyRequest,
    answer_id: FromPath[int],
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
    item_words: NamedDependency[ItemWords],
    reply_words: NamedDependency[ReplyWords],
) -> Template:
    """Show one answer: ratings, words, and the story of its order and contacts."""
    shop.require(Act.READ_COMMENTS)
    found = await stories.one(shop.id, answer_id)
    if found is None:
        raise NotFoundException
    asked = await page.seen(request, shop, clock, (*written.BESIDE, LIST))
    path = f"/shops/{shop.code}/responses"
    frame = await page.context(asked, shop, viewer, locale, translate, path)
    frame |= _way_back(request, asked.filters, shop)
    whole = story(found, translate) | written.correcting(request, shop)
    number = await cases.of_answer(shop.id, answer_id)
    worded = {"item_words": item_words, "reply_words": reply_words}
    context = frame | whole | worded | {"case_id": number}
    return Template("admin/response.html", context=context)


def _way_back(request: AnyRequest, filters: Filters, shop: ShopSeen) -> Context:
    """Return the address of the list that somebody came from, as it was."""
    kind = "complaints" if request.query_params.get(LIST) == "complaints" else "responses"
    asked = listing.read(request.query_params.dict())
    back = filters.address(f"/shops/{shop.code}/{kind}", **asked.whole())
    return {"back": back, "came_from": kind}


def _choices(frame: Context, locale: str, say: Translate) -> Context:
    """Return what a list may be narrowed to: complaints by name, stages in their order."""
    names, asked = frame["tag_names"], frame["asked"]
    codes = dict.fromkeys((*names.offered, *filter(None, (asked.tag, asked.also))))
    stages = [(stage, say(word)) for stage, word in STAGES.items()]
    return {
        "tag_choices": [("", say("any")), *((code, names.name(code, locale)) for code in codes)],
        "stage_choices": [("", say("any")), *stages],
    }  # fmt: skip


def story(found: WholeAnswer, say: Translate) -> Context:
    """Return an answer with the steps of its order and of its contacts."""
    contacts = [
        (contact, timeline.of_contact(contact, say), timeline.impossible(contact.impossible, say))
        for contact in found.contacts
    ]
    order = found.order
    return {
        "answer": found,
        "order_steps": timeline.of_order(order, say) if order else (),
        "order_faults": timeline.impossible(order.impossible, say) if order else (),
        "contacts": contacts,
    }  # fmt: skip
