"""Pure: an alert and its series → how it has gone on: its worst week, and its latest.

The alert itself keeps the week that opened it; the words for both are in `told`.
"""

from dataclasses import dataclass

from admin.alerts.judging import Judged, worse
from admin.alerts.watched import Chart
from models.queries.alerts import Alert


@dataclass(frozen=True, slots=True)
class Week:
    """One judged week: what was seen, the upper limit it had, and of how many."""

    week: str
    value: float
    upper: float
    n: int
    is_outside: bool


@dataclass(frozen=True, slots=True)
class Lasting:
    """The highest week outside, and the latest that was judged, both of one chart."""

    chart: Chart
    worst: Week
    latest: Week


def lasting(alert: Alert, judged: Judged) -> Lasting | None:
    """Return how an alert has gone on; None while the week that opened it is all there is.

    A share says more to people than the average it has pulled along: where the weeks themselves
    have left their limits meanwhile, they are told of a drift.
    """
    chart = Chart(alert.chart)
    if chart is Chart.DRIFT and _of(alert, judged, Chart.SHARE):
        return _of(alert, judged, Chart.SHARE)
    return _of(alert, judged, chart)


def _of(alert: Alert, judged: Judged, chart: Chart) -> Lasting | None:
    seen = [week for week in _weeks(judged, chart) if week.week >= alert.opened_period]
    if alert.is_over:
        seen = [week for week in seen if week.week <= alert.ended_period]
    outside = [week for week in seen if week.is_outside]
    if len(seen) <= 1 or not outside:
        return None
    return Lasting(chart, max(outside, key=lambda week: week.value), seen[-1])


def _weeks(judged: Judged, chart: Chart) -> list[Week]:
    points = dict(judged.charts).get(chart, ())
    told = zip(judged.series.weeks, worse(points), judged.series.sizes, strict=False)
    return [
        Week(week, point.value, point.high, n, bool(point.outside))
        for week, point, n in told
        if point.outside is not None and point.value is not None and point.high is not None
    ]
