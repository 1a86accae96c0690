"""
Mean and covariance when most cells are blank by design: EM for the multivariate normal.

Whole batches of resamples are fitted at once, so that a bootstrap costs little more than one fit.
Drivers and reliability are computed from the result elsewhere.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from admin.measures.arrays import Bools, Floats
from admin.measures.estimate import Suppression

SMALLEST_PAIR = 50
TOLERANCE = 1e-9
ROUNDS = 5000
SINGULAR_BELOW = 1e-8
RIDGE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Mean and covariance of k variables, the people behind them, or why there are none."""

    mean: Floats
    covariance: Floats
    n: int
    rounds: int
    suppressed: Suppression | None


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """
    Sufficient statistics of a batch of data sets, grouped by which cells are filled.

    For b data sets, p patterns and k variables: `seen` (p, k), `counts` (b, p), `sums` (b, p, k),
    `products` (b, p, k, k); blanks count as 0 in the sums.
    """

    seen: Bools
    counts: Floats
    sums: Floats
    products: Floats


def em_moments(
    answers: Floats, weights: Floats | None = None, *, smallest_pair: int = SMALLEST_PAIR
) -> Moments:
    """
    Mean and covariance by maximum likelihood from a matrix with blanks.

    Parameters
    ----------
    answers : ndarray, shape (n_people, n_items)
        Ratings, NaN where blank. People without any rating are left out.
    weights : ndarray, shape (n_people,), optional
        Design weights; scaled to mean 1.
    smallest_pair : int, default=50
        People who must have answered both items, for every pair of items.

    Returns
    -------
    Moments
        Covariance is the likelihood's (divisor n). Suppressed when a pair was answered by too
        few, an item never varies, or one item repeats others.

    References
    ----------
    Dempster, Laird & Rubin (1977), J. R. Stat. Soc. B 39, 1-38; Little & Rubin (2002),
    Statistical Analysis with Missing Data, section 11.2.

    Examples
    --------
    >>> answers = np.array([[1.0, 2], [2, 1], [3, np.nan], [4, 5]])
    >>> em_moments(answers, smallest_pair=2).mean.round(3).tolist()
    [2.5, 2.857]
    """
    kept = np.isfinite(answers).any(axis=1)
    y = answers[kept]
    size = answers.shape[1]
    reason = _unfit(y, smallest_pair)
    if reason is not None:
        return _none(size, len(y), reason)
    w = np.ones(len(y)) if weights is None else weights[kept] * len(y) / weights[kept].sum()
    centre, unit = np.nanmean(y, axis=0), np.nanstd(y, axis=0)
    standard = (y - centre) / unit
    means, covariances, rounds = fit(gather(standard, w[None, :]))
    if rounds == 0:
        return _none(size, len(y), Suppression.NOT_CONVERGED)
    if smallest_eigenvalue(covariances[0]) < SINGULAR_BELOW:
        return _none(size, len(y), Suppression.SINGULAR)
    return Moments(
        centre + unit * means[0], covariances[0] * np.outer(unit, unit), len(y), rounds, None
    )


def pair_counts(answers: Floats) -> NDArray[np.int64]:
    """How many people answered both of each pair of items, shape (n_items, n_items)."""
    seen = np.isfinite(answers).astype(np.int64)
    return seen.T @ seen


def gather(answers: Floats, multiplicities: Floats) -> Patterns:
    """
    Sum a batch of re-weighted data sets by pattern of blanks.

    `answers` is (n, k) with NaN, `multiplicities` (b, n): how often each person counts in each.
    """
    masks, member = np.unique(np.isfinite(answers), axis=0, return_inverse=True)
    filled = np.nan_to_num(answers)
    size = answers.shape[1]
    squares = (filled[:, :, None] * filled[:, None, :]).reshape(len(filled), -1)
    counts, sums, products = [], [], []
    for pattern in range(len(masks)):
        rows = member.ravel() == pattern
        often = multiplicities[:, rows]
        counts.append(often.sum(axis=1))
        sums.append(often @ filled[rows])
        products.append((often @ squares[rows]).reshape(-1, size, size))
    return Patterns(masks, np.stack(counts, 1), np.stack(sums, 1), np.stack(products, 1))


