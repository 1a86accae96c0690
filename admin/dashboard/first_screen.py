"""Shell: what the overview finds, for the pages that show one of its comparisons in depth.

One comparison has one verdict wherever it is read: that of the overview's family.
"""

from zoneinfo import ZoneInfo

from admin.dashboard import gathering
from admin.dashboard.filters import Filters
from admin.dashboard.findings import Findings, judge
from admin.dashboard.weighted import screens
from admin.dashboard.weighted.gathering import sides


async def first_screen(shop_id: int, filters: Filters, zone: ZoneInfo) -> Findings | None:
    """Return the overview's numbers and verdicts; None for contacts of one channel, it has none."""
    if filters.where.contact:
        return None
    now = await gathering.sums(shop_id, filters.days, filters.where, zone)
    before = None
    if filters.compared is not None:
        before = await gathering.sums(shop_id, filters.compared, filters.where, zone)
    weighed = screens.both(await sides(shop_id, filters, zone))
    return screens.overview(weighed, judge(now, before), now, before).found
