"""Shell: each shop's finished week counted and held against its frozen baselines, once.

The ledger decides which process does it; alerts are written in the transaction that finishes the
run. Weeks missed in a stop are caught up one by one, so that what came and went is not forgotten.
"""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from admin.alerts import gathering, keeping
from admin.alerts.freezing import as_judge
from admin.alerts.judging import judged
from admin.alerts.reconciling import Ended, Prolonged, steps
from admin.alerts.watched import finished_week, monday_of
from admin.measures.periods import following, periods_between, previous
from models import database
from models.choices import AnswerSource, JobState
from models.queries import alerts, job_runs, shops

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from admin.alerts.reconciling import Step
    from admin.alerts.watched import Series
    from models.queries.baselines import Frozen
    from models.queries.job_runs import Run
    from models.queries.shops import Shop

log = logging.getLogger("huiyin.alerts")
JOB = "weekly_alerts"
# Late enough for Sunday's comments to be read, early enough for the digest to tell of it.
HOUR = time(6)
LEASE = timedelta(minutes=10)
TRY_AGAIN = timedelta(minutes=15)
MOST_CAUGHT_UP = 8
NO_BASELINE = "no baseline is frozen"


def due_week(now: datetime, zone: ZoneInfo) -> str:
    """
    Return the last week that may be judged: the one before until Monday 06:00 in the shop's zone.

    Examples
    --------
    >>> from datetime import UTC
    >>> from zoneinfo import ZoneInfo
    >>> shanghai = ZoneInfo("Asia/Shanghai")
    >>> due_week(datetime(2026, 11, 22, 21, 59, tzinfo=UTC), shanghai)
    '2026-W46'
    >>> due_week(datetime(2026, 11, 22, 22, 0, tzinfo=UTC), shanghai)
    '2026-W47'
    """
    week = finished_week(now.astimezone(zone).date())
    begins = datetime.combine(monday_of(week) + timedelta(days=7), HOUR, zone)
    return week if now >= begins else previous(week)


async def evaluate_due(now: datetime, owner: str) -> int:
    """Judge every finished week that has not been judged; return how many alerts that opened."""
    opened = 0
    for shop in await shops.every_shop():
        for period in await _missing(shop, now):
            run = await job_runs.claim(shop.id, JOB, period, owner, now, LEASE)
            if run is None:
                break  # a later week must not be judged before an earlier one
            opened += await _evaluate(shop, run, now)
    return opened


async def _missing(shop: Shop, now: datetime) -> list[str]:
    week = due_week(now, shop.zone)
    latest = await job_runs.recent(shop.id, JOB, 1)
    if not latest:
        return [week]
    first = latest[0].period
    if latest[0].state is not JobState.RUNNING:
        first = following(first)
    return list(periods_between(first, week))[-MOST_CAUGHT_UP:]


async def _evaluate(shop: Shop, run: Run, now: datetime) -> int:
    try:
        await keeping.keep_up(shop.id, run.period, shop.zone, now)
        frozen, first = await gathering.judged_by(shop.id)
        if first is None:
            await job_runs.skip(shop.id, run, now, NO_BASELINE)
            return 0
        series = await gathering.watched(
            shop.id, first, run.period, AnswerSource.SURVEY, tuple(frozen)
        )
        async with database.transaction():
            opened = await reconcile(shop.id, series, frozen, run.period, now)
            await job_runs.finish(shop.id, run, now, f"{opened} alerts opened")
    except job_runs.LeaseLost:
        log.warning("alerts of %s of shop %s were taken over", run.period, shop.code)
        return 0
    except Exception as fault:
        await job_runs.postpone(shop.id, run, now + TRY_AGAIN, repr(fault))
        raise
    return opened


async def evaluate_now(shop_id: int, now: datetime, zone: ZoneInfo) -> int:
    """Judge the last finished week at once: somebody has just frozen a baseline."""
    period = due_week(now, zone)
    frozen, first = await gathering.judged_by(shop_id)
    if first is None:
        return 0
    series = await gathering.watched(shop_id, first, period, AnswerSource.SURVEY, tuple(frozen))
    async with database.transaction():
        return await reconcile(shop_id, series, frozen, period, now)


async def reconcile(
    shop_id: int,
    series: Mapping[str, Series],
    frozen: Mapping[str, Frozen],
    period: str,
    now: datetime,
) -> int:
    """Bring a shop's alerts to the end of `period`; return how many were opened."""
    every = [
        (judged(series[measure].until(period), as_judge(one), one.first_period), one)
        for measure, one in frozen.items()
        if measure in series
    ]
    running = await alerts.running(shop_id)
    return sum([await _take(shop_id, step, now) for step in steps(every, running, period)])


async def _take(shop_id: int, step: Step, now: datetime) -> bool:
    if isinstance(step, Prolonged):
        await alerts.prolong(shop_id, step.alert_id, step.period)
    elif isinstance(step, Ended):
        await alerts.end(shop_id, step.alert_id, step.period, now)
    else:
        return await alerts.open_one(shop_id, step, now)
    return False
