"""One week's audit as its page shows it: what is drawn, what is judged, what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from admin import audited
from admin.audited import Quality
from admin.measures.periods import days_of, last_year, previous, week_of
from models.queries import audits
from models.queries.audits import Drawn
from models.queries.quality import Days

WEEKS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Audit:
    """The audit of one week; `pool` counts the comments it could be drawn from before it is."""

    period: str
    days: Days
    drawn: Sequence[Drawn]
    pool: int = 0

    @property
    def judged(self) -> int:
        """How many comments are judged."""
        return sum(one.comment.is_judged for one in self.drawn)

    @property
    def is_done(self) -> bool:
        """Say whether every comment that was drawn is judged."""
        return bool(self.drawn) and self.judged == len(self.drawn)

    def now(self, asked: str) -> Drawn | None:
        """Return the comment at the place that is asked for, or the first that waits."""
        places = {str(one.place): one for one in self.drawn}
        waiting = (one for one in self.drawn if not one.comment.is_judged)
        return places.get(asked) or next(waiting, None)


@dataclass(frozen=True, slots=True)
class Results:
    """What the audits of the last year tell of the reader."""

    together: Quality
    weeks: Mapping[str, Quality]
    needed: int = audited.ENOUGH

    @property
    def is_enough(self) -> bool:
        """Say whether the shop's own error rates are in use."""
        return self.together.comments >= self.needed


def week_to_audit(now: datetime, zone: ZoneInfo) -> str:
    """Return the last whole week of the shop's calendar."""
    return previous(week_of(now, zone))


def days_to_audit(period: str) -> Days:
    """Return the days of a week."""
    return Days(*days_of(period))


async def audit_of(shop_id: int, period: str) -> Audit:
    """Return the audit of a week, begun or not."""
    days = days_to_audit(period)
    drawn = await audits.of_period(shop_id, period)
    waiting = 0 if drawn else len(await audits.pool(shop_id, days))
    return Audit(period, days, drawn, waiting)


async def begin(shop_id: int, shop_code: str, period: str, now: datetime) -> bool:
    """Draw a week's audit; False if it is drawn already or there is nothing to draw."""
    pool = await audits.pool(shop_id, days_to_audit(period))
    chosen = audited.drawn_from(pool, shop_code, period)
    return bool(chosen) and await audits.draw(shop_id, period, chosen, now)


async def waiting(shop_id: int, period: str) -> int:
    """Return how many comments of a week's audit wait to be judged, drawn or not yet."""
    progress = await audits.progress(shop_id, period)
    if progress.drawn:
        return progress.left
    return await audits.in_pool(shop_id, days_to_audit(period), audited.A_WEEK)


async def results(shop_id: int, period: str) -> Results:
    """Return what the audits of the 52 weeks up to `period` tell, the latest weeks apart."""
    judged = await audits.judged(shop_id, last_year(period))
    weeks = list(audited.by_period(judged).items())[:WEEKS_SHOWN]
    return Results(audited.quality(judged), dict(weeks))


def last_day(days: Days) -> str:
    """Return the last day of a stretch, as pages write it."""
    return (days.until - timedelta(days=1)).isoformat()
