"""
Array types, and the sums over weights that several estimators share.

Blanks are NaN inside the estimators and never leave them.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]


def effective_n(weights: Floats, people: Floats | None = None) -> float:
    """
    Kish's effective number of answers, (sum w)^2 / sum w^2; 0 without positive weight.

    Parameters
    ----------
    weights : ndarray, shape (n,)
        Non-negative weights.
    people : ndarray, shape (n,), optional
        How many people carry each weight; one, if not said.

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
    often = np.ones(len(weights)) if people is None else people
    squares = float(often @ weights**2)
    return float(often @ weights) ** 2 / squares if squares > 0 else 0.0


def design_effect(weights: Floats, people: Floats | None = None) -> float:
    """Kish's loss through unequal weights, n sum w^2 / (sum w)^2; 1 when all are equal."""
    effective = effective_n(weights, people)
    n = len(weights) if people is None else float(people.sum())
    return n / effective if effective > 0 else float("inf")
