"""
Shares of explained variance from one correlation matrix: LMG, and two cross-checks.

Batches of matrices go in. Intervals and the rules for showing them live in `drivers`.
"""

from functools import lru_cache
from itertools import combinations
from math import factorial

import numpy as np

from admin.measures.arrays import Floats


def lmg(between: Floats, with_outcome: Floats) -> Floats:
    """
    R-squared gained by each driver, averaged over all orders of entry (Shapley value).

    Parameters
    ----------
    between : ndarray, shape (..., k, k)
        Correlations between the drivers.
    with_outcome : ndarray, shape (..., k)
        Correlations of the drivers with the outcome.

    Returns
    -------
    ndarray, shape (..., k)
        Not negative; sums to R-squared.

    Raises
    ------
    numpy.linalg.LinAlgError
        If the drivers' correlations are singular; `drivers` looks before it calls.

    References
    ----------
    Lindeman, Merenda & Gold (1980); Gromping (2006), J. Stat. Software 17(1), metric "lmg".

    Examples
    --------
    >>> lmg(np.array([[1.0, 0.5], [0.5, 1.0]]), np.array([0.6, 0.3])).round(3).tolist()
    [0.315, 0.045]
    """
    size = with_outcome.shape[-1]
    nothing: frozenset[int] = frozenset()
    explained: dict[frozenset[int], Floats] = {nothing: np.zeros(with_outcome.shape[:-1])}
    for count in range(1, size + 1):
        for chosen in combinations(range(size), count):
            explained[frozenset(chosen)] = _r_squared(between, with_outcome, list(chosen))
    gains = np.zeros(with_outcome.shape)
    for subset, weight in _entries(size):
        for driver in set(range(size)) - subset:
            gain = explained[subset | {driver}] - explained[subset]
            gains[..., driver] += weight * gain
    return np.maximum(gains, 0.0)


def relative_weights(between: Floats, with_outcome: Floats) -> Floats:
    """
    Johnson's relative weights, (A^-1 r)^2 through A^2 with A the symmetric root of R.

    A cross-check of `lmg` only: usually near it, but its derivation is criticised.

    Parameters
    ----------
    between : ndarray, shape (k, k)
        Correlations between the drivers.
    with_outcome : ndarray, shape (k,)
        Correlations with the outcome.

    Returns
    -------
    ndarray, shape (k,)
        Sums to R-squared.

    References
    ----------
    Johnson (2000), Multivariate Behavioral Research 35, 1-19; critique by Thomas, Zumbo, Kwan &
    Schweitzer (2014), Multivariate Behavioral Research 49, 329-338.

    Examples
    --------
    >>> between = np.array([[1.0, 0.5], [0.5, 1.0]])
    >>> relative_weights(between, np.array([0.6, 0.3])).round(3).tolist()
    [0.315, 0.045]
    """
    lengths, axes = np.linalg.eigh(between)
    root = axes @ np.diag(np.sqrt(lengths)) @ axes.T
    beta = np.linalg.solve(root, with_outcome)
    return np.asarray(root**2 @ beta**2)


def standardised_coefficients(between: Floats, with_outcome: Floats) -> Floats:
    """
    Regression coefficients in standard deviations; never shown as importance.

    Examples
    --------
    >>> between = np.array([[1.0, 0.5], [0.5, 1.0]])
    >>> standardised_coefficients(between, np.array([0.6, 0.3])).round(3).tolist()
    [0.6, 0.0]
    """
    return np.asarray(np.linalg.solve(between, with_outcome), dtype=np.float64)


def variance_inflation(between: Floats) -> Floats:
    """
    Variance inflation factor of each driver; 1 when it shares nothing with the others.

    Examples
    --------
    >>> variance_inflation(np.array([[1.0, 0.6], [0.6, 1.0]])).round(4).tolist()
    [1.5625, 1.5625]
    """
    return np.diag(np.linalg.inv(between))


def _r_squared(between: Floats, with_outcome: Floats, subset: list[int]) -> Floats:
    inner = between[..., np.array(subset)[:, None], subset]
    outer = with_outcome[..., subset]
    return np.asarray((outer * np.linalg.solve(inner, outer[..., None])[..., 0]).sum(axis=-1))


@lru_cache
def _entries(size: int) -> tuple[tuple[frozenset[int], float], ...]:
    """Every set of drivers already entered, with the share of orders in which one more follows."""
    return tuple(
        (frozenset(chosen), factorial(count) * factorial(size - count - 1) / factorial(size))
        for count in range(size)
        for chosen in combinations(range(size), count)
    )
