"""Pure: a series and its baseline → every week with its limits, by itself and as a drift."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from admin.alerts.watched import Chart, Series
from admin.measures.baselines import Baseline
from admin.measures.control import (
    Point,
    ewma,
    moving_ranges,
    p_chart,
    standardised_shares,
    xmr,
)
from admin.measures.estimate import SHOWN_FROM
from admin.measures.rare import with_room_for_rare

UNJUDGED: Final = Point(None, None, None, None)
WEEKS_A_YEAR: Final = 52
# A point beyond 3 sigma by chance, either side; and a moving average beyond its own limits.
CHANCE_OF_A_POINT: Final = 0.0027
RUN_LENGTH_OF_DRIFT: Final = 500
# Limits of single figures rest on few steps, and are sometimes too narrow: 1.1 % of points by
# chance from 20 weeks, 0.8 % from 26, 0.5 % from 52 (simulated, 20,000 baselines of each).
CHANCE_BY_WEEKS: Final = 0.17


@dataclass(frozen=True, slots=True)
class Judged:
    """A series beside its limits; drift and steps are empty for what is not watched so.

    `steps`, from each figure to the next, explain a chart and open no alert.
    """

    series: Series
    baseline: Baseline
    level: tuple[Point, ...]
    drift: tuple[Point, ...] = ()
    steps: tuple[Point, ...] = ()

    @property
    def charts(self) -> tuple[tuple[Chart, tuple[Point, ...]], ...]:
        """The charts of this series that open alerts."""
        level = (Chart.FIGURE if self.series.is_of_figures else Chart.SHARE, self.level)
        return (level, (Chart.DRIFT, self.drift)) if self.drift else (level,)


def judged(series: Series, baseline: Baseline, first: str) -> Judged:
    """Judge every week of a series; its moving average starts with the week `first`."""
    if series.is_of_figures:
        return _judged_figures(series, baseline)
    share = p_chart(
        series.hits, series.sizes, baseline, laney=baseline.overdispersed, smallest_size=SHOWN_FROM
    )
    share = with_room_for_rare(share, series.sizes, baseline)
    drift = _drift(series, baseline, first) if series.is_of_scores else ()
    return Judged(series, baseline, tuple(share), drift)


def worse(points: Sequence[Point]) -> list[Point]:
    """Return the points with only those outside that lie above: fewer complaints alarm nobody."""
    return [
        replace(point, outside=point.outside and _above(point))
        if point.outside is not None
        else point
        for point in points
    ]


def expected_by_chance(shares: int, drifts: int, figures: Iterable[int] = ()) -> float:
    """
    Return how many points leave their limits in a year although nothing changed, either side.

    `figures` are the weeks that the limits of each single figure rest on.

    Examples
    --------
    >>> round(expected_by_chance(40, 0), 1), round(expected_by_chance(0, 0, [20, 52]), 1)
    (5.6, 0.9)
    """
    single = sum(CHANCE_OF_A_POINT + CHANCE_BY_WEEKS / max(1, weeks) for weeks in figures)
    return WEEKS_A_YEAR * (shares * CHANCE_OF_A_POINT + drifts / RUN_LENGTH_OF_DRIFT + single)


def _judged_figures(series: Series, baseline: Baseline) -> Judged:
    # A wait that is drawn for few people alone is judged by nobody, nor is a step to or from it.
    solid = [
        value if n >= SHOWN_FROM else None
        for value, n in zip(series.figures, series.sizes, strict=True)
    ]
    level = xmr(series.figures, baseline, sizes=series.sizes, floor=0.0)
    return Judged(series, baseline, tuple(level), steps=tuple(moving_ranges(solid, baseline)))


def _above(point: Point) -> bool:
    return point.value is not None and point.high is not None and point.value > point.high


def _drift(series: Series, baseline: Baseline, first: str) -> tuple[Point, ...]:
    start = sum(week < first for week in series.weeks)
    z = standardised_shares(series.hits[start:], series.sizes[start:], baseline)
    seen = [
        value if n >= SHOWN_FROM else None for value, n in zip(z, series.sizes[start:], strict=True)
    ]
    # Where weeks differ by more than chance, the average does too.
    sigma = baseline.spread if baseline.overdispersed else 1.0
    return (*[UNJUDGED] * start, *ewma(seen, sigma=sigma))
