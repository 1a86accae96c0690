"""
Array types, and the sums over weights that several estimators share.

Blanks are NaN inside the estimators and never leave them.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]


def effective_n(weights: Floats) -> float:
    """
    Kish's effective number of answers, (sum w)^2 / sum w^2; 0 without positive weight.

    Parameters
    ----------
    weights : ndarray, shape (n,)
        Non-negative weights.

    Returns
    -------
    float
        Between 0 and n; n when all weights are equal.

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7.

    Examples
    --------
    >>> effective_n(np.array([1.0, 1.0, 2.0, 4.0]))
    2.909090909090909
    """
    squares = float(np.sum(weights**2))
    return float(np.sum(weights)) ** 2 / squares if squares > 0 else 0.0


def design_effect(weights: Floats) -> float:
    """Kish's loss through unequal weights, n sum w^2 / (sum w)^2; 1 when all are equal."""
    effective = effective_n(weights)
    return len(weights) / effective if effective > 0 else float("inf")
