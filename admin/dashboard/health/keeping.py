"""Shell: finished weeks counted once and kept, so that a page reads a year of them at once.

Each tick counts some of the weeks that are not kept, or that a change has made stale, the latest
first; pages read those that are left from their rows. So this may stop and go on anywhere.
"""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from models.database import DatabaseBusy
from models.queries import (
    answered_strata,
    asked_strata,
    health,
    kept_weeks,
    served_strata,
    shops,
)
from models.weeks import WEEK, Part, Tally, Week

log = logging.getLogger("huiyin.weeks")

# Three years; pages that look further back read rows.
MOST: Final = 160
# In one tick for one shop; a week of a large shop takes some hundredths of a second.
AT_ONCE: Final = 60
TRIES: Final = 20
# A kept week takes every reply: a page that ends earlier sees when the last one came.
EVER: Final = datetime(9999, 1, 1, tzinfo=UTC)


async def keep_due(now: datetime) -> int:
    """Count the weeks of every shop that are missing, some at a time; return how many."""
    return sum([await keep_up(shop.id, shop.zone, now) for shop in await shops.every_shop()])


async def keep_up(shop_id: int, zone: ZoneInfo, now: datetime, most: int = AT_ONCE) -> int:
    """Count at most so many finished weeks of one shop that are not kept; return how many."""
    kept = await kept_weeks.fresh(shop_id)
    missing = [week for week in await finished(shop_id, zone, now) if week not in kept]
    done = 0
    for week in missing[:most]:
        try:
            await keep(shop_id, week)
        except DatabaseBusy as fault:
            log.info("the week from %s is counted later: %s", week.since, fault)
            break
        done += 1
    return done


async def keep_anew(shop_id: int, zone: ZoneInfo, now: datetime) -> int:
    """Count every finished week anew; return how many were kept and wrong."""
    return sum([await _in_the_end(shop_id, week) for week in await finished(shop_id, zone, now)])


async def keep(shop_id: int, week: Week) -> bool:
    """Count one part of one week and keep it; return whether what was kept was wrong."""
    return await kept_weeks.keep(shop_id, week, partial(COUNTS[week.part], shop_id))


async def _in_the_end(shop_id: int, week: Week) -> bool:
    """Count a week although others write long: each try waits a little."""
    for _ in range(TRIES - 1):
        with suppress(DatabaseBusy):
            return await keep(shop_id, week)
    return await keep(shop_id, week)


async def finished(shop_id: int, zone: ZoneInfo, now: datetime) -> list[Week]:
    """Return the finished weeks in which there may be something to count, the latest first."""
    today = now.astimezone(zone).date()
    weeks = []
    for part in Part:
        first = await kept_weeks.first_moment(shop_id, part)
        if first is not None:
            since = first.astimezone(zone).date() - timedelta(days=1)
            weeks += [Week.of(part, monday, zone) for monday in mondays(since, today)]
    return sorted(weeks, key=lambda week: week.since, reverse=True)


def mondays(since: date, today: date) -> Iterator[date]:
    """
    Return on which days the weeks that are over began, the latest first, back to that of `since`.

    >>> [day.isoformat() for day in mondays(date(2026, 11, 4), date(2026, 11, 22))]
    ['2026-11-09', '2026-11-02']
    """
    monday = today - timedelta(days=today.weekday()) - WEEK
    for _ in range(MOST):
        if monday + WEEK <= since:
            return
        yield monday
        monday -= WEEK


COUNTS: Final[Mapping[Part, Callable[[int, datetime, datetime], Awaitable[Tally]]]] = (
    MappingProxyType(
        {
            Part.CAME: health.count,
            Part.ASKED: partial(asked_strata.count, heard_until=EVER),
            Part.SERVED: served_strata.count,
            Part.ANSWERED: answered_strata.count,
        }
    )
)
