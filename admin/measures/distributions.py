"""
The few quantiles and tail areas the estimators need, typed.

Only `scipy.special` is used: `scipy.stats` costs a second and 40 MB at start and adds nothing here.
"""

import numpy as np
from scipy import special

from admin.measures.arrays import Floats, Integers


def normal_quantile(probability: float) -> float:
    """Quantile of the standard normal distribution."""
    return float(special.ndtri(probability))


def two_sided_normal(z: float) -> float:
    """Two-sided tail area of the standard normal distribution beyond |z|."""
    return float(2 * special.ndtr(-abs(z)))


def t_quantile(probability: float, df: float) -> float:
    """Quantile of Student's t distribution with `df` > 0 degrees of freedom."""
    return float(special.stdtrit(df, probability))


def two_sided_t(t: float, df: float) -> float:
    """Two-sided tail area of Student's t distribution beyond |t|."""
    return float(2 * special.stdtr(df, -abs(t)))


def chi_square_tail(statistic: float, df: float) -> float:
    """Upper tail area of the chi-square distribution."""
    return float(special.chdtrc(df, statistic))


def beta_quantile(probability: float, a: float, b: float) -> float:
    """Quantile of the beta distribution with shapes `a`, `b` > 0."""
    return float(special.betaincinv(a, b, probability))


def binomial_cdf(hits: Integers, n: int, probability: float) -> Floats:
    """Chance of at most `hits` successes in `n` trials."""
    return np.asarray(special.bdtr(hits.astype(np.float64), n, probability), dtype=np.float64)
