"""Shell: what the demo shop's staff did meanwhile: usual weeks frozen, weeks judged, digests read.

It is played after the comments have been read, under the clock of each Monday: alerts and digests
say then what they would have said, and the last of them is what a visitor meets.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from admin.alerts import gathering, keeping, weekly
from admin.alerts.freezing import Stretch
from admin.alerts.watched import monday_of
from admin.dashboard.alerts.acts import FROZE
from admin.dashboard.alerts.findings import freezable
from admin.measures.periods import previous, week_of
from huiyin.demo import world
from huiyin.demo.story import last_monday
from models.choices import AnswerSource
from models.queries import baselines, shops

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from models.queries.shops import Shop

    At = Callable[[datetime], Awaitable[object]]

NOBODY: Final = "demo story"
HOUR: Final = time(8, 30)
SALE: Final = "周年大促"


async def look_back(shop: Shop, staff_id: int, now: datetime, digest: At, hand_over: At) -> None:
    """Freeze the weeks before the last ones as usual, then let every Monday since then come."""
    first, *later = mondays(shop, now)
    await _freeze(shop, staff_id, first)
    for monday in (first, *later):
        await weekly.evaluate_due(monday, NOBODY)
        await digest(monday)
        await hand_over(monday)


def mondays(shop: Shop, now: datetime) -> Iterator[datetime]:
    """Yield the Monday mornings on which somebody looks back, up to the last one."""
    end = last_monday(now.astimezone(shop.zone).date())
    for weeks in range(world.JUDGED_WEEKS, -1, -1):
        morning = datetime.combine(end - timedelta(weeks=weeks), HOUR, shop.zone)
        if morning <= now:
            yield morning


async def _freeze(shop: Shop, staff_id: int, now: datetime) -> None:
    week = week_of(now, shop.zone)
    sale = previous(week, world.SALE_WEEK + 1 - world.JUDGED_WEEKS)
    await baselines.note_week(shop.id, sale, SALE, staff_id, now)
    usual = Stretch(previous(week, world.WEEKS - world.JUDGED_WEEKS), previous(week))
    await keeping.keep_up(shop.id, usual.last, shop.zone, now)
    series = await gathering.watched(
        shop.id, monday_of(usual.first), usual.last, AnswerSource.SURVEY
    )
    made = freezable(series, usual, await baselines.week_notes(shop.id))
    kept = await baselines.freeze(shop.id, made, staff_id, now)
    about = f"{usual.first} – {usual.last}: {kept}"
    await shops.write_down(shop.id, staff_id, FROZE, "all", about, now)
