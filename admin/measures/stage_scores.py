"""
Item and stage scores from rotating forms, where most people see a few items only.

A matrix of people by items goes in, with three different blanks. Weights come from `weighting`.
"""

from enum import IntEnum

import numpy as np

from admin.measures.arrays import Floats, Integers, effective_n
from admin.measures.estimate import Estimate, Suppression, withheld
from admin.measures.intervals import t_interval
from admin.measures.levels import FIVE_POINTS, weighted_mean

METHOD = "linearised_people"
REGRESSION_METHOD = "regression_estimator"


class Blank(IntEnum):
    """Why a cell of the answer matrix holds no rating; none of them enters a denominator."""

    NOT_ASKED = -1
    NOT_APPLICABLE = -2
    SKIPPED = -3


def item_score(
    answers: Integers, weights: Floats, *, scale: tuple[int, int] = FIVE_POINTS
) -> Estimate:
    """
    Weighted mean of one item over those who were asked, could answer and did.

    Parameters
    ----------
    answers : ndarray of int, shape (n_people,)
        Ratings from 0 up, or a `Blank`.
    weights : ndarray, shape (n_people,)
        Design weights, 1 / probability of being asked and answering.
    scale : tuple of int, default=(1, 5)
        Lowest and highest rating.

    Returns
    -------
    Estimate
        In scale points.

    References
    ----------
    Cochran (1977), Sampling Techniques, section 6.3.

    Examples
    --------
    >>> item_score(np.array([5, 4, -1, 3, -2, 5]), np.ones(6)).value
    4.25
    """
    if reason := _no_ratings(answers):
        return withheld(reason, METHOD)
    return weighted_mean(ratings(answers), weights, bounds=scale)


def stage_score(
    answers: Integers, weights: Floats, *, scale: tuple[int, int] = FIVE_POINTS
) -> Estimate:
    """
    Mean of a stage's item means, with the error linearised over people, not over answers.

    A person who answers three items is one observation of three correlated numbers; counting
    answers as independent covers only 90 % where this covers 94 %. Items with fewer than two
    answers are left out.

    Parameters
    ----------
    answers : ndarray of int, shape (n_people, n_items)
        Ratings from 0 up, or a `Blank`; all items share one scale.
    weights : ndarray, shape (n_people,)
        Design weights.
    scale : tuple of int, default=(1, 5)
        Lowest and highest rating.

    Returns
    -------
    Estimate
        In scale points; `n` counts people with at least one rating.

    References
    ----------
    Woodruff (1971), J. Am. Stat. Assoc. 66, 411-414: linearisation of a function of ratios.

    Examples
    --------
    >>> answers = np.array([[5, -1], [4, 3], [-1, 2], [3, 4]])
    >>> stage_score(answers, np.ones(4)).value
    3.5
    """
    if reason := _no_ratings(answers):
        return withheld(reason, METHOD)
    asked = (answers >= 0) & (weights[:, None] > 0)
    people = asked.any(axis=1)
    n = int(np.count_nonzero(people))
    items = np.flatnonzero(np.count_nonzero(asked, axis=0) > 1)
    if len(items) == 0:
        return withheld(Suppression.ONE_ANSWER if n else Suppression.NO_ANSWERS, METHOD, n=n)
    means, linear = np.zeros(len(items)), np.zeros(len(weights))
    for place, item in enumerate(items):
        y, w = answers[:, item], np.where(asked[:, item], weights, 0.0)
        means[place] = w @ y / w.sum()
        linear += w * (y - means[place]) / (w.sum() * len(items))
    variance = n / (n - 1) * float(linear @ linear) if n > 1 else 0.0
    n_eff = effective_n(weights[people])
    return t_interval(float(means.mean()), variance, n, bounds=scale, n_eff=n_eff, method=METHOD)


def regression_score(
    answers: Integers,
    overall: Floats,
    weights: Floats,
    *,
    scale: tuple[int, int] = FIVE_POINTS,
) -> Estimate:
    """
    Mean of a rotating item, helped by the overall rating that everyone gives.

    The item mean is moved by b (mean of overall over all - over those asked); its variance
    shrinks by 1 - rho^2 (1 - n_asked / n), both numbers effective.

    Parameters
    ----------
    answers : ndarray of int, shape (n_people,)
        Ratings of the item from 0 up, or a `Blank`.
    overall : ndarray, shape (n_people,)
        Overall rating, NaN where missing; people without it are left out.
    weights : ndarray, shape (n_people,)
        Design weights.
    scale : tuple of int, default=(1, 5)
        Lowest and highest rating.

    Returns
    -------
    Estimate
        In scale points; `n` counts those asked, `n_eff` what they are worth with the help.

    References
    ----------
    Cochran (1977), Sampling Techniques, section 7.1 and 12.6: regression in double sampling.

    Examples
    --------
    >>> item = np.array([5, 4, 2, 3, -1, -1])
    >>> round(regression_score(item, np.array([5.0, 4, 1, 3, 1, 2]), np.ones(6)).value, 3)
    3.067
    """
    if reason := _no_ratings(answers):
        return withheld(reason, REGRESSION_METHOD)
    seen = np.isfinite(overall) & (weights > 0)
    y, x, w = ratings(answers[seen]), overall[seen], weights[seen]
    asked = np.isfinite(y)
    plain = weighted_mean(y, w, bounds=scale)
    if plain.suppressed is not None or plain.value is None:
        return plain
    slope, correlation = _line(x[asked], y[asked], w[asked])
    shift = slope * float(np.average(x, weights=w) - np.average(x[asked], weights=w[asked]))
    factor = 1 - correlation**2 * (1 - plain.n_eff / effective_n(w))
    linear = w[asked] * (y[asked] - plain.value) / w[asked].sum()
    variance = plain.n / (plain.n - 1) * float(linear @ linear) * factor
    value = min(max(plain.value + shift, scale[0]), scale[1])
    n_eff = plain.n_eff / factor if factor > 0 else plain.n_eff
    return t_interval(value, variance, plain.n, bounds=scale, n_eff=n_eff, method=REGRESSION_METHOD)


def ratings(answers: Integers) -> Floats:
    """Ratings as numbers, NaN for each kind of blank."""
    return np.where(answers >= 0, answers, np.nan).astype(np.float64)


def _no_ratings(answers: Integers) -> Suppression | None:
    if np.any(answers >= 0):
        return None
    if np.any(answers == Blank.NOT_APPLICABLE):
        return Suppression.ALL_NOT_APPLICABLE
    return Suppression.NO_ANSWERS


def _line(x: Floats, y: Floats, w: Floats) -> tuple[float, float]:
    dx, dy = x - np.average(x, weights=w), y - np.average(y, weights=w)
    sxx, syy, sxy = (float(np.sum(w * product)) for product in (dx * dx, dy * dy, dx * dy))
    if sxx <= 0 or syy <= 0:
        return 0.0, 0.0
    return sxy / sxx, sxy / float(np.sqrt(sxx * syy))
