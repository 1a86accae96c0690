"""Shell: each finished week's single figures, counted from the rows once and kept.

A page would have to read a year of rows for them; a week's are read here when the week is over.
"""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from admin.alerts.figures import (
    FORM_SECONDS,
    REFUND_DAYS,
    REPLY_HOURS,
    Counted,
    figures_of,
    missing,
)
from admin.alerts.watched import FIRST_DAY, known_weeks, monday_of
from admin.measures.periods import previous, span_of
from models.queries import week_figures
from models.queries.quality import Days
from models.queries.week_figures import WeekFigure

# As many as any chart shows; and events of the last month may still have come late.
MOST: Final = 160
AGAIN: Final = 4


async def keep_up(shop_id: int, last: str, zone: ZoneInfo, now: datetime) -> int:
    """Count the figures of every week up to `last` that are not kept yet; return of how many."""
    first = await _first_day(shop_id, zone)
    if first is None:
        return 0
    oldest = max(first, monday_of(previous(last, MOST - 1)), FIRST_DAY)
    weeks = known_weeks(oldest, monday_of(last) + timedelta(days=6))
    if not weeks:
        return 0
    kept = await week_figures.kept(shop_id, weeks[0], weeks[-1])
    wanted = missing(weeks, kept, AGAIN)
    for week in wanted:
        await week_figures.keep(shop_id, await count(shop_id, week, zone), now)
    return len(wanted)


async def count(shop_id: int, week: str, zone: ZoneInfo) -> tuple[WeekFigure, ...]:
    """Return the figures of one week, read from its rows."""
    span, monday = span_of(week, zone), monday_of(week)
    days = Days(monday, monday + timedelta(days=7))
    contacts, orders = await week_figures.contacts_and_orders(shop_id, span.since, span.until)
    waits = {
        REPLY_HOURS: await week_figures.reply_seconds(shop_id, days),
        FORM_SECONDS: await week_figures.form_milliseconds(shop_id, days),
        REFUND_DAYS: await week_figures.refund_seconds(shop_id, span.since, span.until),
    }
    return figures_of(week, Counted(waits, contacts, orders))


async def _first_day(shop_id: int, zone: ZoneInfo) -> date | None:
    answered = await week_figures.first_answer(shop_id)
    placed = await week_figures.first_order(shop_id)
    days = [answered] if answered else []
    days += [placed.astimezone(zone).date()] if placed else []
    return min(days, default=None)
