"""Upper limits of what happens seldom: three sigma of a week that expects one hit is no limit.

The charts themselves, as textbooks have them, are in `control`.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from scipy.special import bdtrc

from admin.measures.baselines import Baseline
from admin.measures.control import Point

NORMAL_FROM: Final = 5.0
"""Expected hits from which the normal curve, and with it three sigma, describes a week."""

CHANCE: Final = 0.00135
"""Of a normal point beyond three sigma, on the upper side."""

FEWEST_HITS: Final = 3
"""One or two shoppers are no excursion, even of what never happened before."""


def with_room_for_rare(
    points: Sequence[Point], sizes: Sequence[int], baseline: Baseline
) -> list[Point]:
    """
    Raise the upper limits of weeks that expect few hits to what chance seldom passes.

    Where fewer than five hits are expected, a share is skewed: with 0.3 % usual, one hit among 83
    answers lies beyond three sigma, and happens by chance in every fifth week. There the limit is
    the exact binomial one, passed by chance in 0.135 % of weeks at most, and at least two hits.

    Parameters
    ----------
    points : sequence of Point, shape (n_periods,)
        From `control.p_chart`.
    sizes : sequence of int, shape (n_periods,)
        Answers of each period.
    baseline : Baseline
        The one they were judged by.

    Returns
    -------
    list of Point
        In the same order; limits are never lowered.

    References
    ----------
    The upper tail of the binomial distribution, `scipy.special.bdtrc`.

    Examples
    --------
    >>> from admin.measures.baselines import Baseline
    >>> seldom = Baseline(1, 0.003, 1.0, 20, None)
    >>> one, four = (Point(x / 83, 0.0, 0.021, True) for x in (1.8, 4))
    >>> [point.outside for point in with_room_for_rare([one, four], [83, 83], seldom)]
    [False, True]
    """
    return [_with_room(point, n, baseline.centre) for point, n in zip(points, sizes, strict=True)]


def _with_room(point: Point, n: int, centre: float) -> Point:
    if point.value is None or point.high is None or n * centre >= NORMAL_FROM:
        return point
    high = max(point.high, most_by_chance(n, centre) / n)
    return replace(point, high=high, outside=point.outside and not _inside(point, high))


def _inside(point: Point, high: float) -> bool:
    low, value = point.low or 0.0, point.value or 0.0
    return low <= value and (value <= high or math.isclose(value, high))


def most_by_chance(n: int, share: float) -> int:
    """
    Return the most hits among `n` that are no excursion.

    Examples
    --------
    >>> most_by_chance(83, 0.003), most_by_chance(83, 0.0), most_by_chance(40, 0.1)
    (3, 2, 11)
    """
    places = range(FEWEST_HITS - 1, n)
    return next((most for most in places if bdtrc(most, n, share) <= CHANCE), max(n, places.start))
