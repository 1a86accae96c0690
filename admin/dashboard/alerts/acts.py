"""What people do about alerts: acknowledge, close, reopen, freeze a baseline, name a week."""

from typing import Final
from urllib.parse import urlencode

from litestar import post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from admin.access.door import ShopSeen, Viewer, own_form
from admin.access.roles import Act
from admin.alerts import gathering as watching
from admin.alerts import keeping, weekly
from admin.alerts.freezing import Stretch
from admin.alerts.watched import FIRST_DAY, monday_of
from admin.dashboard.alerts import asking, findings
from admin.dashboard.page import Clock
from models.choices import AnswerSource
from models.queries import alerts, baselines, shops

Form = URLEncodedBody[dict[str, str]]
FROZE: Final = "alerts.baseline_frozen"
MOVED: Final = "alerts.moved"


@post("/shops/{code:str}/alerts/{alert_id:int}", guards=[own_form])
async def move(
    alert_id: FromPath[int],
    data: Form,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
) -> Redirect:
    """Acknowledge, close or reopen one alert, with a note."""
    shop.require(Act.HANDLE_ALERTS)
    state, now = asking.moved_to(data.get("state", "")), clock()
    if state is None:
        raise NotFoundException
    note = data.get("note", "")
    if not await alerts.move(shop.id, alert_id, state, viewer.id, note, now):
        return _back(shop, did="unchanged")
    await shops.write_down(shop.id, viewer.id, MOVED, str(alert_id), f"{state}: {note[:400]}", now)
    return _back(shop, did=state)


@post("/shops/{code:str}/alerts/baselines", guards=[own_form])
async def freeze(
    data: Form,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
) -> Redirect:
    """Freeze the weeks named as the baseline of one measure, or of all of them."""
    shop.require(Act.HANDLE_ALERTS)
    stretch = asking.stretch_of(data.get("from", ""), data.get("to", ""))
    only = data.get("measure", "")
    if stretch is None or not await _frozen(shop, viewer.id, stretch, only, clock):
        return _back(shop, did="refused")
    return _back(shop, did="frozen")


@post("/shops/{code:str}/alerts/weeks", guards=[own_form])
async def note_week(
    data: Form,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
) -> Redirect:
    """Name a week that was no usual one; an empty name takes it away."""
    shop.require(Act.HANDLE_ALERTS)
    week = data.get("week", "")
    if not asking.is_week(week):
        return _back(shop, did="unchanged")
    await baselines.note_week(shop.id, week, data.get("note", ""), viewer.id, clock())
    return _back(shop, did="noted")


async def _frozen(shop: ShopSeen, staff_id: int, stretch: Stretch, only: str, clock: Clock) -> int:
    """Freeze what the stretch makes, and judge the last finished week by it at once."""
    now = clock()
    due = weekly.due_week(now, shop.zone)
    last = min(stretch.last, due)
    await keeping.keep_up(shop.id, due, shop.zone, now)
    first = max(monday_of(stretch.first), FIRST_DAY)
    series = await watching.watched(shop.id, first, last, AnswerSource.SURVEY)
    notes = await baselines.week_notes(shop.id)
    chosen = {name: one for name, one in series.items() if only in {"", name}}
    made = findings.freezable(chosen, Stretch(stretch.first, last), notes)
    if made:
        kept = await baselines.freeze(shop.id, made, staff_id, now)
        about = f"{stretch.first} – {last}: {kept}"
        await shops.write_down(shop.id, staff_id, FROZE, only or "all", about, now)
        await weekly.evaluate_now(shop.id, now, shop.zone)
    return len(made)


def _back(shop: ShopSeen, did: str) -> Redirect:
    return Redirect(f"/shops/{shop.code}/alerts?{urlencode({'did': did})}#done", status_code=303)
