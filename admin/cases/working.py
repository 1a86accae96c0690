"""Shell: what people do about a case, each act once, of the case as they saw it."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from admin.access.roles import Act, may
from admin.cases import replying, wishes
from admin.cases.moves import makes_sense, moved
from admin.cases.replying import Reach, ReplyDesk
from admin.cases.wishes import Fault, Wish
from models.choices import CaseDeed
from models.queries import case_acts, shops, staff
from models.queries.case_acts import Deed
from models.queries.cases import Case
from models.queries.outbox import Letter
from models.queries.shops import Shop
from models.queries.staff import StaffMember

# What is also a decision of the shop, and so stands in its log; notes are the case's own.
LOGGED: Final = {
    CaseDeed.ASSIGNED: "cases.assigned",
    CaseDeed.REPLIED: "cases.replied",
    CaseDeed.CLOSED: "cases.closed",
    CaseDeed.REOPENED: "cases.reopened",
}


def needed(deed: CaseDeed) -> Act:
    """Return what a role must include for a deed."""
    return Act.ASSIGN_CASES if deed is CaseDeed.ASSIGNED else Act.WORK_CASES


async def people(shop_id: int) -> list[StaffMember]:
    """Return who may be given cases of a shop."""
    every = await staff.of_shop(shop_id)
    return [one for one in every if may(one.roles[shop_id], Act.WORK_CASES)]


async def work(
    shop: Shop, case: Case, wish: Wish, staff_id: int, now: datetime, desk: ReplyDesk
) -> Fault | None:
    """Do what is wished about a case; return why not, with nothing done, where it cannot be."""
    wrong = wishes.fault(wish) or await _out_of_place(shop.id, case, wish, staff_id)
    if wrong is not None:
        return wrong
    letter: Callable[[int], Letter] | None = None
    if wish.deed is CaseDeed.REPLIED:
        reachable, to = await replying.reach(shop, case, desk)
        if reachable is not Reach.REACHABLE or to is None:
            return Fault.UNREACHABLE
        letter = replying.written(shop, case, to, wish.text, desk)
    about = wish.owner_id if wish.deed is CaseDeed.ASSIGNED else None
    deed = Deed(wish.deed, staff_id, wish.text, about, wish.outcome)
    after = moved(case, deed, now, shop.zone)
    if not await case_acts.change(shop.id, case, after, deed, now, letter):
        return Fault.CHANGED_MEANWHILE
    await _log(shop.id, case, deed, now)
    return None


async def _out_of_place(shop_id: int, case: Case, wish: Wish, staff_id: int) -> Fault | None:
    if wish.version != case.version or not makes_sense(case, wish.deed):
        return Fault.CHANGED_MEANWHILE
    if wish.deed is CaseDeed.GIVEN_BACK and case.owner_id != staff_id:
        return Fault.CHANGED_MEANWHILE
    if wish.deed is CaseDeed.ASSIGNED:
        able = {one.id for one in await people(shop_id)}
        return None if wish.owner_id in able else Fault.NOBODY
    return None


async def _log(shop_id: int, case: Case, deed: Deed, now: datetime) -> None:
    action = LOGGED.get(deed.kind)
    if action is not None:
        detail = str(deed.outcome or deed.about_id or "")
        await shops.write_down(shop_id, deed.staff_id, action, str(case.id), detail, now)
