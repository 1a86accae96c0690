"""
Which complaints come together: how often two stand on one answer beside what chance would bring.

Counting pairs is the business of `models`, wording that of the pages.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import special

from admin.measures.arrays import Floats
from admin.measures.estimate import Estimate, Suppression, withheld
from admin.measures.intervals import Z

METHOD = "log_lift"
Counts = NDArray[np.int64]


def times_as_often(both: int, one: int, other: int, answers: int) -> Estimate:
    """
    Return how many times as often two things stand together as if they had nothing in common.

    Parameters
    ----------
    both : int
        Answers that carry both; the `n` of the result, so the rule of small samples follows it.
    one, other : int
        Answers that carry the one and the other, `both` among them.
    answers : int
        Answers that could carry either. Those without words can carry neither: counting them
        would make everything seem to come together.

    Returns
    -------
    Estimate
        The lift, 1 for no association, above for "more often than by chance"; its interval by the
        delta method on the log scale. Suppressed where one of the two never, or always, occurs.

    Raises
    ------
    ValueError
        If counts contradict each other.

    References
    ----------
    Brin, Motwani & Silverstein (1997), Beyond market baskets, SIGMOD Record 26(2), 265-276
    ("interest"); Agresti (2013), Categorical Data Analysis, 16.1, for the delta method.

    Examples
    --------
    >>> found = times_as_often(30, 60, 100, 400)
    >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
    (2.0, 1.58, 2.53)
    """
    _check(both, one, other, answers)
    if both == 0:
        return withheld(Suppression.NO_ANSWERS, METHOD)
    lift = both * answers / (one * other)
    if answers in {one, other}:
        return withheld(Suppression.NO_VARIATION, METHOD, value=lift, n=both)
    half = Z * _log_error(both, one, other, answers)
    low, high = lift * math.exp(-half), lift * math.exp(half)
    return Estimate(lift, low, high, both, float(both), METHOD, None)


def chance_of_meeting(both: int, one: int, other: int, answers: int) -> float:
    """
    Return Fisher's exact two-sided p-value of a pair of complaints.

    Parameters
    ----------
    both, one, other, answers : int
        As for `times_as_often`.

    Returns
    -------
    float
        How often chance alone would part or join the two at least as much, 0 to 1.

    References
    ----------
    Fisher (1935), The logic of inductive inference, J. R. Stat. Soc. 98(1), 39-82, the tea lady:
    of 4 cups each way, 3 guessed right have p = 34/70.

    Examples
    --------
    >>> round(chance_of_meeting(3, 4, 4, 8), 4)
    0.4857
    """
    _check(both, one, other, answers)
    fewest, most = max(0, one + other - answers), min(one, other)
    met = np.arange(fewest, most + 1)
    chances = np.exp(
        _log_choices(one, met)
        + _log_choices(answers - one, other - met)
        - _log_choices(answers, np.array(other))
    )
    # As in R: chances equal but for rounding count as equal.
    at_least_as_rare = chances <= chances[both - fewest] * (1 + 1e-7)
    return min(1.0, float(chances[at_least_as_rare].sum()))


def _log_error(both: int, one: int, other: int, answers: int) -> float:
    """Return the standard error of the log lift, by the gradient over the four multinomial cells.

    The gradient weighted by the shares sums to -1, whatever the shares are.
    """
    p, p_one, p_other = both / answers, one / answers, other / answers
    squares = p * (1 / p - 1 / p_one - 1 / p_other) ** 2
    squares += (p_one - p) / p_one**2 + (p_other - p) / p_other**2
    return math.sqrt(max(0.0, squares - 1) / answers)


def _log_choices(n: int, k: Counts) -> Floats:
    """Return the logarithm of the number of ways to choose each of `k` out of `n`."""
    ways: Floats = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return ways


def _check(both: int, one: int, other: int, answers: int) -> None:
    fits = 0 <= both <= min(one, other) and max(one, other) <= answers
    if not (fits and one + other - both <= answers):
        message = f"a pair cannot be more than its parts: {both} of {one} and {other} of {answers}"
        raise ValueError(message)
