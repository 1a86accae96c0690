"""`/shops/{code}/log`: the lines of the audit, newest first, for who runs the shop."""

from functools import partial
from typing import Final

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from admin.access.door import ShopSeen, Viewer
from admin.access.roles import Act
from admin.dashboard import page
from admin.dashboard.log.told import Names, told
from admin.dashboard.page import AnyRequest, Clock
from admin.dashboard.words import Translate
from admin.settings.book import Rulebook
from admin.tag_names import tag_names
from models.queries import alerts, api_keys, shops, staff

PAGE: Final = 100
NEWEST: Final = 2**31 - 1  # lines are counted in 32 bits
LONGEST_NUMBER: Final = 10


@get("/shops/{code:str}/log")
async def log(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
    rulebook: NamedDependency[Rulebook],
) -> Template:
    """Show who did what in the shop, a hundred lines at a time."""
    shop.require(Act.CHANGE_SETTINGS)
    seen = await page.seen(request, shop, clock, ("before",))
    path = f"/shops/{shop.code}/log"
    frame = await page.context(seen, shop, viewer, locale, translate, path)
    found = await shops.log(shop.id, before(request.query_params.get("before", "")), PAGE + 1)
    older = found[PAGE - 1].id if len(found) > PAGE else None
    names = await _names(shop.id, locale, rulebook)
    lines = [(line, told(line, names, translate)) for line in found[:PAGE]]
    return Template("admin/log.html", context=frame | {"lines": lines, "older": older})


async def _names(shop_id: int, locale: str, rulebook: Rulebook) -> Names:
    """Read what the numbers in the lines stand for."""
    return Names(
        measures=await alerts.measures(shop_id),
        keys=await api_keys.labels(shop_id),
        people={one.id: one.name or one.email for one in await staff.of_shop(shop_id)},
        rules={rule.name: rule.word for rule in rulebook.rules},
        tag=partial((await tag_names(shop_id)).name, locale=locale),
    )


def before(written: str) -> int:
    """
    Return the line before which a page begins; past the newest for anything that is no number.

    Examples
    --------
    >>> before("57"), before("yesterday") == before("9" * 40) == NEWEST
    (57, True)
    """
    is_number = written.isascii() and written.isdecimal() and len(written) <= LONGEST_NUMBER
    return min(int(written), NEWEST) if is_number else NEWEST
