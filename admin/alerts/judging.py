"""Pure: a series and its baseline → every week with its limits, as a share and as a drift."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from admin.alerts.watched import Chart, Series
from admin.measures.baselines import Baseline
from admin.measures.control import Point, ewma, p_chart, standardised_shares
from admin.measures.estimate import SHOWN_FROM

UNJUDGED: Final = Point(None, None, None, None)
WEEKS_A_YEAR: Final = 52
# A point beyond 3 sigma by chance, either side; and a moving average beyond its own limits.
CHANCE_OF_A_POINT: Final = 0.0027
RUN_LENGTH_OF_DRIFT: Final = 500


@dataclass(frozen=True, slots=True)
class Judged:
    """A series beside its limits; drift is empty for what is not watched for it."""

    series: Series
    baseline: Baseline
    share: tuple[Point, ...]
    drift: tuple[Point, ...]

    @property
    def charts(self) -> tuple[tuple[Chart, tuple[Point, ...]], ...]:
        """The charts of this series."""
        share = (Chart.SHARE, self.share)
        return (share, (Chart.DRIFT, self.drift)) if self.drift else (share,)


def judged(series: Series, baseline: Baseline, first: str) -> Judged:
    """Judge every week of a series; its moving average starts with the week `first`."""
    share = p_chart(
        series.hits, series.sizes, baseline, laney=baseline.overdispersed, smallest_size=SHOWN_FROM
    )
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


def expected_by_chance(shares: int, drifts: int) -> float:
    """
    Return how many points leave their limits in a year although nothing changed, either side.

    Examples
    --------
    >>> round(expected_by_chance(40, 0), 1)
    5.6
    """
    return WEEKS_A_YEAR * (shares * CHANCE_OF_A_POINT + drifts / RUN_LENGTH_OF_DRIFT)


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
