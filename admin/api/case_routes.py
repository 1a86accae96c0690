"""GET /api/cases: the answers that somebody follows up, for the shop's own programs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from admin.api.alert_routes import before, only
from admin.api.door import DOOR, LARGEST_PAGE, AnyRequest, Caller
from admin.api.errors import AskedWrongly, Parameter
from admin.cases.rules import read
from models.choices import CaseState
from models.queries import cases as stored
from models.queries.cases import Case

OWN = ("state", "after", "limit")
STATES = ("", *CaseState)
LONGEST = 80


@dataclass(frozen=True, slots=True)
class CaseOut:
    """One case; `reasons` are scores such as "SH0:1" and complaints such as "tag:slow_refund".

    `taken` says whether somebody takes care of it; who that is stays in the house. `outcome` and
    `cause` are null while it is open. Keys that do not read words get neither cause nor complaints.
    """

    id: int
    answer: int
    order_ref: str
    state: str
    reasons: list[str]
    overall: int | None
    taken: bool
    overdue: bool
    opened_at: datetime
    due_at: datetime
    replied_at: datetime | None
    closed_at: datetime | None
    outcome: str | None
    cause: str | None


@dataclass(frozen=True, slots=True)
class CasesPage:
    """One page of cases, the last opened first; ask again with `after` = `next` until null."""

    shop: str
    timezone: str
    cases: list[CaseOut]
    next: str | None


@get("/api/cases", **DOOR | {"tags": ["answers"]})
async def cases(
    request: AnyRequest,
    caller: NamedDependency[Caller],
    wanted: Annotated[str, QueryParameter(name="state", description="open or closed")] = "",
    after: Annotated[str, QueryParameter(description="`next` of the page before")] = "",
    limit: Annotated[int, QueryParameter(description="1 to 200", ge=1, le=LARGEST_PAGE)] = 50,
) -> CasesPage:
    """Return cases, the last opened first; they are of the whole shop and of every day."""
    only(request, OWN)
    if wanted not in STATES:
        raise AskedWrongly((Parameter("state", wanted[:LONGEST]),))
    found = await stored.every(caller.shop.id, wanted, before(after), limit + 1)
    return CasesPage(
        caller.shop.code,
        caller.shop.timezone,
        [_out(one, caller) for one in found[:limit]],
        str(found[limit - 1].id) if len(found) > limit else None,
    )


def _out(one: Case, caller: Caller) -> CaseOut:
    return CaseOut(
        id=one.id,
        answer=one.answer_id,
        order_ref=one.order_ref,
        state=one.state,
        reasons=[why.code for why in read(one.reasons) if caller.reads_words or not why.is_tag],
        overall=one.overall,
        taken=one.owner_id is not None,
        overdue=one.is_overdue(caller.now),
        opened_at=one.opened_at,
        due_at=one.due_at,
        replied_at=one.replied_at,
        closed_at=one.closed_at,
        outcome=one.outcome,
        cause=one.cause if caller.reads_words and not one.is_open else None,
    )


ROUTES: list[Any] = [cases]  # Any: litestar's handlers
