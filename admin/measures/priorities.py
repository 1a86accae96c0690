"""
What to do about a driver: importance against performance, and losses against gains.

Importance comes from `drivers`, performance from `levels`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from admin.measures.arrays import Floats
from admin.measures.distributions import two_sided_t
from admin.measures.estimate import Estimate, Suppression, withheld
from admin.measures.intervals import t_interval
from admin.measures.regression import Fit, least_squares

METHOD = "penalty_reward_hc2"
LOW_TO, HIGH_FROM = 2, 5
SIGNIFICANCE = 0.05


class Quadrant(StrEnum):
    """Place in the importance-performance matrix; unclear unless both intervals clear it."""

    FIX_FIRST = "fix_first"
    KEEP_UP = "keep_up"
    LOW_PRIORITY = "low_priority"
    MORE_THAN_NEEDED = "more_than_needed"
    UNCLEAR = "unclear"


class Sensitivity(StrEnum):
    """Whether a bad stage costs more than a good one earns; not a Kano category."""

    LOSS = "loss_sensitive"
    GAIN = "gain_sensitive"
    BALANCED = "balanced"


@dataclass(frozen=True, slots=True)
class PenaltyReward:
    """What low and high ratings of one driver cost and earn in the outcome's points."""

    name: str
    penalty: Estimate
    reward: Estimate
    sensitivity: Sensitivity | None
    p_value: float | None


def quadrant(
    importance: Estimate, performance: Estimate, *, cross: tuple[float, float]
) -> Quadrant:
    """
    Place a driver in the importance-performance matrix, if its intervals allow.

    Parameters
    ----------
    importance, performance : Estimate
        Share of explained variance, and top-2 share (or any level).
    cross : tuple of float
        The cross-hair, (importance, performance).

    Returns
    -------
    Quadrant
        Unclear when an interval is missing or crosses the cross-hair.

    References
    ----------
    Martilla & James (1977), J. Marketing 41(1), 77-79; strategy matrix of GB/T 19038-2009.

    Examples
    --------
    >>> from admin.measures.levels import share
    >>> quadrant(share(300, 600), share(200, 600), cross=(0.25, 0.7)).value
    'fix_first'
    """
    important, good = _side(importance, cross[0]), _side(performance, cross[1])
    if important is None or good is None:
        return Quadrant.UNCLEAR
    if important:
        return Quadrant.KEEP_UP if good else Quadrant.FIX_FIRST
    return Quadrant.MORE_THAN_NEEDED if good else Quadrant.LOW_PRIORITY


def penalty_reward(
    outcome: Floats,
    drivers: Floats,
    names: Sequence[str],
    *,
    low_to: int = LOW_TO,
    high_from: int = HIGH_FROM,
) -> tuple[PenaltyReward, ...]:
    """
    Cost of low and gain of high ratings: y = b0 + sum(b_lo [x <= low] + b_hi [x >= high]).

    A driver is loss- or gain-sensitive when a Wald test finds |b_lo| and b_hi different.

    Parameters
    ----------
    outcome : ndarray, shape (n_people,)
        Overall rating; NaN where blank.
    drivers : ndarray, shape (n_people, k)
        Ratings of the drivers; people with a blank are left out, so rotate one driver at a time.
    names : sequence of str, length k
        Names of the drivers.
    low_to, high_from : int, default=2, 5
        Highest low and lowest high rating.

    Returns
    -------
    tuple of PenaltyReward
        In the order of `names`; suppressed when nobody rated a driver low (or high).

    References
    ----------
    Brandt (1987); Mikulic & Prebezac (2011), Managing Service Quality 21, 46-66, who find it
    useful for impact and questionable for Kano's categories.

    Examples
    --------
    >>> rng = np.random.default_rng(2)
    >>> ship = rng.integers(1, 6, 400)
    >>> overall = 4.0 - 1.5 * (ship <= 2) + 0.1 * (ship == 5) + rng.normal(0, 0.5, 400)
    >>> penalty_reward(overall, ship[:, None], ["ship"])[0].sensitivity.value
    'loss_sensitive'
    """
    kept = np.isfinite(outcome) & np.isfinite(drivers).all(axis=1)
    y, x = outcome[kept], drivers[kept]
    if len(y) == 0:
        nothing = withheld(Suppression.NO_ANSWERS, METHOD)
        return tuple(PenaltyReward(name, nothing, nothing, None, None) for name in names)
    flags = np.stack([x <= low_to, x >= high_from], axis=2).reshape(len(y), -1)
    fitted = least_squares(np.column_stack([np.ones(len(y)), flags.astype(float)]), y)
    if fitted.singular:
        nothing = withheld(Suppression.SINGULAR, METHOD, n=len(y))
        return tuple(PenaltyReward(name, nothing, nothing, None, None) for name in names)
    return tuple(_one(name, 1 + 2 * index, fitted, len(y)) for index, name in enumerate(names))


def _one(name: str, place: int, fitted: Fit, n: int) -> PenaltyReward:
    low, high = fitted.coefficients[place], fitted.coefficients[place + 1]
    inner = fitted.covariance[place : place + 2, place : place + 2]
    penalty = t_interval(float(low), float(inner[0, 0]), n, method=METHOD)
    reward = t_interval(float(high), float(inner[1, 1]), n, method=METHOD)
    variance = float(inner.sum())  # of b_lo + b_hi, which is b_hi - |b_lo| while b_lo < 0
    if variance <= 0:
        return PenaltyReward(name, penalty, reward, None, None)
    p_value = two_sided_t(float(low + high) / variance**0.5, fitted.df)
    sensitivity = Sensitivity.BALANCED
    if p_value < SIGNIFICANCE:
        sensitivity = Sensitivity.LOSS if -low > high else Sensitivity.GAIN
    return PenaltyReward(name, penalty, reward, sensitivity, p_value)


def _side(estimate: Estimate, line: float) -> bool | None:
    if estimate.low is None or estimate.high is None or estimate.low <= line <= estimate.high:
        return None
    return estimate.low > line
