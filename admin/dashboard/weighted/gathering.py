"""Shell: read the answers and all served orders of a page's days, by the same strata."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from admin.dashboard.courses import length
from admin.dashboard.filters import Filters
from models.queries import served_strata, weighting
from models.queries.quality import Days, Slice
from models.queries.weighting import Counted, Stratum


@dataclass(frozen=True, slots=True)
class Side:
    """One stretch of days: answers by cell, and all orders and contacts they stand for."""

    counted: Counted
    served: Mapping[Stratum, int]


@dataclass(frozen=True, slots=True)
class Sides:
    """The days shown and, where asked for, the days compared with."""

    now: Side
    before: Side | None


async def sides(
    shop_id: int, filters: Filters, zone: ZoneInfo, prefix: str = "", *, course: bool = False
) -> Sides | None:
    """Return what weighting needs, None unless it is asked for; `prefix` names a stage's items.

    With `course`, the answers of the days shown come stretch by stretch, too.
    """
    if not filters.weighted:
        return None
    where, then = filters.where, filters.compared
    step = length(filters.days) if course else 0
    now = side(shop_id, filters.days, where, zone, prefix, step)
    if then is None:
        return Sides(await now, None)
    return Sides(*await asyncio.gather(now, side(shop_id, then, where, zone, prefix)))


async def side(
    shop_id: int, days: Days, where: Slice, zone: ZoneInfo, prefix: str = "", step: int = 0
) -> Side:
    """Return the answers of one stretch of days, and all orders and contacts they stand for."""
    since, until = (datetime.combine(day, time(), zone) for day in (days.since, days.until))
    served = await served_strata.served(shop_id, since, until, where)
    return Side(await weighting.counted(shop_id, days, served, where, prefix, step), served)
