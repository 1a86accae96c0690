"""Pure: what lies outside its limits beside the alerts there are → what to open, prolong and end.

One excursion is one alert, whichever chart saw it and whatever people do with it meanwhile: it is
opened by its first week outside and ends after two weeks inside on every chart.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from admin.alerts.judging import Judged, worse
from admin.alerts.watched import Chart
from admin.measures.control import Point, excursions
from models.queries.alerts import Alert, Opening
from models.queries.baselines import Frozen


@dataclass(frozen=True, slots=True)
class Prolonged:
    """An excursion goes on: its last week outside."""

    alert_id: int
    period: str


@dataclass(frozen=True, slots=True)
class Ended:
    """An excursion is over."""

    alert_id: int
    period: str


Step: TypeAlias = Opening | Prolonged | Ended


@dataclass(frozen=True, slots=True)
class Outside:
    """The excursion that a chart is in: the places of its first and its last week outside."""

    first: int
    last: int


def steps(
    every: Iterable[tuple[Judged, Frozen]], running: Iterable[Alert], period: str
) -> Iterator[Step]:
    """Yield what the end of the week `period` asks for; twice asked, the second has nothing."""
    known = {alert.measure: alert for alert in running}
    for judged, frozen in every:
        yield from _step(judged, frozen, known.get(judged.series.measure), period)


def now_outside(judged: Judged, chart: Chart, after: str) -> Outside | None:
    """Return the excursion to the bad side that goes on, of the weeks after `after`."""
    points = dict(judged.charts).get(chart, ())
    weeks = judged.series.weeks
    start = sum(week <= after for week in weeks)
    found = excursions(worse(points[start:]))
    if not found or found[-1].last is not None:
        return None
    first = start + found[-1].first
    last = max(place for place in range(first, len(weeks)) if _is_bad(points[place]))
    return Outside(first, last)


def _step(judged: Judged, frozen: Frozen, alert: Alert | None, period: str) -> Iterator[Step]:
    found = {chart: now_outside(judged, chart, frozen.last_period) for chart in Chart}
    outside = {chart: one for chart, one in found.items() if one is not None}
    if not outside:
        if alert is not None:
            yield Ended(alert.id, period)
        return
    last = judged.series.weeks[max(one.last for one in outside.values())]
    if alert is None:
        # A week outside its limits says more than an average it has pulled along.
        first = min(outside, key=lambda chart: (outside[chart].first, chart is Chart.DRIFT))
        yield _opening(judged, frozen, first, outside[first].first, last)
    elif last > alert.last_period:
        yield Prolonged(alert.id, last)


def _opening(judged: Judged, frozen: Frozen, chart: Chart, first: int, last: str) -> Opening:
    series, point = judged.series, dict(judged.charts)[chart][first]
    return Opening(
        measure=series.measure,
        chart=chart,
        baseline_version=frozen.version,
        opened_period=series.weeks[first],
        last_period=last,
        ended_period="",
        hits=series.hits[first],
        n=series.sizes[first],
        value=point.value or 0.0,
        upper=point.high or 0.0,
    )


def _is_bad(point: Point) -> bool:
    return bool(worse([point])[0].outside)
