"""
Control charts: whether this week lies outside what a stable past would give.

Baselines come from `baselines`; no alert is sent from here, but one excursion is one alert.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from admin.measures.baselines import Baseline
from admin.measures.estimate import SHOWN_FROM

SIGMAS = 3.0
XMR_FACTOR = 2.660
XMR_RANGE_FACTOR = 3.267
EWMA_SMOOTHING = 0.2
EWMA_WIDTH = 2.962
CALM_PERIODS = 2


@dataclass(frozen=True, slots=True)
class Point:
    """One period on a chart; `outside` is None where it holds too few answers to be judged."""

    value: float | None
    low: float | None
    high: float | None
    outside: bool | None


@dataclass(frozen=True, slots=True)
class Excursion:
    """A run outside the limits, as positions in the series; `last` is None while it is open."""

    first: int
    last: int | None


def p_chart(
    hits: Sequence[int],
    sizes: Sequence[int],
    baseline: Baseline,
    *,
    laney: bool = False,
    smallest_size: int = SHOWN_FROM,
) -> list[Point]:
    """
    Shares of periods with 3-sigma limits, or Laney's p' limits.

    Ordinary limits are too narrow where weeks hold so many answers that small real differences
    between them show; Laney's are the wider by the baseline's own spread.

    Parameters
    ----------
    hits, sizes : sequence of int, shape (n_periods,)
        Hits and answers of each period.
    baseline : Baseline
        From `baselines.share_baseline`.
    laney : bool, default=False
        Stretch the limits by `baseline.spread`; advised when `baseline.overdispersed`.
    smallest_size : int, default=30
        Periods with fewer answers are drawn, not judged.

    Returns
    -------
    list of Point
        In the order of the periods; nothing is judged by a suppressed baseline.

    References
    ----------
    Montgomery, Statistical Quality Control, section 7.2; Laney (2002).

    Examples
    --------
    >>> from admin.measures.baselines import share_baseline
    >>> baseline = share_baseline([5, 8, 6, 7] * 5, [50] * 20)
    >>> [point.outside for point in p_chart([6, 20], [50, 50], baseline)]
    [False, True]
    """
    stretch = baseline.spread if laney else 1.0
    centre = baseline.centre
    points = []
    for x, n in zip(hits, sizes, strict=True):
        if n == 0 or baseline.suppressed is not None:
            points.append(Point(x / n if n else None, None, None, None))
            continue
        reach = SIGMAS * stretch * math.sqrt(centre * (1 - centre) / n)
        low, high = max(0.0, centre - reach), min(1.0, centre + reach)
        outside = None if n < smallest_size else not low <= x / n <= high
        points.append(Point(x / n, low, high, outside))
    return points


def xmr(
    values: Sequence[float | None],
    baseline: Baseline,
    *,
    sizes: Sequence[int] | None = None,
    smallest_size: int = SHOWN_FROM,
    floor: float = -math.inf,
) -> list[Point]:
    """
    Single values (the individuals of an XmR chart) with limits of 2.660 mean moving ranges.

    For what is one number per period and no share of anything, so that no model gives its error:
    the limits come from how far neighbours lie apart. `moving_ranges` is the other half.

    Parameters
    ----------
    values : sequence of float or None, shape (n_periods,)
        One number per period, such as a median; None where there is none.
    baseline : Baseline
        From `baselines.value_baseline`.
    sizes : sequence of int, shape (n_periods,), optional
        How much stands behind each number; by default all are judged.
    smallest_size : int, default=30
        Periods with less behind them are drawn, not judged.
    floor : float, default=-inf
        Lowest value there can be, to clip the lower limit to; 0 for times.

    Returns
    -------
    list of Point
        In the order of the periods; nothing is judged by a suppressed baseline.

    References
    ----------
    Montgomery, Statistical Quality Control, section 6.4; Wheeler (1993).

    Examples
    --------
    >>> from admin.measures.baselines import value_baseline
    >>> baseline = value_baseline([3.0, 4.0] * 10)
    >>> [point.outside for point in xmr([3.5, 9.0, 9.0], baseline, sizes=[40, 40, 20])]
    [False, True, None]
    """
    behind = [smallest_size] * len(values) if sizes is None else sizes
    if baseline.suppressed is not None:
        return [Point(value, None, None, None) for value in values]
    reach = XMR_FACTOR * baseline.spread
    low, high = max(floor, baseline.centre - reach), baseline.centre + reach
    points = []
    for value, n in zip(values, behind, strict=True):
        outside = None if value is None or n < smallest_size else not low <= value <= high
        points.append(Point(value, low, high, outside))
    return points


def moving_ranges(values: Sequence[float | None], baseline: Baseline) -> list[Point]:
    """
    Step from each value to the next (the moving ranges of an XmR chart) with its upper limit.

    A step outside says that two neighbours differ by more than neighbours do. It repeats what
    `xmr` sees of a sudden change, and of normal values that never change 0.9 % lie outside, three
    times as many as values do: so it explains, and opens no alert.

    Parameters
    ----------
    values : sequence of float or None, shape (n_periods,)
        As for `xmr`; a missing one is stepped over.
    baseline : Baseline
        From `baselines.value_baseline`.

    Returns
    -------
    list of Point
        In the order of the periods; the first has no value.

    References
    ----------
    Montgomery, Statistical Quality Control, section 6.4: D4 = 3.267 for ranges of two.

    Examples
    --------
    >>> from admin.measures.baselines import value_baseline
    >>> baseline = value_baseline([3.0, 4.0] * 10)
    >>> [point.outside for point in moving_ranges([3.5, 4.5, 9.0], baseline)]
    [None, False, True]
    """
    high = None if baseline.suppressed is not None else upper_range_limit(baseline)
    low = None if high is None else 0.0
    points: list[Point] = []
    before: float | None = None
    for value in values:
        step = None if value is None or before is None else abs(value - before)
        outside = None if step is None or high is None else step > high
        points.append(Point(step, low, high, outside))
        before = before if value is None else value
    return points


def upper_range_limit(baseline: Baseline) -> float:
    """Largest step between two neighbours that a stable past explains: 3.267 mean ranges."""
    return XMR_RANGE_FACTOR * baseline.spread


def standardised_shares(
    hits: Sequence[int], sizes: Sequence[int], baseline: Baseline
) -> list[float | None]:
    """Distance of each share from the baseline in its own standard errors, for `ewma`."""
    centre = baseline.centre
    if baseline.suppressed is not None:
        return [None] * len(sizes)
    unit = math.sqrt(centre * (1 - centre))
    return [
        (x / n - centre) * math.sqrt(n) / unit if n else None
        for x, n in zip(hits, sizes, strict=True)
    ]


def ewma(
    values: Iterable[float | None],
    *,
    centre: float = 0.0,
    sigma: float = 1.0,
    smoothing: float = EWMA_SMOOTHING,
    width: float = EWMA_WIDTH,
    asymptotic: bool = False,
) -> list[Point]:
    """
    Exponentially weighted moving average with its limits: finds a slow drift.

    Parameters
    ----------
    values : iterable of float or None
        One number per period; None leaves the average where it was.
    centre, sigma : float, default=0, 1
        Mean and standard deviation of a value while stable.
    smoothing, width : float, default=0.2, 2.962
        Weight of the newest value, and limits in sigmas: an in-control run of about 500 periods.
    asymptotic : bool, default=False
        Use the limits of a long run from the first period on.

    Returns
    -------
    list of Point
        In the order of the periods.

    References
    ----------
    Lucas & Saccucci (1990), Technometrics 32(1), 1-12.

    Examples
    --------
    >>> [point] = ewma([9.45], centre=10, smoothing=0.1, width=2.7)
    >>> round(point.value, 3), round(point.low, 2), round(point.high, 2)
    (9.945, 9.73, 10.27)
    """
    level, points = centre, []
    for period, value in enumerate(values, start=1):
        growth = 1.0 if asymptotic else 1 - (1 - smoothing) ** (2 * period)
        reach = width * sigma * math.sqrt(smoothing / (2 - smoothing) * growth)
        if value is not None:
            level = smoothing * value + (1 - smoothing) * level
        outside = None if value is None else abs(level - centre) > reach
        points.append(Point(level, centre - reach, centre + reach, outside))
    return points


def excursions(points: Sequence[Point], *, calm: int = CALM_PERIODS) -> list[Excursion]:
    """
    Gather points outside the limits into excursions, so that each gives one alert.

    An excursion ends after `calm` judged periods inside; periods not judged neither end nor
    prolong it.

    Examples
    --------
    >>> flags = [False, True, False, True, False, False, True]
    >>> excursions([Point(0.0, 0.0, 0.0, flag) for flag in flags])
    [Excursion(first=1, last=3), Excursion(first=6, last=None)]
    """
    found: list[Excursion] = []
    first = last = inside = -1
    for position, point in enumerate(points):
        if point.outside:
            first, last, inside = (position if first < 0 else first), position, 0
        elif point.outside is False and first >= 0:
            inside += 1
            if inside >= calm:
                found.append(Excursion(first, last))
                first = -1
    return [*found, Excursion(first, None)] if first >= 0 else found
