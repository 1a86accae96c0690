"""GET /api/measures/alerts and /api/measures/watched: what left its limits, and what is watched."""

from typing import Annotated, Any

from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from admin.api import shapes, watching
from admin.api.door import DOOR, LARGEST_PAGE, AnyRequest, Caller
from admin.api.errors import AskedWrongly, Parameter
from admin.api.watching import AlertsPage, WatchedOut
from admin.dashboard.alerts import asking, findings, gathering
from admin.dashboard.filters import SLICED, Filters
from admin.dashboard.page import Seen
from models.choices import AlertState
from models.queries import alerts as stored
from models.queries import quality

OWN = ("state", "after", "limit")
STATES = ("", *AlertState)


@get("/api/measures/alerts", **DOOR)
async def alerts(
    request: AnyRequest,
    caller: NamedDependency[Caller],
    wanted: Annotated[
        str, QueryParameter(name="state", description="open, acknowledged or closed")
    ] = "",
    after: Annotated[str, QueryParameter(description="`next` of the page before")] = "",
    limit: Annotated[int, QueryParameter(description="1 to 200", ge=1, le=LARGEST_PAGE)] = 50,
) -> AlertsPage:
    """Return alerts, the last opened first; they are of the whole shop and of every day."""
    only(request, OWN)
    if wanted not in STATES:
        raise AskedWrongly((Parameter("state", wanted[: asking.LONGEST]),))
    found = await stored.every(caller.shop.id, wanted, before(after), limit + 1)
    return AlertsPage(
        caller.shop.code,
        caller.shop.timezone,
        [watching.alert(one, words=caller.reads_words) for one in found[:limit]],
        str(found[limit - 1].id) if len(found) > limit else None,
    )


@get("/api/measures/watched", opt={"beside": (asking.MEASURE,)}, **DOOR)
async def watched(
    caller: NamedDependency[Caller],
    asked_filters: NamedDependency[Filters],
    measure: Annotated[
        str, QueryParameter(description="The series whose weeks are given; low:OV1 by default")
    ] = "",
) -> WatchedOut:
    """Return everything that is watched week by week; of the filters, days and source matter."""
    _only_source(asked_filters)
    known = await quality.first_and_last_day(caller.shop.id)
    today = caller.now.astimezone(caller.shop.zone).date()
    rows = await gathering.rows(caller.shop.id, Seen(asked_filters, known), today)
    wanted = asking.read({asking.MEASURE: (measure,)}, rows.series)
    if wanted.ignored:
        raise AskedWrongly((Parameter(asking.MEASURE, measure[: asking.LONGEST]),))
    found = findings.judge(rows, wanted.measure, None)
    told = shapes.about(caller.shop.code, caller.shop.timezone, asked_filters)
    return watching.watched(told, found, rows.shown, rows.notes)


def only(request: AnyRequest, known: tuple[str, ...]) -> None:
    """Refuse parameters that are not `known`."""
    asked: dict[str, list[str]] = request.query_params.dict()
    unknown = [Parameter(name, said[-1]) for name, said in asked.items() if name not in known]
    if unknown:
        raise AskedWrongly(tuple(unknown))


def _only_source(filters: Filters) -> None:
    named = zip(SLICED, filters.where.values, strict=True)
    others = [Parameter(name, said) for name, said in named if said and name != "source"]
    if others:
        raise AskedWrongly(tuple(others))


def before(after: str) -> int:
    """Return the number before which a page begins, 0 for the first; refuse what is none."""
    if not after:
        return 0
    if not after.isascii() or not after.isdecimal() or len(after) > 18 or not int(after):  # noqa: PLR2004 — what a BigInt holds
        raise AskedWrongly((Parameter("after", after[: asking.LONGEST]),))
    return int(after)


ROUTES: list[Any] = [alerts, watched]  # Any: litestar's handlers
