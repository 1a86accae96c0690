"""The exact test of two shares, for counts too small for a normal curve."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

# Probabilities that differ by rounding alone are alike (as R's fisher.test has it).
_ALIKE = 1 + 1e-7


def fisher_p(now: tuple[int, int], before: tuple[int, int]) -> float:
    """
    Two-sided p-value of Fisher's exact test.

    Parameters
    ----------
    now, before : tuple of int
        Hits and answers, (x, n).

    Returns
    -------
    float
        Probability, all hits given, of a table no likelier than this one; in (0, 1].

    References
    ----------
    Fisher (1935), The Design of Experiments, chapter II: the lady tasting tea.

    Examples
    --------
    >>> round(fisher_p((3, 4), (1, 4)), 4)
    0.4857
    """
    (x, n), (y, m) = now, before
    hits = x + y
    ours = np.arange(max(0, hits - m), min(n, hits) + 1)
    chances = np.exp(_log_ways(n, ours) + _log_ways(m, hits - ours) - _log_ways(n + m, hits))
    likely = chances[x - ours[0]]
    return min(1.0, float(chances[chances <= likely * _ALIKE].sum()))


def _log_ways(n: int, k: NDArray[np.int64] | int) -> NDArray[np.float64]:
    ways = gammaln(n + 1) - gammaln(np.add(k, 1)) - gammaln(np.subtract(n, k) + 1)
    return np.asarray(ways, np.float64)
