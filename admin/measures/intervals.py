"""
Interval formulas on plain numbers, shared by the estimators.

Counts and arrays become numbers elsewhere; here they get their width.
"""

import math

from admin.measures.distributions import normal_quantile, t_quantile
from admin.measures.estimate import CONFIDENCE, Estimate, Suppression, withheld

UPPER_TAIL = 1 - (1 - CONFIDENCE) / 2
Z = normal_quantile(UPPER_TAIL)
ROUNDING = 1e-12  # a relative error this small is arithmetic, not spread


def adjusted_nps(promoters: float, detractors: float, n: float) -> tuple[float, float]:
    """Centre and standard error of NPS, as fractions of (effective) answers, with Rocks's three."""
    total = n + 3
    up, down = (promoters + 0.75) / total, (detractors + 0.75) / total
    centre = up - down
    return centre, math.sqrt((up + down - centre**2) / total)


def wilson(proportion: float, n: float, z: float = Z) -> tuple[float, float]:
    """Wilson's score interval for a proportion seen in `n` > 0 (effective) answers."""
    middle = proportion + z**2 / (2 * n)
    reach = z * math.sqrt(proportion * (1 - proportion) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    low = 0.0 if proportion <= 0 else max(0.0, (middle - reach) / scale)
    high = 1.0 if proportion >= 1 else min(1.0, (middle + reach) / scale)
    return low, high


def t_interval(
    value: float,
    variance: float,
    n: int,
    *,
    bounds: tuple[float, float] | None = None,
    n_eff: float | None = None,
    method: str = "t",
) -> Estimate:
    """Estimate with Student's t interval on n - 1; a variance of 0 gives no interval."""
    effective = float(n) if n_eff is None else n_eff
    rounding = (ROUNDING * max(1.0, abs(value))) ** 2
    if n < 2 or variance <= rounding:  # noqa: PLR2004 — one answer has no spread
        reason = Suppression.ONE_ANSWER if n == 1 else Suppression.NO_VARIATION
        return withheld(reason, method, value=value, n=n, n_eff=effective)
    reach = t_quantile(UPPER_TAIL, n - 1) * math.sqrt(variance)
    lowest, highest = bounds or (-math.inf, math.inf)
    low, high = max(lowest, value - reach), min(highest, value + reach)
    return Estimate(value, low, high, n, effective, method, None)