def fit(
    patterns: Patterns, *, tolerance: float = TOLERANCE, rounds: int = ROUNDS
) -> tuple[Floats, Floats, int]:
    """
    Run EM on every data set of the batch until none moves; 0 rounds means it did not settle.

    Variables should be standardised, so that `tolerance` means the same for each.
    """
    batch, _, size = patterns.sums.shape
    mean, covariance = np.zeros((batch, size)), np.broadcast_to(np.eye(size), (batch, size, size))
    total = patterns.counts.sum(axis=1)
    for count in range(1, rounds + 1):
        first, second = np.zeros((batch, size)), np.zeros((batch, size, size))
        for index, seen in enumerate(patterns.seen):
            expected = _expected(patterns, index, seen, mean, covariance)
            first, second = first + expected[0], second + expected[1]
        shift = first / total[:, None]
        moved = second / total[:, None, None] - shift[:, :, None] * shift[:, None, :]
        change = max(np.max(np.abs(shift)), np.max(np.abs(moved - covariance)))
        mean, covariance = mean + shift, moved
        if change < tolerance:
            return mean, covariance, count
    return mean, covariance, 0


def smallest_eigenvalue(covariance: Floats) -> float:
    """Smallest eigenvalue of the correlation matrix: 0 when one variable repeats others."""
    unit = np.sqrt(np.diag(covariance))
    if not np.all(unit > 0):
        return 0.0
    return float(np.linalg.eigvalsh(covariance / np.outer(unit, unit))[0])


def _expected(
    patterns: Patterns, index: int, seen: Bools, mean: Floats, covariance: Floats
) -> tuple[Floats, Floats]:
    """Sum over one pattern's people the expected deviations from the mean and their products."""
    n = patterns.counts[:, index]
    raw, products = patterns.sums[:, index], patterns.products[:, index]
    known = np.where(seen, mean, 0.0)
    off = raw - n[:, None] * known
    crossed = known[:, :, None] * raw[:, None, :]
    squares = (
        products
        - crossed
        - np.swapaxes(crossed, 1, 2)
        + n[:, None, None] * known[:, :, None] * known[:, None, :]
    )
    if seen.all():
        return off, squares
    here, there = np.flatnonzero(seen), np.flatnonzero(~seen)
    inner = covariance[:, here[:, None], here] + RIDGE * np.eye(len(here))
    bridge = covariance[:, here[:, None], there]
    slope = np.linalg.solve(inner, bridge)
    extend = np.zeros((len(n), len(seen), len(here)))
    extend[:, here, np.arange(len(here))] = 1.0
    extend[:, there] = np.swapaxes(slope, 1, 2)
    first = (extend @ off[:, here, None])[:, :, 0]
    second = extend @ squares[:, here[:, None], here] @ np.swapaxes(extend, 1, 2)
    left = covariance[:, there[:, None], there] - np.swapaxes(bridge, 1, 2) @ slope
    second[:, there[:, None], there] += n[:, None, None] * left
    return first, second


def _unfit(answers: Floats, smallest_pair: int) -> Suppression | None:
    if len(answers) == 0:
        return Suppression.NO_ANSWERS
    if np.min(pair_counts(answers)) < max(smallest_pair, 2):
        return Suppression.TOO_FEW
    if np.min(np.nanmax(answers, axis=0) - np.nanmin(answers, axis=0)) <= 0:
        return Suppression.NO_VARIATION
    return None


def _none(size: int, n: int, reason: Suppression) -> Moments:
    return Moments(np.zeros(size), np.zeros((size, size)), n, 0, reason)
