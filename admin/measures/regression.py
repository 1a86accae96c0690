"""
Least squares with heteroscedasticity-consistent errors, for experiments and penalty-reward.

Design matrices go in; nobody outside the estimators sees coefficients.
"""

from dataclasses import dataclass

import numpy as np

from admin.measures.arrays import Floats

SINGULAR_BELOW = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Coefficients, their HC2 covariance, residual degrees of freedom; `singular` has none."""

    coefficients: Floats
    covariance: Floats
    df: int
    singular: bool


def least_squares(design: Floats, outcome: Floats) -> Fit:
    """
    Ordinary least squares with the HC2 covariance of MacKinnon and White.

    Parameters
    ----------
    design : ndarray, shape (n, k)
        Columns of the model, the constant included.
    outcome : ndarray, shape (n,)
        Numbers without blanks.

    Returns
    -------
    Fit
        `singular` when columns repeat each other or people are fewer than columns + 1.

    References
    ----------
    MacKinnon & White (1985), J. Econometrics 29, 305-325.

    Examples
    --------
    >>> design = np.column_stack([np.ones(4), [0.0, 0, 1, 1]])
    >>> least_squares(design, np.array([1.0, 3, 4, 6])).coefficients.round(6).tolist()
    [2.0, 3.0]
    """
    n, k = design.shape
    lengths = np.linalg.svd(design, compute_uv=False) if n > k else np.zeros(k)
    if n <= k or lengths[-1] < SINGULAR_BELOW * lengths[0]:
        return Fit(np.zeros(k), np.zeros((k, k)), max(n - k, 0), singular=True)
    bread = np.linalg.inv(design.T @ design)
    coefficients = bread @ design.T @ outcome
    residual = outcome - design @ coefficients
    leverage = np.einsum("ij,jk,ik->i", design, bread, design)
    # a person who alone fills a cell has leverage 1 and residual 0: no information, no weight
    scaled = np.where(leverage < 1 - 1e-9, residual**2 / np.maximum(1 - leverage, 1e-9), 0.0)
    meat = (design * scaled[:, None]).T @ design
    return Fit(coefficients, bread @ meat @ bread, n - k, singular=False)
