"""`/shops/{code}/cases`: the cases that wait, the most urgent first, or those that are closed."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from admin.access.door import ShopSeen, Viewer
from admin.access.roles import Act
from admin.cases import told, working
from admin.cases.rules import GRAVE
from admin.dashboard import page
from admin.dashboard.cases import asking
from admin.dashboard.cases.asking import Asked
from admin.dashboard.page import AnyRequest, Clock, Context, Seen
from admin.dashboard.words import STAGES, TagName, Translate
from models.queries import cases as stored
from models.queries.cases import MOST_COUNTED, PAGE, Case


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of cases; `older` is the case after which the next one begins, 0 at the end."""

    cases: tuple[Case, ...]
    older: int


@get("/shops/{code:str}/cases")
async def cases(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
) -> Template:
    """Show the cases that are asked for, a page at a time."""
    shop.require(Act.SEE_CASES)
    asked = asking.read(request.query_params.dict())
    seen = _naming(await page.seen(request, shop, clock, asking.BESIDE), asked)
    path = f"/shops/{shop.code}/cases"
    frame = await page.context(seen, shop, viewer, locale, translate, path)
    name = partial(frame["tag_name"], locale=locale)
    told_of = await _told(shop, asked, clock(), name, translate)
    choices = await _choices(shop, asked, locale, frame, translate)
    return Template("admin/cases.html", context=frame | told_of | choices)


def _naming(seen: Seen, asked: Asked) -> Seen:
    filters = replace(seen.filters, ignored=(*seen.filters.ignored, *asked.ignored))
    return Seen(filters, seen.known)


async def _told(
    shop: ShopSeen, asked: Asked, now: datetime, name: TagName, say: Translate
) -> Context:
    wanted = asked.wanted(shop.viewer_id)
    found = await stored.listed(shop.id, wanted, now, asked.after, PAGE + 1)
    older = found[PAGE - 1].id if len(found) > PAGE else 0
    return {
        "asked": asked, "listed": Listed(tuple(found[:PAGE]), older), "now": now,
        "open": await stored.how_many_open(shop.id), "most": MOST_COUNTED,
        "overdue": await stored.how_many_overdue(shop.id, now),
        "why": partial(told.why, name=name, say=say), "outcomes": told.OUTCOMES,
    }  # fmt: skip


async def _choices(
    shop: ShopSeen, asked: Asked, locale: str, frame: Context, say: Translate
) -> Context:
    """Return what the list may be narrowed to, and as what it is shown."""
    people = [(str(one.id), one.name or one.email) for one in await working.people(shop.id)]
    names = frame["tag_names"]
    codes = dict.fromkeys((*names.shown(GRAVE), *filter(None, (asked.tag,))))
    return {
        "states": [("", say("Open")), ("overdue", say("Overdue")), ("closed", say("Closed"))],
        "owner_choices": [
            ("", say("anybody")), (asking.ME, say("me")), (asking.NOBODY, say("nobody yet")),
            *people,
        ],
        "stage_choices": [("", say("any")), *((one, say(word)) for one, word in STAGES.items())],
        "tag_choices": [("", say("any")), *((one, names.name(one, locale)) for one in codes)],
    }  # fmt: skip
