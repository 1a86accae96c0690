"""
Waiting times: their median and other quantiles, which a few very long waits cannot move.

Shares above a limit are ordinary shares; see `levels`.
"""

import numpy as np

from admin.measures.arrays import Floats
from admin.measures.distributions import binomial_cdf
from admin.measures.estimate import CONFIDENCE, Estimate, Suppression, withheld
from admin.measures.levels import share

METHOD = "order_statistics"


def median_wait(waits: Floats, *, quantile: float = 0.5) -> Estimate:
    """
    Median (or another quantile) of waiting times with an interval of order statistics.

    Parameters
    ----------
    waits : ndarray, shape (n,)
        Hours, days or minutes; NaN where unknown.
    quantile : float, default=0.5
        Between 0 and 1, both excluded.

    Returns
    -------
    Estimate
        In the unit of `waits`; covers at least 95 %. Too few waits for such an interval (under 6
        for a median): a value without an interval.

    References
    ----------
    Conover (1999), Practical Nonparametric Statistics, section 3.2.

    Examples
    --------
    >>> wait = median_wait(np.array([1.0, 2, 2, 3, 4, 5, 6, 8, 9, 40]))
    >>> wait.value, wait.low, wait.high
    (4.5, 2.0, 9.0)
    """
    known = np.sort(waits[np.isfinite(waits)])
    n = len(known)
    if n == 0:
        return withheld(Suppression.NO_ANSWERS, METHOD)
    value = float(np.quantile(known, quantile))
    places = _places(n, quantile)
    if places is None or known[0] == known[-1]:
        reason = Suppression.TOO_FEW if places is None else Suppression.NO_VARIATION
        reason = Suppression.ONE_ANSWER if n == 1 else reason
        return withheld(reason, METHOD, value=value, n=n)
    low, high = float(known[places[0]]), float(known[places[1]])
    return Estimate(value, low, high, n, float(n), METHOD, None)


def share_waiting_over(waits: Floats, limit: float) -> Estimate:
    """
    Share of known waits longer than `limit`, with a Wilson interval.

    Parameters
    ----------
    waits : ndarray, shape (n,)
        Waiting times; NaN where unknown.
    limit : float
        In the unit of `waits`; exactly `limit` is not over it.

    Returns
    -------
    Estimate
        Share, 0-1.

    References
    ----------
    Wilson (1927), J. Am. Stat. Assoc. 22(158), 209-212.

    Examples
    --------
    >>> share_waiting_over(np.array([1.0, 4, 30, np.nan]), 24).value
    0.3333333333333333
    """
    known = waits[np.isfinite(waits)]
    return share(int(np.sum(known > limit)), len(known))


def _places(n: int, quantile: float) -> tuple[int, int] | None:
    """Positions of the two order statistics, from 0, or None where n is too small."""
    tail = (1 - CONFIDENCE) / 2
    hits = np.arange(n + 1)
    below = binomial_cdf(hits, n, quantile)
    # P(quantile < x[low]) = P(at most `low` waits below it); likewise from above.
    fitting = hits[below <= tail]
    over = hits[below >= 1 - tail]
    if len(fitting) == 0 or over[0] >= n:
        return None
    return int(fitting[-1]), int(over[0])
