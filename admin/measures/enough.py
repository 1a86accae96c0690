"""
How many answers would settle what an interval leaves open.

Only from the spread that was seen: nothing here assumes a distribution of ratings.
"""

from admin.measures.distributions import normal_quantile
from admin.measures.estimate import Estimate
from admin.measures.intervals import Z

POWER = 0.80
MOST_TIMES = 20.0


def times_as_many(estimate: Estimate, limit: float, *, power: float = POWER) -> float | None:
    """
    Factor by which answers must grow to take an interval off a limit, if its value stays.

    An interval narrows with the root of the answers. Its side towards the limit, bootstrapped or
    not, says how wide it is now; it must be so narrow that, value and limit as far apart as they
    are, `power` of such samples leave the limit out.

    Parameters
    ----------
    estimate : Estimate
        A value with its 95 % interval.
    limit : float
        In the unit of the estimate: what the interval should leave out.
    power : float, default=0.8
        Chance that it then does.

    Returns
    -------
    float or None
        1 or more; 1 where the interval leaves the limit out already. None without an interval, or
        where value and limit are the same: no number of answers would part them.

    References
    ----------
    Chow, Shao & Wang (2008), Sample Size Calculations in Clinical Research, section 4.1:
    n = (z_a/2 + z_b)^2 variance / distance^2.

    Examples
    --------
    >>> doubtful = Estimate(0.30, 0.20, 0.40, 600, 600.0, "lmg_bootstrap", None)
    >>> round(times_as_many(doubtful, 0.25), 2)
    8.17
    """
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return None
    if not estimate.low <= limit <= estimate.high:
        return 1.0
    distance = abs(estimate.value - limit)
    if distance == 0:
        return None
    lies_above = estimate.value > limit
    reach = estimate.value - estimate.low if lies_above else estimate.high - estimate.value
    return max(1.0, (reach / distance * (Z + normal_quantile(power)) / Z) ** 2)
