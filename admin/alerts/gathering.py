"""Shell: read the weeks that are watched."""

from collections.abc import Sequence
from datetime import date, timedelta

from admin.alerts.freezing import as_judge
from admin.alerts.judging import judged
from admin.alerts.lasting import Lasting, lasting
from admin.alerts.watched import (
    FIRST_DAY,
    LAST_DAY,
    Series,
    known_weeks,
    monday_of,
    series_of,
    series_of_figures,
)
from models.choices import AnswerSource
from models.queries import baselines, courses, week_figures
from models.queries.alerts import Alert
from models.queries.baselines import Frozen
from models.queries.quality import Days

WEEK = timedelta(days=7)


async def watched(
    shop_id: int, first: date, last_week: str, source: AnswerSource, also: tuple[str, ...] = ()
) -> dict[str, Series]:
    """Return every series from the week of `first` to `last_week`; figures only beside surveys."""
    until = min(monday_of(last_week) + WEEK, LAST_DAY)
    first = max(first, FIRST_DAY)
    weeks = known_weeks(first, until - timedelta(days=1))
    if not weeks:
        return series_of({}, (), also)
    days = Days(monday_of(weeks[0]), until)
    of_answers = series_of(await courses.by_day(shop_id, days, source), weeks, also)
    if source is AnswerSource.IMPORT:
        return of_answers
    kept = await week_figures.kept(shop_id, weeks[0], weeks[-1])
    return of_answers | series_of_figures(kept, weeks, also)


async def judged_by(shop_id: int) -> tuple[dict[str, Frozen], date | None]:
    """Return the frozen baselines, and the first day that their charts need."""
    frozen = await baselines.newest(shop_id)
    firsts = [monday_of(one.first_period) for one in frozen.values()]
    return frozen, min(firsts, default=None)


async def lasting_of(shop_id: int, alerts: Sequence[Alert], last_week: str) -> dict[int, Lasting]:
    """Return by its id how each alert went on until `last_week`.

    An alert of an older version of a baseline is left out: its limits were others.
    """
    frozen, first = await judged_by(shop_id) if alerts else ({}, None)
    if first is None:
        return {}
    every = await watched(shop_id, first, last_week, AnswerSource.SURVEY, tuple(frozen))
    found: dict[int, Lasting] = {}
    for alert in alerts:
        base, series = frozen.get(alert.measure), every.get(alert.measure)
        if base is None or series is None or base.version != alert.baseline_version:
            continue
        went_on = lasting(alert, judged(series, as_judge(base), base.first_period))
        if went_on is not None:
            found[alert.id] = went_on
    return found
