"""
Experiments with a hold-out: does contact at the right moment change what customers do.

Intention to treat on behaviour known for everyone; ratings, known for those who answered only,
get `lee_bounds` instead of an effect.
"""

import math

import numpy as np

from admin.measures.arrays import Bools, Floats
from admin.measures.comparisons import Comparison
from admin.measures.distributions import chi_square_tail, normal_quantile
from admin.measures.estimate import Estimate, Suppression, withheld
from admin.measures.intervals import UPPER_TAIL, t_interval
from admin.measures.regression import least_squares

SAMPLE_RATIO_ALARM = 0.001
POWER = 0.8


def effect(outcome: Floats, treated: Bools) -> Estimate:
    """
    Difference in means, treated minus hold-out, with HC2 errors.

    Parameters
    ----------
    outcome : ndarray, shape (n_people,)
        Behaviour of everyone assigned, whether reached or not.
    treated : ndarray of bool, shape (n_people,)
        Assignment.

    Returns
    -------
    Estimate
        In the unit of the outcome.

    References
    ----------
    Neyman (1923); MacKinnon & White (1985), J. Econometrics 29, 305-325.

    Examples
    --------
    >>> treated = np.array([True] * 5 + [False] * 5)
    >>> effect(np.array([5.0, 4, 5, 3, 4, 3, 4, 2, 3, 4]), treated).value.__round__(6)
    1.0
    """
    return _coefficient(np.column_stack([np.ones(len(outcome)), treated]), outcome, "hc2")


def adjusted_effect(outcome: Floats, treated: Bools, before: Floats) -> Estimate:
    """
    Effect adjusted for a measure taken before, in Lin's interacted regression.

    Parameters
    ----------
    outcome : ndarray, shape (n_people,)
        Behaviour after assignment.
    treated : ndarray of bool, shape (n_people,)
        Assignment.
    before : ndarray, shape (n_people,)
        The same behaviour before assignment, without blanks.

    Returns
    -------
    Estimate
        In the unit of the outcome, HC2 errors.

    References
    ----------
    Lin (2013), Annals of Applied Statistics 7(1), 295-318.

    Examples
    --------
    >>> treated = np.array([True] * 5 + [False] * 5)
    >>> y = np.array([5.0, 4, 5, 3, 4, 3, 4, 2, 3, 4])
    >>> x = np.array([4.0, 3, 5, 2, 4, 3, 4, 2, 3, 5])
    >>> round(adjusted_effect(y, treated, x).value, 6)
    0.865385
    """
    centred = before - before.mean() if len(before) else before
    design = np.column_stack([np.ones(len(outcome)), treated, centred, treated * centred])
    return _coefficient(design, outcome, "lin_hc2")


def cuped_effect(outcome: Floats, treated: Bools, before: Floats) -> Estimate:
    """
    Effect on the outcome less what the time before predicts of it (CUPED).

    Parameters
    ----------
    outcome, before : ndarray, shape (n_people,)
        Behaviour after and before assignment.
    treated : ndarray of bool, shape (n_people,)
        Assignment.

    Returns
    -------
    Estimate
        In the unit of the outcome.

    References
    ----------
    Deng, Xu, Kohavi & Walker (2013), WSDM, 123-132.

    Examples
    --------
    >>> treated = np.array([True] * 5 + [False] * 5)
    >>> y = np.array([5.0, 4, 5, 3, 4, 3, 4, 2, 3, 4])
    >>> x = np.array([4.0, 3, 5, 2, 4, 3, 4, 2, 3, 5])
    >>> round(cuped_effect(y, treated, x).value, 6)
    0.857143
    """
    if len(outcome) == 0:
        return withheld(Suppression.NO_ANSWERS, "cuped_hc2")
    moved = outcome - cuped_slope(outcome, before) * (before - before.mean())
    return _coefficient(np.column_stack([np.ones(len(moved)), treated]), moved, "cuped_hc2")


def cuped_slope(outcome: Floats, before: Floats) -> float:
    """Slope cov(y, x) / var(x) of CUPED; 0 when the time before never varies."""
    deviation = before - before.mean()
    squares = float(deviation @ deviation)
    return float(deviation @ outcome) / squares if squares > 0 else 0.0


