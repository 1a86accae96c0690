"""The words behind the numbers: complaints by tag, every answer, and one answer's story."""

from collections.abc import Callable

from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from admin.access.door import ShopSeen, Viewer
from admin.access.roles import Act
from admin.corrected import corrected
from admin.dashboard import listing, page, timeline
from admin.dashboard.evidence import pieces
from admin.dashboard.page import AnyRequest, Clock, Context
from admin.dashboard.words import Translate
from models.queries import quality, stories
from models.queries.stories import WholeAnswer
from nlp.taxonomy import TAGS

ItemWords = Callable[[str, str], str]
ReplyWords = Callable[[str, str, str], str]
BESIDE = ("q", "score", "tag", "after", "changed")


@get("/shops/{code:str}/complaints")
async def complaints(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
) -> Template:
    """Show the comments that complain, their words marked, each tag one click from right."""
    shop.require(Act.READ_COMMENTS)
    frame = await _list(request, shop, viewer, clock, locale, translate, "complaints")
    days = frame["filters"].days, frame["filters"].where
    tags = await quality.tags(shop.id, *days)
    chips = sorted(tags.by_code.items(), key=lambda tag: (-tag[1], tag[0]))
    tag = frame["asked"].tag
    found = corrected(tag, tags.by_code.get(tag, 0), tags.read)
    counted = {"chips": chips, "tags": tags, "corrected": found}
    return Template("admin/complaints.html", context=frame | counted)


@get("/shops/{code:str}/responses")
async def responses(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
) -> Template:
    """Show every answer, newest first, with search in what was written."""
    shop.require(Act.READ_COMMENTS)
    frame = await _list(request, shop, viewer, clock, locale, translate, "responses")
    return Template("admin/responses.html", context=frame)


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
    asked = await page.seen(request, shop, clock, BESIDE)
    path = f"/shops/{shop.code}/responses"
    frame = await page.context(asked, shop, viewer, locale, translate, path)
    story = _story(found, translate) | _correcting(request, shop)
    worded = {"item_words": item_words, "reply_words": reply_words}
    return Template("admin/response.html", context=frame | story | worded)


async def _list(
    request: AnyRequest,
    shop: ShopSeen,
    viewer: Viewer,
    clock: Clock,
    locale: str,
    say: Translate,
    kind: str,
) -> Context:
    seen = await page.seen(request, shop, clock, BESIDE)
    asked = listing.read(request.query_params.dict())
    path = f"/shops/{shop.code}/{kind}"
    frame = await page.context(seen, shop, viewer, locale, say, path, asked.parameters())
    listed = await listing.page_of(shop.id, seen.filters, asked, any_tag=kind == "complaints")
    return frame | _correcting(request, shop) | {"asked": asked, "listed": listed}


def _correcting(request: AnyRequest, shop: ShopSeen) -> Context:
    query = request.url.query
    return {
        "here": f"{request.url.path}?{query}" if query else request.url.path,
        "may_correct": shop.may(Act.CORRECT_TAGS), "pieces": pieces, "all_tags": TAGS,
        "changed": listing.changed(request.query_params.get("changed", "")),
    }  # fmt: skip


def _story(found: WholeAnswer, say: Translate) -> Context:
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
