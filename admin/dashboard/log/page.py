"""`/shops/{code}/log`: the lines of the audit, newest first, for who runs the shop."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from admin.access.door import ShopSeen, Viewer
from admin.access.roles import Act
from admin.dashboard import page
from admin.dashboard.alerts.acts import FROZE, MOVED
from admin.dashboard.page import AnyRequest, Clock
from admin.dashboard.taken import TAKEN
from admin.dashboard.words import N_, Translate
from admin.settings.deciding import CHANGED, TAKEN_BACK
from models.queries import shops

PAGE: Final = 100
NEWEST: Final = 2**31 - 1  # lines are counted in 32 bits
LONGEST_NUMBER: Final = 10
# What is not named here stands as it was written down.
DEEDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        TAKEN: N_("Took a file"),
        MOVED: N_("Moved an alert"),
        FROZE: N_("Froze a baseline"),
        CHANGED: N_("Changed a rule of asking"),
        TAKEN_BACK: N_("Restored a rule of before"),
        "cases.assigned": N_("Gave a case to somebody"),
        "cases.replied": N_("Wrote to a shopper"),
        "cases.closed": N_("Closed a case"),
        "cases.reopened": N_("Opened a case again"),
        "views.removed": N_("Deleted a shared view"),
        "views.put_back": N_("Put a shared view back"),
        "api key made": N_("Made a key"),
        "api key withdrawn": N_("Withdrew a key"),
        "person erased": N_("Erased a person"),
        "shop.added": N_("Founded the shop"),
        "staff.role": N_("Gave somebody a role"),
    }
)


@get("/shops/{code:str}/log")
async def log(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
) -> Template:
    """Show who did what in the shop, a hundred lines at a time."""
    shop.require(Act.CHANGE_SETTINGS)
    seen = await page.seen(request, shop, clock, ("before",))
    path = f"/shops/{shop.code}/log"
    frame = await page.context(seen, shop, viewer, locale, translate, path)
    found = await shops.log(shop.id, before(request.query_params.get("before", "")), PAGE + 1)
    older = found[PAGE - 1].id if len(found) > PAGE else None
    lines = {"lines": found[:PAGE], "older": older, "deeds": DEEDS}
    return Template("admin/log.html", context=frame | lines)


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