def sample_ratio(treated: int, held_out: int, *, planned: float = 0.5) -> Comparison:
    """
    Check that assignment gave the planned ratio; a p-value under .001 means it is broken.

    Parameters
    ----------
    treated, held_out : int
        People assigned to each arm.
    planned : float, default=0.5
        Planned share of treated people, between 0 and 1.

    Returns
    -------
    Comparison
        Chi-square with one degree of freedom.

    References
    ----------
    Fabijan et al. (2019), KDD, 2156-2164: sample ratio mismatch.

    Examples
    --------
    >>> round(sample_ratio(5120, 4880).p_value, 6)
    0.016395
    """
    n = treated + held_out
    if n == 0:
        return Comparison(None, None, None, Suppression.NO_ANSWERS)
    statistic = (treated - n * planned) ** 2 / (n * planned * (1 - planned))
    return Comparison(statistic, 1, chi_square_tail(statistic, 1))


def people_per_arm(base: float, target: float, *, power: float = POWER) -> int:
    """
    People needed in each arm to see a share move from `base` to `target`.

    Parameters
    ----------
    base, target : float
        Two different shares between 0 and 1.
    power : float, default=0.8
        Chance to find the change if it is there; error level 5 %, two-sided.

    Returns
    -------
    int
        Per arm, arms of equal size.

    Raises
    ------
    ValueError
        If the two shares are equal or not inside 0-1.

    References
    ----------
    Cohen (1988), Statistical Power Analysis, chapter 6: arcsine transformation.

    Examples
    --------
    >>> people_per_arm(0.80, 0.75), people_per_arm(0.80, 0.70)
    (1092, 292)
    """
    if base == target or not (0 <= base <= 1 and 0 <= target <= 1):
        message = f"two different shares between 0 and 1 are needed, not {base} and {target}"
        raise ValueError(message)
    distance = 2 * (math.asin(math.sqrt(base)) - math.asin(math.sqrt(target)))
    quantiles = normal_quantile(UPPER_TAIL) + normal_quantile(power)
    return math.ceil(2 * (quantiles / distance) ** 2)


def lee_bounds(ratings: Floats, treated: Bools) -> Estimate:
    """
    Bounds of an effect on ratings when the arms answered at different rates.

    The arm that answered more is trimmed by its excess, once from below and once from above. Not
    an interval of sampling error: with equal response both bounds meet in the plain difference.

    Parameters
    ----------
    ratings : ndarray, shape (n_people,)
        Ratings of everyone assigned, NaN for those who did not answer.
    treated : ndarray of bool, shape (n_people,)
        Assignment.

    Returns
    -------
    Estimate
        `value` is the difference among those who answered, `low` and `high` are the bounds for
        those who would have answered in either arm; `n` counts answers.

    References
    ----------
    Lee (2009), Review of Economic Studies 76(3), 1071-1102.

    Examples
    --------
    >>> ratings = np.array([1.0, 2, 3, 4, np.nan, 3, 4, np.nan, np.nan, np.nan])
    >>> bounds = lee_bounds(ratings, np.array([True] * 5 + [False] * 5))
    >>> bounds.value, bounds.low, bounds.high
    (-1.0, -2.0, 0.0)
    """
    arms = [ratings[treated], ratings[~treated]]
    answers = [np.sort(arm[np.isfinite(arm)]) for arm in arms]
    n = len(answers[0]) + len(answers[1])
    if min(len(answers[0]), len(answers[1])) == 0:
        return withheld(Suppression.NO_ANSWERS, "lee_bounds", n=n)
    rates = [len(seen) / len(arm) for seen, arm in zip(answers, arms, strict=True)]
    kept = [min(rates) / rate for rate in rates]
    lowest = [_lowest_mean(seen, part) for seen, part in zip(answers, kept, strict=True)]
    highest = [-_lowest_mean(-seen[::-1], part) for seen, part in zip(answers, kept, strict=True)]
    value = float(answers[0].mean() - answers[1].mean())
    low, high = lowest[0] - highest[1], highest[0] - lowest[1]
    return Estimate(value, low, high, n, float(n), "lee_bounds", None)


def _lowest_mean(ordered: Floats, part: float) -> float:
    """Mean of the lowest `part` of sorted numbers; the last one may count in part."""
    room = part * len(ordered)
    often = np.clip(room - np.arange(len(ordered)), 0, 1)
    return float(often @ ordered / often.sum())


def _coefficient(design: Floats, outcome: Floats, method: str) -> Estimate:
    n = len(outcome)
    fitted = least_squares(design, outcome)
    if fitted.singular:
        reason = Suppression.SINGULAR if n else Suppression.NO_ANSWERS
        return withheld(reason, method, n=n)
    return t_interval(
        float(fitted.coefficients[1]), float(fitted.covariance[1, 1]), n, method=method
    )
